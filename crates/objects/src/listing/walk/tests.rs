use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};

use proptest::prelude::*;

use super::*;
use crate::{BucketName, ObjectKey, ObjectSummary};

/// In which order a server lists.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    Bytes,
    Backwards,
    /// A folder's rows stand where its name without the slash would: how servers on file systems do it.
    Folders,
    /// By bytes, from the beginning whatever `start_after` says.
    Deaf,
}

impl Order {
    fn compare(self, one: &str, other: &str) -> Ordering {
        match self {
            Self::Bytes | Self::Deaf => one.cmp(other),
            Self::Backwards => other.cmp(one),
            Self::Folders => one.split('/').cmp(other.split('/')),
        }
    }
}

struct Server {
    order: Order,
    keys: BTreeSet<String>,
    page: usize,
    requests: usize,
}

impl Server {
    fn names(&self, delimiter: Option<&str>) -> Vec<ListEntry> {
        let mut keys: Vec<&String> = self.keys.iter().collect();
        keys.sort_by(|one, other| self.order.compare(one, other));
        let mut seen = HashSet::new();
        let mut rows = Vec::new();
        for key in keys {
            match delimiter.and_then(|delimiter| key.find(delimiter).map(|at| at + delimiter.len())) {
                Some(end) if seen.insert(key[..end].to_owned()) => rows.push(ListEntry::Prefix(key[..end].to_owned())),
                Some(_) => {}
                None => rows.push(ListEntry::Object(ObjectSummary {
                    key: ObjectKey::new(key.clone()).unwrap(),
                    size: 0,
                    last_modified: None,
                    etag: None,
                })),
            }
        }
        rows
    }

    fn answer(&mut self, request: &ListRequest) -> ListPage {
        self.requests += 1;
        let rows = self.names(request.delimiter.as_deref());
        let is_behind = |row: &ListEntry, after: &str| match row {
            // As Amazon does it: the keys count, and a folder that `after` lies in comes again.
            ListEntry::Prefix(prefix) if request.continuation.is_none() && after.starts_with(&**prefix) => {
                self.keys.iter().any(|key| key.starts_with(&**prefix) && self.order.compare(key, after).is_gt())
            }
            row => self.order.compare(row.name(), after).is_gt(),
        };
        let start = request.start_after.as_ref().filter(|_| self.order != Order::Deaf);
        let after = request.continuation.as_ref().or(start);
        let mut rows: Vec<_> = rows.into_iter().filter(|row| after.is_none_or(|after| is_behind(row, after))).collect();
        let page = self.page.min(request.max_keys.into());
        let is_cut = rows.len() > page;
        rows.truncate(page);
        let continuation = rows.last().filter(|_| is_cut).map(|row| row.name().to_owned());
        rows.sort_by_key(|row| matches!(row, ListEntry::Object(_)));
        ListPage { entries: rows, continuation }
    }
}

fn all(delimiter: Option<&str>) -> ListAll {
    ListAll {
        bucket: BucketName::new("bucket").unwrap(),
        prefix: String::new(),
        delimiter: delimiter.map(str::to_owned),
        start_after: None,
    }
}

/// What a walk was dealt.
struct Luck<'a> {
    numbers: &'a [u16],
    next: usize,
}

impl Luck<'_> {
    fn below(&mut self, limit: usize) -> usize {
        self.next += 1;
        usize::from(self.numbers[self.next % self.numbers.len()]).wrapping_mul(self.next | 1) % limit.max(1)
    }
}

