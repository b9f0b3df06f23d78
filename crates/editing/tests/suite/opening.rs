//! Opening: what is opened, what is only shown, and what isn't there.

use std::fs;

use satchel_editing::DeskError;
use satchel_objects::{ErrorKind, Operation};
use satchel_testkit::faulty::{Fault, When};

use super::support::{Bench, target};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_edit_of_an_object_brings_up_the_first() {
    let bench = Bench::new().await;
    bench.put("a.txt", b"0").await;
    let desk = bench.desk().await;
    let (first, second) = tokio::join!(desk.edit(target("a.txt")), desk.edit(target("a.txt")));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.id, second.id);
    assert_eq!((first.already, second.already), (false, true));
    let third = desk.edit(target("a.txt")).await.unwrap();
    assert!(third.already && third.id == first.id);
    assert_eq!(desk.list().len(), 1);
    assert_eq!(bench.screen.opened.lock().unwrap().len(), 2, "once for the first two, once for the third");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_and_scripts_are_shown_in_their_folder_and_never_opened() {
    let bench = Bench::new().await;
    let desk = bench.desk().await;
    for key in ["run.sh", "start.desktop", "x/setup.EXE", "link.lnk", "job.bat"] {
        bench.put(key, b"#!/bin/sh\n").await;
        assert!(desk.edit(target(key)).await.unwrap().shown, "{key}");
    }
    assert!(bench.screen.opened.lock().unwrap().is_empty());
    assert_eq!(bench.screen.shown.lock().unwrap().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_lies_in_a_private_folder_under_a_name_that_the_system_can_hold() {
    let bench = Bench::new().await;
    let desk = bench.desk().await;
    for key in ["a/..", "a//b\u{7}.txt", "~", "../../outside.txt"] {
        bench.put(key, b"0").await;
        let (opened, path) = bench.edit(&desk, key).await;
        assert_eq!(path.parent(), Some(bench.root().join(&opened.id.0).as_path()), "{key}");
        assert_eq!(fs::read(&path).unwrap(), b"0");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            for folder in [path.parent().unwrap(), &bench.root()] {
                assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
            }
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o111, 0, "never executable");
        }
    }
    assert!(matches!(desk.edit(target("folder/")).await, Err(DeskError::Folder { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_fetched_leaves_nothing_behind() {
    let bench = Bench::new().await;
    let desk = bench.desk().await;
    assert!(matches!(desk.edit(target("missing")).await, Err(DeskError::NotThere { .. })));
    bench.put("a.txt", b"0").await;
    bench.store().plan(Operation::GetObject, When::Always, Fault::Fail(ErrorKind::AccessDenied));
    assert!(matches!(desk.edit(target("a.txt")).await, Err(DeskError::Failed(_))));
    let only_the_lock = |_: &[_]| fs::read_dir(bench.root()).unwrap().count() == 1;
    bench.until(&desk, "nothing but the lock", only_the_lock).await;
    assert!(desk.list().is_empty());
    assert!(bench.screen.opened.lock().unwrap().is_empty());
}
