//! Where keys may lie that nobody has seen yet: names on a scale, learnt from names that were seen.
//!
//! A wrong guess costs a request and never a row, so this only has to be good on the keys that people have: numbers
//! with leading zeros, dates, hashes, UUIDs, words, trees of these, in any script.

/// The longest name that is looked at or made, in characters, behind the listing's prefix.
const PLACES: usize = 96;
/// The longest key. Source: S3 API reference, "Object key naming".
const LONGEST: usize = 1024;
/// Where a scale stops being finer: positions stay far below the end of `u128`.
const FINEST: u128 = 1 << 100;
/// How many guesses are made at once where no end is known.
const HANDFUL: usize = 6;

const DIGITS: u128 = range(b'0', b'9');
const LOWER: u128 = range(b'a', b'z');
const UPPER: u128 = range(b'A', b'Z');
const HEXADECIMAL: u128 = range(b'a', b'f') | range(b'A', b'F');

const fn range(first: u8, last: u8) -> u128 {
    ((1 << (last + 1)) - 1) & !((1 << first) - 1)
}

/// Which characters stand where, of all names seen so far.
#[derive(Debug)]
pub(super) struct Shape {
    /// The listing's prefix, in characters: all names have it.
    skip: usize,
    /// Somewhere, digits and the letters from a to f stand in the same place, and no others.
    hexadecimal: bool,
    places: Vec<Place>,
}

#[derive(Clone, Debug, Default)]
struct Place {
    /// One bit for each ASCII character.
    ascii: u128,
    /// The first and the last character beyond ASCII.
    wide: Option<(char, char)>,
    /// A name ended here.
    ends: bool,
}

impl Shape {
    pub(super) fn new(prefix: &str) -> Self {
        Self { skip: prefix.chars().count(), hexadecimal: false, places: Vec::new() }
    }

    pub(super) fn learn(&mut self, name: &str) {
        let mut count = 0;
        for (index, character) in name.chars().skip(self.skip).take(PLACES).enumerate() {
            if index == self.places.len() {
                self.places.push(Place::default());
            }
            self.places[index].add(character);
            self.hexadecimal |= self.places[index].is_hexadecimal();
            count = index + 1;
        }
        if let Some(place) = self.places.get_mut(count) {
            place.ends = true;
        }
    }

    /// A scale between two names, finer where they have more in common.
    pub(super) fn scale(&self, low: &str, high: &str) -> Scale {
        let common: String = low.chars().zip(high.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
        let shared = common.chars().count();
        let behind = shared.saturating_sub(self.skip);
        // Of a script with thousands of characters, a page shows few: what lies between the ends counts as well.
        let ends = [low, high].map(|name| name.chars().nth(shared));
        let mut digits = Vec::new();
        let mut steps: u128 = 1;
        for place in self.places.iter().skip(behind) {
            let mut digit = Digit::of(place, self.hexadecimal);
            if digits.is_empty() && digit.wide.is_some_and(|(first, last)| first < last) {
                let wide = ends.iter().flatten().filter(|character| !character.is_ascii());
                wide.for_each(|character| digit.widen(*character));
            }
            let base = digit.base();
            if base == 0 || steps.saturating_mul(base) > FINEST {
                break;
            }
            steps *= base;
            digits.push(digit);
        }
        Scale { common, digits, steps }
    }

    /// Guesses behind `last` in ascending order where no end is known: behind everything that shares more or less of
    /// its beginning. `first` is the first name of the page that ended with `last`.
    pub(super) fn beyond(&self, first: &str, last: &str) -> Vec<String> {
        let characters: Vec<char> = last.chars().collect();
        let same = first.chars().zip(&characters).take_while(|(a, b)| a == *b).count();
        let mut levels = Vec::new();
        let mut in_word = false;
        for level in (self.skip..characters.len().min(same + 1)).rev() {
            let counts = characters[level].is_ascii_digit();
            // A number that ends changes in each of its digits; of a word, only what comes behind all of it matters.
            if !counts && in_word {
                levels.pop();
            }
            in_word = !counts && level != same;
            levels.push(level);
        }
        if levels.len() > HANDFUL {
            // The nearest, and the one behind everything.
            levels = levels[..HANDFUL - 1].iter().chain(levels.last()).copied().collect();
        }
        let mut guesses: Vec<String> = Vec::new();
        for level in levels {
            for top in self.tops(characters[level]) {
                let guess: String = characters[..level].iter().copied().chain([top]).collect();
                if guess.len() <= LONGEST && guesses.last().is_none_or(|before| *before < guess) {
                    guesses.push(guess);
                }
            }
        }
        guesses.truncate(HANDFUL);
        guesses
    }

    /// What comes behind all characters of the same kind: one or two guesses in ascending order.
    fn tops(&self, character: char) -> Vec<char> {
        let code = u32::from(character);
        let behind = |codes: &[u32]| codes.iter().filter_map(|code| char::from_u32(*code)).collect();
        match character {
            '0'..='9' | 'a'..='f' if self.hexadecimal => vec!['g'],
            '0'..='9' => vec![':'],
            'a'..='z' => vec!['{'],
            'A'..='Z' => vec!['['],
            '\0'..='\u{7f}' => behind(&[code + 1]),
            // 4,096 characters are a script or a part of one, 65,536 are a plane.
            _ => behind(&[(code | 0xFFF) + 1, (code | 0xFFFF) + 1]),
        }
    }
}

impl Place {
    fn is_hexadecimal(&self) -> bool {
        let letters = self.ascii & (LOWER | UPPER);
        letters != 0 && letters & !HEXADECIMAL == 0 && (self.ascii & DIGITS).count_ones() > 3
    }

