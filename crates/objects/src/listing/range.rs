//! A stretch of the key space and the pages that one chain of requests brought of it.

use std::collections::VecDeque;

use crate::{ListEntry, ListPage};

/// From where on a chain of pages goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chain {
    /// Nothing was asked for yet.
    Fresh,
    /// A page is on its way.
    Asked,
    /// The last page named this continuation.
    Open(String),
    /// The end of the range, or of the listing, was seen.
    Closed,
}

/// The first name of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// No page has come.
    Unknown,
    /// Nothing lies behind the start.
    Nothing,
    Name(String),
}

/// How many pages lay between two names.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) first: String,
    pub(super) last: String,
    pub(super) pages: u32,
}

/// The names behind `start` up to and including `end`.
#[derive(Debug)]
pub(super) struct Range {
    pub(super) id: u64,
    /// A guess; `None` for the range that the whole listing begins with.
    pub(super) start: Option<String>,
    /// `None`: to the end of the listing.
    pub(super) end: Option<String>,
    pub(super) chain: Chain,
    /// The continuation that the page on its way was asked with.
    pub(super) token: Option<String>,
    /// Rows that nobody has taken yet.
    pub(super) rows: VecDeque<Vec<ListEntry>>,
    pub(super) buffered: usize,
    pub(super) first: First,
    /// The last name that was put into `rows`.
    pub(super) last: Option<String>,
    /// What the last page had behind the end, and where the chain would go on.
    pub(super) rest: Vec<ListEntry>,
    rest_token: Option<String>,
    /// Pages since the range was cut.
    pub(super) pages: u32,
    pub(super) sample: Option<Sample>,
    /// The last page alone.
    pub(super) recent: Option<Sample>,
    pub(super) inherited: Option<Sample>,
}

/// Why a page can't be part of a listing in key order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Disorder;

impl Range {
    pub(super) fn new(id: u64, start: Option<String>, end: Option<String>, inherited: Option<Sample>) -> Self {
        Self {
            id,
            start,
            end,
            chain: Chain::Fresh,
            token: None,
            rows: VecDeque::new(),
            buffered: 0,
            first: First::Unknown,
            last: None,
            rest: Vec::new(),
            rest_token: None,
            pages: 0,
            sample: None,
            recent: None,
            inherited,
        }
    }

    /// Takes a page in key order, up to the range's end. A page out of order is given back untouched.
    pub(super) fn take(&mut self, page: ListPage) -> Result<(), (Disorder, ListPage)> {
        let Some(skip) = self.fits(&page) else { return Err((Disorder, page)) };
        let mut rows: Vec<ListEntry> = page.entries;
        // Prefixes come before objects; a folder that the start lies in is the range's before.
        rows.drain(..skip);
        rows.sort_by(|one, other| one.name().cmp(other.name()));
        self.pages += 1;
        match rows.first() {
            Some(row) if self.first == First::Unknown => self.first = First::Name(row.name().to_owned()),
            None if self.first == First::Unknown && page.continuation.is_none() => self.first = First::Nothing,
            _ => {}
        }
        self.put(rows, page.continuation);
        Ok(())
    }

    /// How many rows at the page's beginning aren't this range's; `None` where the page isn't in order.
    fn fits(&self, page: &ListPage) -> Option<usize> {
        let skip = match (&self.start, page.entries.first()) {
            (Some(start), Some(ListEntry::Prefix(prefix))) if self.last.is_none() => {
                usize::from(prefix <= start && start.starts_with(&**prefix))
            }
            _ => 0,
        };
        let rows = &page.entries[skip..];
        let objects = rows.iter().position(|row| matches!(row, ListEntry::Object(_))).unwrap_or(rows.len());
        let in_order = |rows: &[ListEntry]| rows.windows(2).all(|pair| pair[0].name() < pair[1].name());
        let (prefixes, objects) = rows.split_at(objects);
        let after = self.last.as_deref().or(self.start.as_deref());
        let behind = |rows: &[ListEntry]| rows.first().is_none_or(|row| after.is_none_or(|after| row.name() > after));
        (in_order(prefixes) && in_order(objects) && behind(prefixes) && behind(objects)).then_some(skip)
    }

    /// Puts rows in order where they belong: before or behind the end.
    fn put(&mut self, mut rows: Vec<ListEntry>, continuation: Option<String>) {
        let inside = match &self.end {
            Some(end) => rows.partition_point(|row| row.name() <= &**end),
            None => rows.len(),
        };
        self.rest = rows.split_off(inside);
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            let sample = self.sample.get_or_insert_with(|| Sample {
                first: first.name().to_owned(),
                last: String::new(),
                pages: 0,
            });
            last.name().clone_into(&mut sample.last);
            sample.pages += 1;
            self.last = Some(last.name().to_owned());
            self.recent = Some(Sample { first: first.name().to_owned(), last: last.name().to_owned(), pages: 1 });
        }
        self.keep(rows);
        self.chain = match continuation {
            _ if !self.rest.is_empty() => {
                self.rest_token = continuation;
                Chain::Closed
            }
            Some(token) => Chain::Open(token),
            None => Chain::Closed,
        };
    }

    /// Takes a page as it is, where nothing is known of the order.
    pub(super) fn take_plain(&mut self, page: ListPage) {
        self.keep(page.entries);
        self.chain = page.continuation.map_or(Chain::Closed, Chain::Open);
    }

    fn keep(&mut self, rows: Vec<ListEntry>) {
        self.buffered += rows.len();
        if !rows.is_empty() {
            self.rows.push_back(rows);
        }
    }

    /// Goes on beyond the range's end, to another one: nothing that a page had is lost.
    pub(super) fn reach(&mut self, end: Option<String>) {
        self.end = end;
        if self.chain == Chain::Closed && !self.rest.is_empty() {
            let (rows, token) = (std::mem::take(&mut self.rest), self.rest_token.take());
            self.put(rows, token);
        }
    }

    /// Whether this range's chain ended where the chain of `next` begins, so that nothing lies between them. `None`
    /// where that isn't known yet.
    pub(super) fn meets(&self, next: &Self) -> Option<bool> {
        match (self.rest.first(), &next.first) {
            (_, First::Unknown) => None,
            (Some(row), First::Name(first)) => Some(row.name() == first),
            (Some(_), First::Nothing) => Some(false),
            // What came since the end was seen is behind everything and so no twin.
            (None, _) => Some(true),
        }
    }

    /// How many rows it holds in memory.
    pub(super) fn held(&self) -> usize {
        self.buffered + self.rest.len()
    }
}
