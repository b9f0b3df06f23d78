//! [`Book`]: which marks showed or wrote objects where.

use serde::{Deserialize, Serialize};

use super::Mark;

/// More passphrases than anyone has for one bucket, and more buckets than anyone opens; what was used longest ago goes.
const MOST_PRINTS: usize = 16;
const MOST_PLACES: usize = 1024;

/// A folder on the way to a place, and what the key at hand comes to there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The mark of the folder.
    pub place: Mark,
    /// The mark of the key.
    pub print: Mark,
}

/// What is known of a passphrase at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to compare it with.
    Unknown,
    /// It showed or wrote objects there.
    Matches,
    /// Others did, and it didn't.
    Differs,
    /// Others did, and the person goes on with it all the same.
    Accepted,
}

/// Which marks showed or wrote objects where, and which a person went on with all the same. The places and the prints
/// of each are in the order of their last use, the last first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// The [`MarkKey::id`](super::MarkKey::id) of the key that the marks are made with.
    key: Option<Mark>,
    #[serde(default)]
    places: Vec<Known>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    place: Mark,
    #[serde(default)]
    shown: Vec<Mark>,
    #[serde(default)]
    accepted: Vec<Mark>,
}

impl Book {
    /// The book as it is good for this key: with the marks of another one nothing can be compared.
    #[must_use]
    pub fn of_key(self, key: Mark) -> Self {
        if self.key == Some(key) { self } else { Self { key: Some(key), places: Vec::new() } }
    }

    /// What is known of a passphrase, and at which of the steps that was found. They go from the outermost folder that
    /// it has a key for inwards; the innermost one of which anything is known decides, because an outer one may have
    /// been filled by several.
    pub fn judge(&self, steps: &[Step]) -> (Verdict, Option<usize>) {
        for (at, Step { place, print }) in steps.iter().enumerate().rev() {
            let Some(known) = self.find(*place).filter(|known| !known.shown.is_empty()) else { continue };
            let verdict = if known.shown.contains(print) {
                Verdict::Matches
            } else if known.accepted.contains(print) {
                Verdict::Accepted
            } else {
                Verdict::Differs
            };
            return (verdict, Some(at));
        }
        (Verdict::Unknown, None)
    }

    /// The marks that showed or wrote objects at a place, the last one first.
    pub fn shown(&self, place: Mark) -> &[Mark] {
        self.find(place).map_or(&[], |known| &known.shown)
    }

    /// Whether the person goes on with it there.
    pub fn is_accepted(&self, Step { place, print }: Step) -> bool {
        self.find(place).is_some_and(|known| known.accepted.contains(&print))
    }

    /// Objects were shown or written at the innermost step: that is known from now on at the outermost one, and wherever
    /// else on the way something is known already. Answers whether that is new.
    pub fn showed(&mut self, steps: &[Step]) -> bool {
        self.note(steps, |known| &mut known.shown)
    }

    /// The person goes on with it there. Answers whether that is new.
    pub fn accept(&mut self, steps: &[Step]) -> bool {
        self.note(steps, |known| &mut known.accepted)
    }

    /// Nothing is there any more of what it once showed: nobody is warned because of it. Answers whether that is new.
    pub fn emptied(&mut self, Step { place, print }: Step) -> bool {
        let Some(known) = self.places.iter_mut().find(|known| known.place == place) else { return false };
        let Some(at) = known.shown.iter().position(|shown| *shown == print) else { return false };
        known.shown.remove(at);
        true
    }

    fn find(&self, place: Mark) -> Option<&Known> {
        self.places.iter().find(|known| known.place == place)
    }

    fn note(&mut self, steps: &[Step], list: impl Fn(&mut Known) -> &mut Vec<Mark>) -> bool {
        let mut changed = false;
        for (at, Step { place, print }) in steps.iter().enumerate() {
            let found = self.places.iter().position(|known| known.place == *place);
            let mut known = match found {
                Some(found) => self.places.remove(found),
                None if at == 0 => Known { place: *place, shown: Vec::new(), accepted: Vec::new() },
                None => continue,
            };
            // Its use alone is no reason to write a file.
            changed |= to_the_front(list(&mut known), *print) || found.is_none();
            self.places.insert(0, known);
        }
        self.places.truncate(MOST_PLACES);
        changed
    }
}

