//! Which pages to ask for, and how their rows become one listing. Nothing here waits or sends.
//!
//! The key space is cut into ranges, each read by a chain of pages of its own. A cut is a guess, and nothing relies on
//! it: a range's chain is read until it shows a name behind the cut, and only if the next range's chain begins with
//! that very name are the two joined. As every chain is a stretch of the server's own listing, what is joined so is
//! the server's listing without a gap, whatever its order. Where they don't meet, the range before goes on through the
//! next one, as if it had never been cut.

use std::cmp::Reverse;
use std::collections::VecDeque;

use super::guess::Shape;
use super::range::{Chain, Disorder, First, Range, Sample};
use super::{ListAll, ListOptions};
use crate::{ErrorKind, ListEntry, ListPage, ListRequest, Operation, Result, StoreError};

/// A range isn't cut into pieces of fewer pages than this: each cut costs half a page that is read twice.
const PIECE: u128 = 3;
/// After so many joins that failed or guesses that were refused, the rest is listed plainly.
const PATIENCE: u32 = 3;

/// A page to ask for.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) id: u64,
    pub(super) request: ListRequest,
}

#[derive(Debug)]
pub(super) struct Walk {
    request: ListAll,
    options: ListOptions,
    /// In order; the first is the one whose rows are given out.
    ranges: VecDeque<Range>,
    next_id: u64,
    /// The listing is (or seems to be) in key order; else rows are given as they come.
    ordered: bool,
    /// One chain only.
    plain: bool,
    /// A name out of order was seen.
    disordered: bool,
    troubles: u32,
    failed: Option<StoreError>,
    shape: Shape,
    /// Rows in the largest page so far.
    page: usize,
    /// Cuts that turned out to have rows behind them, and those that hadn't.
    hits: u32,
    misses: u32,
}

impl Walk {
    pub(super) fn new(request: ListAll, options: ListOptions, ordered: bool) -> Self {
        let shape = Shape::new(&request.prefix);
        let ranges = VecDeque::from([Range::new(0, None, None, None)]);
        Self {
            request,
            options,
            ranges,
            next_id: 1,
            ordered,
            plain: !ordered,
            disordered: false,
            troubles: 0,
            failed: None,
            shape,
            page: 1,
            hits: 0,
            misses: 0,
        }
    }

    /// Whether the server's listing turned out not to be in key order.
    pub(super) fn is_disordered(&self) -> bool {
        self.disordered
    }

    /// Whether a page is still of use: its range may have been given up since it was asked for.
    pub(super) fn wants(&self, id: u64) -> bool {
        self.ranges.iter().any(|range| range.id == id)
    }

    /// The next rows, in order; `None` until more has come.
    pub(super) fn rows(&mut self) -> Option<Result<Vec<ListEntry>>> {
        loop {
            if let Some(front) = self.ranges.front_mut()
                && let Some(rows) = front.rows.pop_front()
            {
                front.buffered -= rows.len();
                return Some(Ok(rows));
            }
            if !self.join() {
                return self.failed.take().map(|error| {
                    self.ranges.clear();
                    Err(error)
                });
            }
        }
    }

    /// Whether everything has been given out.
    pub(super) fn is_done(&self) -> bool {
        let ended = |range: &Range| range.chain == Chain::Closed && range.rows.is_empty();
        self.failed.is_none()
            && (self.ranges.is_empty() || (self.ranges.len() == 1 && self.ranges.front().is_some_and(ended)))
    }

    /// Goes from the first range to the next where it has ended and both meet.
    fn join(&mut self) -> bool {
        let [front, next, ..] = self.ranges.make_contiguous() else { return false };
        if front.chain != Chain::Closed {
            return false;
        }
        if next.chain == Chain::Fresh {
            self.dissolve(1);
            return true;
        }
        match front.meets(next) {
            None => return false,
            Some(true) => drop(self.ranges.pop_front()),
            // Written or deleted in between; or the order isn't what it seems.
            Some(false) => self.trouble(1),
        }
        true
    }

    /// The range before takes over; too often, and everything goes plainly.
    fn trouble(&mut self, index: usize) {
        self.troubles += 1;
        if self.troubles >= PATIENCE {
            self.go_plain();
        } else {
            self.dissolve(index);
        }
    }

