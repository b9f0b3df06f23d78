//! One million rows in one folder. Run it alone: `cargo test -p satchel-view -- --ignored --nocapture million`.

use std::sync::Arc;
use std::time::Instant;

use satchel_objects::{ListEntry, ObjectKey, ObjectSummary};
use satchel_view::{SelectMode, SortBy};

use crate::store::FakeStore;
use crate::{open, settled};

const MANY: usize = 1_000_000;

fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    status.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes half a minute and prints figures"]
#[allow(clippy::print_stdout)]
async fn a_million_rows() {
    // In no order at all: 7,919 is prime to a million.
    let store = Arc::new(FakeStore::new(|_, from| {
        let page = (from..(from + 1000).min(MANY)).map(|i| {
            let n = i * 7919 % MANY;
            let key = ObjectKey::new(format!("data/measurement-{n}.csv")).unwrap();
            ListEntry::Object(ObjectSummary { key, size: n as u64, last_modified: None, etag: None })
        });
        (page.collect(), (from + 1000 < MANY).then_some(from + 1000))
    }));
    let before = resident();
    let start = Instant::now();
    let view = open(store, "data/");
    let state = settled(&view).await;
    println!("listed and sorted in {:?}", start.elapsed());
    assert_eq!((state.total, state.known), (MANY, MANY));
    assert_eq!(view.rows(123_456, 1).rows[0].name, "measurement-123456.csv");
    println!("{} bytes of memory for each row", (resident() - before) / MANY);

    let timed = |what: &str, go: &dyn Fn()| {
        let start = Instant::now();
        go();
        println!("{what}: answered after {:?}", start.elapsed());
    };
    timed("rows", &|| assert_eq!(view.rows(500_000, 100).rows.len(), 100));
    timed("select all", &|| view.select(SelectMode::All, None));
    assert_eq!(view.state().selected, MANY);
    timed("sort by size, descending", &|| view.sort(SortBy::Size, true));
    let start = Instant::now();
    settled(&view).await;
    println!("sorted after {:?}", start.elapsed());
    assert_eq!(view.rows(0, 1).rows[0].size, Some(MANY as u64 - 1));
    timed("filter", &|| view.filter("T-99999"));
    let start = Instant::now();
    let state = settled(&view).await;
    println!("filtered after {:?}", start.elapsed());
    assert_eq!((state.total, state.selected), (11, 11));
    view.filter("");
    settled(&view).await;
    view.refresh();
    let start = Instant::now();
    let state = settled(&view).await;
    println!("refreshed after {:?}", start.elapsed());
    assert_eq!((state.total, state.selected), (MANY, 11));
    println!("{} bytes of memory for each row at the end", (resident() - before) / MANY);
}