    fn add(&mut self, character: char) {
        if character.is_ascii() {
            self.ascii |= 1 << u32::from(character);
        } else {
            let (first, last) = self.wide.unwrap_or((character, character));
            self.wide = Some((first.min(character), last.max(character)));
        }
    }
}

/// One place of a scale: the characters that may stand there.
#[derive(Debug)]
struct Digit {
    ascii: u128,
    wide: Option<(char, char)>,
    ends: bool,
}

impl Digit {
    /// What was seen, and what is of its kind: one digit stands for all ten, two letters for all letters. One letter
    /// alone is a part of a word.
    fn of(place: &Place, hexadecimal: bool) -> Self {
        let mut ascii = place.ascii;
        if ascii & DIGITS != 0 {
            ascii |= DIGITS;
        }
        let is_hexadecimal = hexadecimal && ascii & DIGITS != 0 && ascii & !(DIGITS | HEXADECIMAL) == 0;
        if is_hexadecimal {
            ascii |= HEXADECIMAL & if place.ascii & UPPER == 0 { LOWER } else { UPPER };
        } else {
            for letters in [LOWER, UPPER].into_iter().filter(|letters| (place.ascii & letters).count_ones() > 1) {
                ascii |= letters;
            }
        }
        Self { ascii, wide: place.wide, ends: place.ends }
    }

    fn widen(&mut self, character: char) {
        self.wide = self.wide.map(|(first, last)| (first.min(character), last.max(character)));
    }

    /// How many values there are. With `ends`, the first one is the name's end.
    fn base(&self) -> u128 {
        let wide = self.wide.map_or(0, |(first, last)| (number(last) - number(first)) + 1);
        u128::from(self.ascii.count_ones()) + wide + u128::from(self.ends && self.ascii | wide != 0)
    }

    /// The value of a character; for one that isn't among them, that of the next one.
    fn value(&self, character: Option<char>) -> u128 {
        let Some(character) = character else { return 0 };
        let ends = u128::from(self.ends);
        if character.is_ascii() {
            let before = (1_u128 << u32::from(character)) - 1;
            return ends + u128::from((self.ascii & before).count_ones());
        }
        let wide = self.wide.map_or(0, |(first, last)| {
            number(character).saturating_sub(number(first)).min(number(last) - number(first) + 1)
        });
        ends + u128::from(self.ascii.count_ones()) + wide
    }

    /// The character of a value; `None` for the name's end.
    fn character(&self, value: u128) -> Option<char> {
        let value = value.checked_sub(u128::from(self.ends))?;
        let mut left = value;
        for code in 0..128_u8 {
            if self.ascii >> code & 1 == 1 {
                if left == 0 {
                    return Some(char::from(code));
                }
                left -= 1;
            }
        }
        let (first, _) = self.wide?;
        of_number(number(first) + left)
    }
}

/// Characters without the gap that UTF-16 has in them, so that every number has one.
fn number(character: char) -> u128 {
    let code = u32::from(character);
    u128::from(if code < 0xD800 { code } else { code - 0x800 })
}

fn of_number(number: u128) -> Option<char> {
    let code = u32::try_from(number).ok()?;
    char::from_u32(if code < 0xD800 { code } else { code + 0x800 })
}

/// Names as numbers.
#[derive(Debug)]
pub(super) struct Scale {
    common: String,
    digits: Vec<Digit>,
    steps: u128,
}

impl Scale {
    /// Where a name lies: 0 before everything, at most the number of steps.
    pub(super) fn position(&self, name: &str) -> u128 {
        let Some(rest) = name.strip_prefix(&*self.common) else {
            return if *name < *self.common { 0 } else { self.steps };
        };
        let mut characters = rest.chars();
        let (mut position, mut weight) = (0, self.steps);
        for digit in &self.digits {
            weight /= digit.base();
            let value = digit.value(characters.next());
            position += value * weight;
            if value >= digit.base() {
                break;
            }
        }
        position.min(self.steps)
    }

