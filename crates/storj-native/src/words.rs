//! What Go says, fit to be shown.

/// What somebody said is kept up to here.
const MAXIMUM_WORDS: usize = 300;
/// A node ID has 51 characters; keys and grants have more than 90.
const LONGEST_WORD: usize = 60;

/// The first line that says something, without anything that could be a key. What comes below is Go's stack, and
/// several errors at once begin with a line `group:` and a `---` before each.
pub(crate) fn first_line(message: &str) -> String {
    let mut lines = message.lines().map(|line| line.trim().trim_start_matches("--- ").trim());
    let line = lines.find(|line| !line.is_empty() && *line != "group:").unwrap_or_default();
    let line = line.trim_start_matches("uplink: ");
    let mut said = String::new();
    for word in line.split_whitespace() {
        let longest = word.split(|character: char| !character.is_ascii_alphanumeric()).map(str::len).max();
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(if longest.unwrap_or(0) > LONGEST_WORD { "•••" } else { word });
        if said.len() > MAXIMUM_WORDS {
            said.truncate(said.floor_char_boundary(MAXIMUM_WORDS));
            said.push('…');
            break;
        }
    }
    said.retain(|character| !character.is_control());
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_line_is_kept_and_no_key() {
        let key = "1".repeat(100);
        let message = format!("uplink: metainfo: no such host ({key})\n\tstorj.io/common/rpc.Dial:12\n\tmain.main:1");
        assert_eq!(first_line(&message), "metainfo: no such host •••");
        let several = "group:\n--- uplink: permission denied\n\tstorj.io/x:1\n--- other";
        assert_eq!(first_line(several), "permission denied");
        assert_eq!(first_line(""), "");
        assert!(first_line(&"word ".repeat(1_000)).chars().count() <= MAXIMUM_WORDS + 1);
    }
}