/// Walks with cuts at `guesses`, answers in any order, some of them errors, and `meddle` before each answer.
fn walk(
    server: &mut Server,
    request: ListAll,
    guesses: &[String],
    numbers: &[u16],
    mut meddle: impl FnMut(&mut Server, &mut Luck<'_>),
) -> (Vec<String>, Walk) {
    let mut luck = Luck { numbers, next: 0 };
    let options = ListOptions { ahead: 1 + luck.below(60), ..ListOptions::default() };
    let mut walk = Walk::new(request, options, true);
    let mut names = Vec::new();
    let mut asked: Vec<Ask> = Vec::new();
    loop {
        while let Some(rows) = walk.rows() {
            names.extend(rows.unwrap().iter().map(|row| row.name().to_owned()));
        }
        if walk.is_done() {
            return (names, walk);
        }
        if !guesses.is_empty() && !walk.plain {
            let guess = &guesses[luck.below(guesses.len())];
            let fits = |range: &Range| {
                range.chain != Chain::Closed
                    && range.last.as_ref().or(range.start.as_ref()).is_some_and(|low| low < guess)
                    && range.end.as_ref().is_none_or(|high| guess < high)
            };
            if let Some(index) = walk.ranges.iter().position(fits) {
                walk.cut(index, guess.clone());
            }
        }
        asked.extend(walk.asks(1 + luck.below(8)));
        assert!(!asked.is_empty(), "nothing goes on: {walk:?}");
        let Ask { id, request } = asked.swap_remove(luck.below(asked.len()));
        meddle(server, &mut luck);
        let is_front = walk.ranges.front().is_some_and(|front| front.id == id);
        if !is_front && luck.below(20) == 0 {
            walk.arrived(id, Err(StoreError::new(ErrorKind::InvalidRequest, Operation::ListObjectsV2)));
        } else {
            walk.arrived(id, Ok(server.answer(&request)));
        }
    }
}

fn plainly(server: &mut Server, delimiter: Option<&str>) -> Vec<String> {
    let mut walk = Walk::new(all(delimiter), ListOptions::default(), false);
    let mut names = Vec::new();
    while !walk.is_done() {
        for Ask { id, request } in walk.asks(1) {
            walk.arrived(id, Ok(server.answer(&request)));
        }
        while let Some(rows) = walk.rows() {
            names.extend(rows.unwrap().iter().map(|row| row.name().to_owned()));
        }
    }
    names
}

fn keys() -> impl Strategy<Value = BTreeSet<String>> {
    let key = prop_oneof![
        "[ab/.-]{1,6}",
        "(dir|tree)-0[0-9]/(sub-[0-3]/)?file-[0-9]{2}",
        "[0-9a-f]{4}",
        "file-0[0-9]{3}",
        "[新旧/😀é\u{10ffff}]{1,3}",
    ];
    prop::collection::btree_set(key, 0..120)
}

fn guesses() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop_oneof!["[ab/.-]{0,4}", "[0-9a-f]{1,3}", "file-0[0-9]{1,4}", "\\PC{1,2}"], 0..12)
}

fn delimiter() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![Just(None), Just(Some("/")), Just(Some("-0"))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_cut_listing_is_the_plain_one(
        keys in keys(),
        guesses in guesses(),
        delimiter in delimiter(),
        page in 1..9_usize,
        numbers in prop::collection::vec(any::<u16>(), 40),
    ) {
        let mut server = Server { order: Order::Bytes, keys, page, requests: 0 };
        let mut expected = plainly(&mut server, delimiter);
        expected.sort();
        let (names, walk) = walk(&mut server, all(delimiter), &guesses, &numbers, |_, _| {});
        prop_assert_eq!(names, expected);
        prop_assert!(!walk.is_disordered());
    }

    /// Whatever a server's order is, nothing is missed and nothing comes twice.
    #[test]
    fn a_server_with_an_order_of_its_own_is_listed_whole(
        keys in keys(),
        guesses in guesses(),
        order in prop_oneof![Just(Order::Backwards), Just(Order::Folders), Just(Order::Deaf)],
        page in 1..9_usize,
        numbers in prop::collection::vec(any::<u16>(), 40),
    ) {
        let mut server = Server { order, keys, page, requests: 0 };
        let expected = plainly(&mut server, None);
        let (names, _) = walk(&mut server, all(None), &guesses, &numbers, |_, _| {});
        prop_assert_eq!(names, expected);
    }

    #[test]
    fn what_others_write_and_delete_meanwhile_disturbs_nothing_else(
        keys in keys(),
        others in keys(),
        guesses in guesses(),
        page in 1..9_usize,
        numbers in prop::collection::vec(any::<u16>(), 40),
    ) {
        let others: Vec<String> = others.into_iter().collect();
        let steady: BTreeSet<String> = keys.iter().filter(|key| !others.contains(key)).cloned().collect();
        let known: BTreeSet<String> = keys.iter().chain(&others).cloned().collect();
        let mut server = Server { order: Order::Bytes, keys, page, requests: 0 };
        let meddle = |server: &mut Server, luck: &mut Luck<'_>| {
            for _ in 0..luck.below(3).min(others.len()) {
                let key = &others[luck.below(others.len())];
                if !server.keys.remove(key) {
                    server.keys.insert(key.clone());
                }
            }
        };
        let (names, walk) = walk(&mut server, all(None), &guesses, &numbers, meddle);
        prop_assert!(!walk.is_disordered());
        prop_assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "out of order or twice: {:?}", names);
        let names: BTreeSet<String> = names.into_iter().collect();
        prop_assert!(steady.is_subset(&names), "left out: {:?}", steady.difference(&names));
        prop_assert!(names.is_subset(&known));
    }
}