    /// A short name at a position, strictly between two names; `None` where there is no room.
    pub(super) fn name(&self, position: u128, low: &str, high: &str) -> Option<String> {
        let mut name = self.common.clone();
        let (mut rest, mut weight) = (position, self.steps);
        for digit in &self.digits {
            weight /= digit.base();
            let Some(character) = digit.character(rest / weight) else { break };
            name.push(character);
            rest %= weight;
            // As short as it can be: what is left is nothing, or less than matters.
            if *name > *low && (rest == 0 || rest < (position >> 10)) {
                break;
            }
        }
        (*name > *low && *name < *high && name.len() <= LONGEST).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shape(prefix: &str, names: &[&str]) -> Shape {
        let mut shape = Shape::new(prefix);
        for name in names {
            shape.learn(name);
        }
        shape
    }

    fn middle(shape: &Shape, low: &str, high: &str) -> Option<String> {
        let scale = shape.scale(low, high);
        let (from, to) = (scale.position(low), scale.position(high));
        scale.name(from + (to - from) / 2, low, high)
    }

    #[test]
    fn what_lies_behind_a_number_is_guessed_digit_by_digit() {
        let seen = shape("", &["file-000001", "file-001000"]);
        let guesses = seen.beyond("file-000001", "file-001000");
        assert_eq!(guesses, ["file-00:", "file-0:", "file-:", "g"].map(|guess| guess.replace('g', "{")));
        let seen = shape("логи/", &["логи/2024-01-01", "логи/2024-01-31"]);
        let guesses = seen.beyond("логи/2024-01-01", "логи/2024-01-31");
        assert_eq!(guesses[0], "логи/2024-01-:");
        assert!(guesses.iter().all(|guess| guess.starts_with("логи/")) && guesses.len() <= HANDFUL, "{guesses:?}");
    }

    #[test]
    fn a_middle_is_where_people_would_look() {
        let numbers = shape("", &["file-000001", "file-001000"]);
        assert_eq!(middle(&numbers, "file-001000", "file-00:").as_deref(), Some("file-0055"));
        let hashes = shape("", &["0a3f", "01be", "023a", "03fe", "041f", "05a0"]);
        assert_eq!(hashes.beyond("0a3f", "05a0"), ["0g", "g"]);
        assert_eq!(middle(&hashes, "0000", "g").as_deref(), Some("8"));
        let names = shape("", &["北京/照片", "南京/照片", "上海/照片"]);
        let between = middle(&names, "上海/照片", "北京/照片").unwrap();
        assert!(*"上海/照片" < *between && *between < *"北京/照片", "{between}");
        assert_eq!(middle(&numbers, "file-000001", "file-000001a"), None, "no room");
    }

    proptest! {
        #[test]
        fn guesses_are_behind_and_between(names in prop::collection::btree_set(".{0,12}", 2..8)) {
            let names: Vec<&str> = names.iter().map(|name| &**name).collect();
            let seen = shape("", &names);
            for pair in names.windows(2) {
                if let Some(between) = middle(&seen, pair[0], pair[1]) {
                    prop_assert!(*pair[0] < *between && *between < *pair[1]);
                }
                let beyond = seen.beyond(pair[0], pair[1]);
                prop_assert!(beyond.iter().all(|guess| **guess > *pair[1]), "{:?}", beyond);
                prop_assert!(beyond.is_sorted());
            }
        }

        #[test]
        fn positions_keep_the_order(names in prop::collection::btree_set("[a-f0-9/新-旧]{0,9}", 2..8)) {
            let names: Vec<&str> = names.iter().map(|name| &**name).collect();
            let seen = shape("", &names);
            let scale = seen.scale(names[0], names[names.len() - 1]);
            prop_assert!(names.iter().map(|name| scale.position(name)).is_sorted());
        }
    }
}