    fn dissolve(&mut self, index: usize) {
        let Some(range) = self.ranges.remove(index) else { return };
        if let Some(before) = self.ranges.get_mut(index - 1) {
            before.reach(range.end);
        }
    }

    fn go_plain(&mut self) {
        self.plain = true;
        self.ranges.truncate(1);
        if let Some(front) = self.ranges.front_mut() {
            front.reach(None);
        }
    }

    /// Takes an answer.
    pub(super) fn arrived(&mut self, id: u64, answer: Result<ListPage>) {
        let Some(index) = self.ranges.iter().position(|range| range.id == id) else { return };
        let page = match answer {
            Ok(page) => page,
            Err(error) if index == 0 => {
                self.go_plain();
                self.ranges[0].chain = Chain::Closed;
                self.failed = Some(error);
                return;
            }
            Err(error) => {
                tracing::debug!(%error, "a part of a listing is read plainly");
                return self.trouble(index);
            }
        };
        let range = &mut self.ranges[index];
        // A server that doesn't understand its own token would be listed for ever.
        if page.continuation.is_some() && page.continuation == range.token {
            let error = StoreError::new(ErrorKind::NotS3, Operation::ListObjectsV2).bucket(&self.request.bucket);
            return self.arrived(id, Err(error.detail("the listing doesn't go on")));
        }
        self.page = self.page.max(page.entries.len());
        if !self.ordered {
            return range.take_plain(page);
        }
        // A few are enough to learn from.
        page.entries.iter().step_by(8).chain(page.entries.last()).for_each(|row| self.shape.learn(row.name()));
        let is_new = range.first == First::Unknown;
        match range.take(page) {
            Ok(()) => {
                let hit = range.last.is_some();
                // The listing ends here, so that there is nothing behind this range.
                if range.chain == Chain::Closed && range.rest.is_empty() {
                    range.end = None;
                    self.ranges.truncate(index + 1);
                }
                if is_new && index > 0 {
                    self.hits += u32::from(hit);
                    self.misses += u32::from(!hit);
                }
            }
            Err((Disorder, page)) => {
                (self.disordered, self.ordered) = (true, false);
                self.go_plain();
                if index == 0 {
                    self.ranges[0].take_plain(page);
                }
            }
        }
    }

    /// What to ask for now, with `at_once` requests on their way at most.
    pub(super) fn asks(&mut self, at_once: usize) -> Vec<Ask> {
        let mut asks = Vec::new();
        let mut asked = self.ranges.iter().filter(|range| range.chain == Chain::Asked).count();
        let held: usize = self.ranges.iter().map(Range::held).sum();
        let mut room = self.options.ahead.saturating_sub(held + asked * self.page);
        let mut index = 0;
        // The rest of the order waits for this one: it goes on however much the others hold.
        let next = self.ranges.iter().position(|range| range.chain != Chain::Closed).unwrap_or(0);
        while index < self.ranges.len() && asked < at_once.max(1) {
            let needed = index == next && self.ranges[index].buffered < 2 * self.page;
            if matches!(self.ranges[index].chain, Chain::Fresh | Chain::Open(_)) && (needed || room >= self.page) {
                asks.push(self.ask(index));
                asked += 1;
                room = room.saturating_sub(self.page);
            }
            if room < self.page && index >= next {
                break;
            }
            let cuts = if self.plain { Vec::new() } else { self.cuts(index, at_once - asked) };
            // From behind, so that each cuts the range as it was.
            for cut in cuts.into_iter().rev() {
                self.cut(index, cut);
            }
            index += 1;
        }
        self.steal(&mut asks, at_once.saturating_sub(asked).min(room / self.page));
        asks
    }

    /// Halves the largest ranges for those who have nothing to do: that may be wrong, and costs nobody any time.
    fn steal(&mut self, asks: &mut Vec<Ask>, idle: usize) {
        if self.plain || self.misses > self.hits + PATIENCE {
            return;
        }
        let mut halves: Vec<(u128, usize, String)> =
            (0..self.ranges.len()).filter_map(|index| self.half(index)).collect();
        halves.sort_by_key(|half| Reverse(half.0));
        halves.truncate(idle);
        // From behind, so that the others stay where they are.
        halves.sort_by_key(|half| Reverse(half.1));
        for (_, index, at) in halves {
            self.cut(index, at);
            asks.push(self.ask(index + 1));
        }
    }