/// Puts a mark before the others. Answers whether it wasn't there.
fn to_the_front(marks: &mut Vec<Mark>, mark: Mark) -> bool {
    let found = marks.iter().position(|known| *known == mark);
    if found == Some(0) {
        return false;
    }
    if let Some(found) = found {
        marks.remove(found);
    }
    marks.insert(0, mark);
    marks.truncate(MOST_PRINTS);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(number: u8) -> Mark {
        Mark([number; 16])
    }

    fn step(place: u8, print: u8) -> Step {
        Step { place: mark(place), print: mark(print) }
    }

    fn verdict(book: &Book, steps: &[Step]) -> Verdict {
        book.judge(steps).0
    }

    #[test]
    fn what_showed_objects_matches_and_all_else_differs_until_it_is_accepted() {
        let mut book = Book::default();
        let (ours, theirs) = ([step(1, 10)], [step(1, 20)]);
        assert_eq!(verdict(&book, &ours), Verdict::Unknown);
        assert!(book.showed(&ours) && !book.showed(&ours));
        assert_eq!((verdict(&book, &ours), verdict(&book, &theirs)), (Verdict::Matches, Verdict::Differs));
        assert!(book.accept(&theirs) && !book.accept(&theirs));
        assert_eq!(book.judge(&theirs), (Verdict::Accepted, Some(0)));
        assert!(book.showed(&theirs));
        assert_eq!((verdict(&book, &ours), verdict(&book, &theirs)), (Verdict::Matches, Verdict::Matches));
        assert_eq!(book.shown(mark(1)), [mark(20), mark(10)], "the last one first");
        assert_eq!(verdict(&book, &[step(2, 10)]), Verdict::Unknown, "another bucket");
    }

    #[test]
    fn the_innermost_folder_of_which_something_is_known_decides() {
        let mut book = Book::default();
        assert!(book.showed(&[step(1, 10)]));
        // A grant for the folder alone wrote there, with another passphrase.
        assert!(book.showed(&[step(2, 99)]));
        let inside = [step(1, 10), step(2, 12), step(3, 13)];
        assert_eq!(book.judge(&inside), (Verdict::Differs, Some(1)));
        assert_eq!(verdict(&book, &inside[..1]), Verdict::Matches);
        assert!(book.showed(&inside), "and now it has shown objects there");
        assert_eq!(book.judge(&inside), (Verdict::Matches, Some(1)));
        assert_eq!(book.shown(mark(3)), [], "folders of which nothing was known aren't filled");
    }

    #[test]
    fn an_emptied_place_warns_nobody() {
        let mut book = Book::default();
        book.showed(&[step(1, 10)]);
        assert!(book.emptied(step(1, 10)) && !book.emptied(step(1, 10)) && !book.emptied(step(7, 7)));
        assert_eq!(verdict(&book, &[step(1, 20)]), Verdict::Unknown);
        book.showed(&[step(1, 20)]);
        assert_eq!(verdict(&book, &[step(1, 10)]), Verdict::Differs, "what is there now it doesn't show");
        book.accept(&[step(1, 10)]);
        book.showed(&[step(1, 10)]);
        assert!(book.emptied(step(1, 10)));
        assert_eq!(verdict(&book, &[step(1, 10)]), Verdict::Accepted, "what a person said stays said");
        assert!(book.is_accepted(step(1, 10)));
    }

    #[test]
    fn what_was_used_longest_ago_goes() {
        let mut book = Book::default();
        for print in 0..20 {
            book.showed(&[step(1, print)]);
        }
        assert_eq!(book.shown(mark(1)).len(), MOST_PRINTS);
        assert_eq!(verdict(&book, &[step(1, 0)]), Verdict::Differs);
        let place = |number: usize| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&number.to_be_bytes());
            Step { place: Mark(bytes), print: mark(1) }
        };
        for number in 0..=MOST_PLACES {
            book.showed(&[place(number)]);
        }
        assert_eq!(book.places.len(), MOST_PLACES);
        assert_eq!(verdict(&book, &[place(0)]), Verdict::Unknown);
        assert_eq!(verdict(&book, &[place(1)]), Verdict::Matches);
    }

    #[test]
    fn a_book_is_read_as_it_was_written_and_is_good_for_its_key_alone() {
        let mut book = Book::default().of_key(mark(1));
        book.showed(&[step(1, 10)]);
        book.accept(&[step(1, 20)]);
        let text = serde_json::to_string(&book).unwrap();
        let read: Book = serde_json::from_str(&text).unwrap();
        assert_eq!(read, book);
        assert_eq!(read.clone().of_key(mark(1)), book);
        assert_eq!(read.of_key(mark(2)), Book::default().of_key(mark(2)));
    }
}
