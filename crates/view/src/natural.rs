//! How names compare: naturally, without regard to case, digits by their value.

use std::cmp::Ordering;

/// The text in lower case, letter by letter (Unicode's default mapping, so that the length of the word around a
/// letter doesn't matter), appended to `folded`.
pub(crate) fn fold_into(folded: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else {
            folded.extend(c.to_lowercase());
        }
    }
}

/// The text in lower case.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(&mut folded, text);
    folded
}

/// Compares two names as a person would sort them: `b2` before `B10`, `a` beside `A`. Names that differ only in case
/// or in leading zeros are equal here: whoever needs a total order adds the bytes.
///
/// A run of ASCII digits is one number of any length; against anything else it counts as its first digit, so that the
/// order is transitive.
#[allow(clippy::many_single_char_names, reason = "two texts, a place in each, and what stands there")]
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    let (a, b) = (left.as_bytes(), right.as_bytes());
    let (mut i, mut j) = (0, 0);
    loop {
        match (a.get(i), b.get(j)) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let numbers = (digits(&a[i..]), digits(&b[j..]));
                let order = by_value(numbers.0, numbers.1);
                if order.is_ne() {
                    return order;
                }
                i += numbers.0.len();
                j += numbers.1.len();
            }
            (Some(x), Some(y)) if x.is_ascii() && y.is_ascii() => {
                let order = x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase());
                if order.is_ne() {
                    return order;
                }
                i += 1;
                j += 1;
            }
            // Both places are at the start of a letter, as only whole ones were passed.
            _ => return compare_letters(left.get(i..).unwrap_or(""), right.get(j..).unwrap_or("")),
        }
    }
}

/// The same from a place on where a letter isn't ASCII: slower, letter by letter.
fn compare_letters(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (Folded::new(left), Folded::new(right));
    loop {
        let (x, y) = (a.number(), b.number());
        if !x.is_empty() && !y.is_empty() {
            let order = by_value(x, y);
            if order.is_ne() {
                return order;
            }
            a.skip(x.len());
            b.skip(y.len());
            continue;
        }
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (x, y) if x != y => return x.cmp(&y),
            _ => {}
        }
    }
}

/// The letters of a text in lower case, one at a time.
struct Folded<'a> {
    rest: &'a str,
    /// What is left of a letter that became several (`İ`).
    pending: Option<std::char::ToLowercase>,
}

impl<'a> Folded<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text, pending: None }
    }

    /// The digits that come next, if the next letter is one.
    fn number(&self) -> &'a [u8] {
        if self.pending.as_ref().is_some_and(|letters| letters.len() > 0) { &[] } else { digits(self.rest.as_bytes()) }
    }

    /// Passes over so many digits.
    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or("");
    }

    fn next(&mut self) -> Option<char> {
        if let Some(c) = self.pending.as_mut().and_then(Iterator::next) {
            return Some(c);
        }
        let mut letters = self.rest.chars();
        let mut folded = letters.next()?.to_lowercase();
        self.rest = letters.as_str();
        let first = folded.next();
        self.pending = Some(folded);
        first
    }
}

/// Compares two numbers of any length.
fn by_value(left: &[u8], right: &[u8]) -> Ordering {
    let (left, right) = (significant(left), significant(right));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// The digits at the start.
fn digits(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    &text[..end]
}

/// A number without its leading zeros.
fn significant(digits: &[u8]) -> &[u8] {
    let start = digits.iter().position(|&digit| digit != b'0').unwrap_or(digits.len());
    &digits[start..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_sort_as_a_person_would() {
        let sorted = ["", "1", "02", "a2", "A10", "a10b", "b", "C", "é2", "É10", "新郎 2", "新郎 10"];
        for (i, left) in sorted.iter().enumerate() {
            for (j, right) in sorted.iter().enumerate() {
                assert_eq!(compare(left, right), i.cmp(&j), "{left} and {right}");
            }
        }
    }

    #[test]
    fn case_and_leading_zeros_make_no_difference() {
        for (left, right) in
            [("A", "a"), ("a01", "A1"), ("ÄB", "äb"), ("\u{212a}1", "k01"), ("0", "000"), ("é0", "É00")]
        {
            assert_eq!(compare(left, right), Ordering::Equal, "{left} and {right}");
        }
        assert_eq!(compare("9", "10000000000000000000000000000"), Ordering::Less);
    }

    /// The definition, slow and plain: a list of numbers and letters.
    fn tokens(text: &str) -> Vec<(char, usize, String)> {
        let mut list: Vec<(char, usize, String)> = Vec::new();
        let folded = fold(text);
        let mut letters = folded.chars().peekable();
        while let Some(c) = letters.next() {
            let mut number = String::new();
            if c.is_ascii_digit() {
                number.push(c);
                while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                    number.push(digit);
                }
                let value = number.trim_start_matches('0').to_owned();
                list.push(('0', value.len(), value));
            } else {
                list.push((c, 0, number));
            }
        }
        list
    }

    proptest! {
        #[test]
        fn it_is_the_order_of_numbers_and_letters(left in "[aAéÉİ019 .-]{0,6}", right in "[aAéÉİ019 .-]{0,6}") {
            prop_assert_eq!(compare(&left, &right), tokens(&left).cmp(&tokens(&right)));
        }

        #[test]
        fn any_text_compares_both_ways_alike(left in "\\PC{0,8}", right in "\\PC{0,8}") {
            prop_assert_eq!(compare(&left, &right), compare(&right, &left).reverse());
            prop_assert_eq!(compare(&left, &left), Ordering::Equal);
        }
    }
}
