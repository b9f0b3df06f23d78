//! What goes wrong, with which requests, how often.

use std::time::Duration;

use satchel_objects::Operation;

use super::Answer;
use super::log::Exchange;
use crate::random::Random;

/// What goes wrong with a request. Where it says "request" or "answer", the other one is as it should be.
#[derive(Clone, Debug)]
pub enum Fault {
    /// This is answered; the server behind hears nothing of it.
    Answer(Answer),
    /// The request has its effect, and this is answered instead.
    AnswerAfterEffect(Answer),
    /// The request has its effect, then the connection is reset instead of an answer.
    LoseAnswer,
    /// A PUT or a part is acknowledged as it should be, and not stored.
    Drop,
    /// The connection is reset when so much of the request's body has come.
    ResetRequest(Place),
    /// The connection is reset when so much of the answer (its head included) has gone out.
    ResetAnswer(Place),
    /// The answer's body ends early, in order.
    CutAnswer(Place),
    /// One bit of the request's body is another one.
    FlipRequest(Place),
    /// One bit of the answer's body is another one.
    FlipAnswer(Place),
    /// No more of the request's body is taken; for a while, or for ever.
    StallRequest(Place, Option<Duration>),
    /// No more of the answer (its head included) is sent; for a while, or for ever.
    StallAnswer(Place, Option<Duration>),
    /// The request's body is taken at so many bytes a second.
    SlowRequest(u64),
    /// The answer is sent at so many bytes a second.
    SlowAnswer(u64),
    /// The server's clock is ahead by so much: a request that isn't signed by it is refused, and every answer's `Date`
    /// is its own. Plan it for every call.
    ClockAhead(Duration),
    /// The server's clock is behind by so much.
    ClockBehind(Duration),
}

/// A place in a body. One behind its end is its last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before this byte; 0 is the first.
    Byte(u64),
    /// Anywhere: half of the time evenly, half of the time evenly over orders of magnitude.
    Random,
}

impl Place {
    /// The byte, in a body of so many; where that isn't known, within the first MiB.
    pub(super) fn resolve(self, length: Option<u64>, random: &mut Random) -> u64 {
        let chosen = match self {
            Self::Byte(byte) => byte,
            Self::Random if random.happens(0.5) => random.below(length.unwrap_or(1 << 20)),
            Self::Random => random.magnitude(30.min(64 - length.unwrap_or(1 << 20).leading_zeros())) - 1,
        };
        length.map_or(chosen, |length| chosen.min(length.saturating_sub(1)))
    }
}

/// Which of the requests that a rule is about. They are counted from when the rule is planned; the first is call 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// This one.
    Call(u64),
    /// The first so many.
    First(u64),
    /// This one and every later one.
    From(u64),
    /// Each with this chance, 0 to 1.
    Share(f64),
    /// Every one.
    Always,
}

/// A fault and whom it meets.
#[derive(Clone, Debug)]
pub struct Rule {
    operations: Vec<Operation>,
    key: Option<String>,
    when: When,
    fault: Fault,
    calls: u64,
    strikes: u64,
}

impl Rule {
    /// For these operations; for every request where the list is empty.
    pub fn new(operations: &[Operation], when: When, fault: Fault) -> Self {
        Self { operations: operations.to_vec(), key: None, when, fault, calls: 0, strikes: 0 }
    }

    /// Only for this key.
    #[must_use]
    pub fn of_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    fn meets(&mut self, request: &Exchange, random: &mut Random) -> bool {
        let is_meant = (self.operations.is_empty()
            || request.operation.is_some_and(|operation| self.operations.contains(&operation)))
            && self.key.as_ref().is_none_or(|key| *key == request.key);
        if !is_meant {
            return false;
        }
        self.calls += 1;
        let meets = match self.when {
            When::Call(one) => self.calls == one,
            When::First(count) => self.calls <= count,
            When::From(first) => self.calls >= first,
            When::Share(share) => random.happens(share),
            When::Always => true,
        };
        self.strikes += u64::from(meets);
        meets
    }
}

/// The rules in force.
#[derive(Debug)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    random: Random,
}

impl Rules {
    pub(super) fn new(random: Random) -> Self {
        Self { rules: Vec::new(), random }
    }

    pub(super) fn add(&mut self, rule: Rule) {
        self.rules.push(rule);
    }

    pub(super) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(super) fn strikes(&self) -> Vec<u64> {
        self.rules.iter().map(|rule| rule.strikes).collect()
    }

    /// What is planned for a request, and the chances for its details.
    pub(super) fn choose(&mut self, request: &Exchange) -> (Option<Fault>, Random) {
        let random = &mut self.random;
        let fault = self.rules.iter_mut().find_map(|rule| rule.meets(request, random).then(|| rule.fault.clone()));
        (fault, self.random.fork())
    }
}
