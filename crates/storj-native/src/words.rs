//! What Go says, fit to be shown.

use satchel_storj::words::fit_to_show;

/// The first line that says something, without anything that could be a key. What comes below is Go's stack, and
/// several errors at once begin with a line `group:` and a `---` before each.
pub(crate) fn first_line(message: &str) -> String {
    let mut lines = message.lines().map(|line| line.trim().trim_start_matches("--- ").trim());
    let line = lines.find(|line| !line.is_empty() && *line != "group:").unwrap_or_default();
    fit_to_show(line.trim_start_matches("uplink: "))
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
        assert!(first_line(&"word ".repeat(1_000)).chars().count() <= 301);
    }
}
