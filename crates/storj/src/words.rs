//! What somebody else says, fit to be shown.

/// Words are kept up to here, in bytes.
const MAXIMUM_WORDS: usize = 300;
/// A node ID has 51 characters; keys and grants have more than 90.
const LONGEST_WORD: usize = 60;

/// One line of it, not endless, and without anything that could be a key.
pub fn fit_to_show(text: &str) -> String {
    let mut said = String::new();
    for word in text.split_whitespace() {
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