    /// How many pages a range may still have, and its middle, where that is worth a cut.
    fn half(&self, index: usize) -> Option<(u128, usize, String)> {
        let range = &self.ranges[index];
        let (low, high, recent) = (range.last.as_ref()?, range.end.as_ref()?, range.recent.as_ref()?);
        if range.chain == Chain::Closed {
            return None;
        }
        let scale = self.shape.scale((&recent.first).min(low), high);
        let (from, to) = (scale.position(low), scale.position(high));
        let page = scale.position(&recent.last).saturating_sub(scale.position(&recent.first)).max(1);
        let expected = to.saturating_sub(from) / page;
        let at = (expected >= 2).then(|| scale.name(from + (to - from) / 2, low, high))??;
        Some((expected, index, at))
    }

    fn ask(&mut self, index: usize) -> Ask {
        let range = &mut self.ranges[index];
        let token = match std::mem::replace(&mut range.chain, Chain::Asked) {
            Chain::Open(token) => Some(token),
            _ => None,
        };
        range.token.clone_from(&token);
        let start_after = range.start.as_ref().or(self.request.start_after.as_ref()).filter(|_| token.is_none());
        let request = ListRequest {
            bucket: self.request.bucket.clone(),
            prefix: self.request.prefix.clone(),
            delimiter: self.request.delimiter.clone(),
            max_keys: self.options.page,
            start_after: start_after.cloned(),
            continuation: token,
        };
        Ask { id: range.id, request }
    }

    fn cut(&mut self, index: usize, at: String) {
        let range = &mut self.ranges[index];
        let (end, sample) = (range.end.take(), range.sample.clone().or_else(|| range.inherited.clone()));
        range.end = Some(at.clone());
        range.pages = 0;
        let new = Range::new(self.next_id, Some(at), end, sample);
        self.next_id += 1;
        self.ranges.insert(index + 1, new);
    }

    /// Where to cut a range, in ascending order, into at most `most` more.
    fn cuts(&self, index: usize, most: usize) -> Vec<String> {
        let range = &self.ranges[index];
        // Only from what was seen: where nothing is, any number of guesses would be wrong.
        let (Some(low), Some(own)) = (&range.last, &range.sample) else { return Vec::new() };
        if most == 0 || range.chain == Chain::Closed {
            return Vec::new();
        }
        let Some(high) = &range.end else {
            let mut guesses = self.shape.beyond(&own.first, &own.last);
            guesses.truncate(most);
            return guesses;
        };
        // One scale for the range and for what is known of the density, which may be from elsewhere.
        let samples = [&range.sample, &range.inherited].into_iter().flatten();
        let firsts = samples.clone().map(|sample| &sample.first).min().filter(|first| *first < low);
        let lasts = samples.clone().map(|sample| &sample.last).max().filter(|last| *last > high);
        let scale = self.shape.scale(firsts.unwrap_or(low), lasts.unwrap_or(high));
        let (from, to) = (scale.position(low), scale.position(high));
        let step = |sample: &Sample| {
            let width = scale.position(&sample.last).saturating_sub(scale.position(&sample.first));
            width / u128::from(sample.pages.max(1))
        };
        let page = samples.map(step).max().unwrap_or(0).max(1);
        let expected = to.saturating_sub(from) / page;
        if expected < 2 * PIECE {
            return Vec::new();
        }
        // Where guesses were right, evenly; else ever farther, so that some are right whatever the keys are like.
        let even = self.misses * 4 <= self.hits;
        let most = if even { most } else { most.min(3) };
        let mut cuts: Vec<String> = Vec::new();
        let mut ahead = page.saturating_mul(PIECE);
        for _ in 0..most {
            if from + ahead >= to || (to - from - ahead) / page < PIECE {
                break;
            }
            cuts.extend(scale.name(from + ahead, cuts.last().unwrap_or(low), high));
            ahead = if even { ahead + page * PIECE } else { ahead * 2 };
        }
        cuts
    }
}

#[cfg(test)]
mod tests;