/// Asks for all that is wanted at a time, as a fast line does: how many requests, and how many rounds of them.
fn list_in_rounds(keys: impl Iterator<Item = String>) -> (usize, usize, usize) {
    let keys: BTreeSet<String> = keys.collect();
    let expected = keys.len();
    let mut server = Server { order: Order::Bytes, keys, page: 100, requests: 0 };
    let options = ListOptions { ahead: 5000, page: 100, ..ListOptions::default() };
    let mut walk = Walk::new(all(None), options, true);
    let (mut count, mut rounds, mut most) = (0, 0, 0);
    while !walk.is_done() {
        for Ask { id, request } in walk.asks([1, 8, 16][rounds.min(2)]) {
            walk.arrived(id, Ok(server.answer(&request)));
        }
        rounds += 1;
        most = most.max(walk.ranges.iter().map(Range::held).sum());
        while let Some(rows) = walk.rows() {
            count += rows.unwrap().len();
        }
    }
    assert_eq!(count, expected);
    assert!(most <= 5000 + 16 * 100, "{most} rows were held");
    (server.requests, rounds, expected.div_ceil(100))
}

type Kind = (&'static str, Box<dyn Fn(u64) -> String>);

#[test]
fn keys_of_every_kind_are_listed_in_few_rounds() {
    let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let kinds: [Kind; 9] = [
        ("numbers", Box::new(|n| format!("file-{n:06}"))),
        ("numbers with an ending", Box::new(|n| format!("photos/IMG_{n:08}.jpeg"))),
        ("numbers without zeros", Box::new(|n| format!("part-{n}.bin"))),
        ("hashes", Box::new(move |n| format!("{:016x}", hash(n)))),
        ("UUIDs", Box::new(move |n| format!("{:08x}-{:04x}-4{:03x}", hash(n) >> 32, n % 65_521, hash(n) & 0xFFF))),
        ("a tree", Box::new(|n| format!("dir-{:02}/sub-{:02}/file-{:02}.txt", n / 400, n / 20 % 20, n % 20))),
        (
            "days",
            Box::new(|n| {
                let day = n / 25;
                format!("logs/20{:02}/{:02}/{:02}/{:02}.log", 20 + day / 336, day / 28 % 12 + 1, day % 28 + 1, n % 25)
            }),
        ),
        (
            "Chinese",
            Box::new(move |n| {
                let at = |n: u64| char::from_u32(0x4E00 + u32::try_from(n % 20_000).unwrap()).unwrap();
                format!("{}{}{}", at(hash(n) >> 13), at(hash(n) >> 31), n)
            }),
        ),
        (
            "emoji",
            Box::new(move |n| format!("{}/{n}", char::from_u32(0x1F300 + u32::try_from(n % 700).unwrap()).unwrap())),
        ),
    ];
    for (kind, key) in kinds {
        let (requests, rounds, pages) = list_in_rounds((0..8_000).map(key));
        assert!(rounds * 5 <= pages * 2, "{kind}: {rounds} rounds for {pages} pages");
        assert!(requests * 2 <= pages * 5, "{kind}: {requests} requests for {pages} pages");
    }
}

#[test]
fn a_short_listing_costs_no_more_than_a_handful() {
    let (requests, rounds, _) = list_in_rounds((0..100).map(|n| format!("file-{n:06}")));
    assert_eq!((requests, rounds), (1, 1));
    let (requests, rounds, _) = list_in_rounds((0..200).map(|n| format!("file-{n:06}")));
    assert!(requests <= 8 && rounds <= 3, "{requests} requests in {rounds} rounds");
}
