//! The order of a folder's rows, and which of them the filter lets through.

use std::cmp::Ordering;

use crate::SortBy;
use crate::data::{Data, Entry};
use crate::natural;

/// How rows are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sort {
    pub(crate) by: SortBy,
    pub(crate) descending: bool,
}

impl Sort {
    /// A total order over the entries of one folder: folders first, then by the column, then by name (ascending,
    /// whatever the column does), then by the bytes of the name.
    fn compare(self, data: &Data, a: &Entry, b: &Entry) -> Ordering {
        let kinds = b.is_pre().cmp(&a.is_pre());
        if kinds.is_ne() {
            return kinds;
        }
        let (left, right) = (data.name(a), data.name(b));
        let by_name = || natural::compare(left, right).then_with(|| left.cmp(right));
        let column = match self.by {
            SortBy::Name => by_name(),
            _ if a.is_pre() => Ordering::Equal,
            SortBy::Size => a.size.cmp(&b.size),
            SortBy::Kind => natural::compare(extension(left), extension(right)),
            SortBy::Modified => a.modified.cmp(&b.modified),
        };
        let column = if self.descending { column.reverse() } else { column };
        if self.by == SortBy::Name { column } else { column.then_with(by_name) }
    }

    /// Brings `order` (indices into `data`, sorted, of its first entries) up to all of `data`: the entries behind are
    /// sorted by themselves and merged in. With an empty `order` this sorts everything.
    pub(crate) fn extend(self, data: &Data, order: &[u32]) -> Vec<u32> {
        let entries = data.entries();
        let compare = |a: &u32, b: &u32| match (entries.get(*a as usize), entries.get(*b as usize)) {
            (Some(left), Some(right)) => self.compare(data, left, right),
            _ => Ordering::Equal,
        };
        let first = u32::try_from(order.len()).unwrap_or(u32::MAX);
        let mut new: Vec<u32> = (first..).take(entries.len().saturating_sub(order.len())).collect();
        // The stable sort, because it uses the runs that a sorted listing comes in.
        new.sort_by(compare);
        if order.is_empty() {
            return new;
        }
        let mut merged = Vec::with_capacity(entries.len());
        let (mut old, mut new) = (order.iter().copied().peekable(), new.into_iter().peekable());
        while let (Some(a), Some(b)) = (old.peek(), new.peek()) {
            let next = if compare(b, a).is_lt() { new.next() } else { old.next() };
            merged.extend(next);
        }
        merged.extend(old);
        merged.extend(new);
        merged
    }
}

/// What stands behind the last dot, in a name that has something before it: `a.TXT` gives `TXT`, `.profile` nothing.
fn extension(name: &str) -> &str {
    match name.rfind('.') {
        Some(dot) if dot > 0 => &name[dot + 1..],
        _ => "",
    }
}

/// Which entries of a folder have the filter's text in their names: a bit for each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matches {
    bits: Vec<u64>,
    /// How many entries were looked at.
    seen: usize,
}

impl Matches {
    /// Looks at the entries of `data` behind those seen. `text` is in lower case.
    pub(crate) fn extend(mut self, data: &Data, text: &str) -> Self {
        self.bits.resize(data.len().div_ceil(64), 0);
        let mut folded = String::new();
        for (index, entry) in data.entries().iter().enumerate().skip(self.seen) {
            folded.clear();
            natural::fold_into(&mut folded, data.name(entry));
            if folded.contains(text) {
                self.bits[index / 64] |= 1 << (index % 64);
            }
        }
        self.seen = data.len();
        self
    }

    pub(crate) fn contains(&self, index: u32) -> bool {
        self.bits.get(index as usize / 64).is_some_and(|bits| bits & (1 << (index % 64)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_is_behind_the_last_dot_of_a_name() {
        for (name, kind) in [("a.TXT", "TXT"), (".profile", ""), ("a", ""), ("a.", ""), ("a.tar.gz", "gz"), ("", "")] {
            assert_eq!(extension(name), kind, "{name}");
        }
    }
}
