use super::*;
use crate::IfTaken;
use proptest::prelude::*;
use std::time::Duration;

fn path(names: &[&str]) -> LocalPath {
    LocalPath::new(names.iter().map(|name| (*name).to_owned()).collect()).unwrap()
}

fn write(folder: &TargetFolder, to: &LocalPath, bytes: &[u8], if_taken: IfTaken) -> Result<PathBuf, LocalError> {
    let part = folder.begin(to)?;
    part.writer().write_at(0, bytes)?;
    part.publish(None, if_taken)
}

#[test]
fn a_file_appears_whole_with_its_time_and_leaves_no_part() {
    let home = tempfile::tempdir().unwrap();
    let folder = TargetFolder::open(home.path()).unwrap();
    let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_234_567_890_123);
    let part = folder.begin(&path(&["a", "b", "c.txt"])).unwrap();
    assert!(home.path().join("a/b/.c.txt.satchel-part").exists());
    part.writer().write_at(3, b"def").unwrap();
    part.writer().write_at(0, b"abc").unwrap();
    assert!(!home.path().join("a/b/c.txt").exists());
    assert_eq!(part.publish(Some(time), IfTaken::Fail).unwrap(), home.path().join("a/b/c.txt"));
    assert_eq!(std::fs::read(home.path().join("a/b/c.txt")).unwrap(), b"abcdef");
    assert_eq!(folder.metadata(&path(&["a", "b", "c.txt"])).unwrap().unwrap().modified, Some(time));
    assert_eq!(std::fs::read_dir(home.path().join("a/b")).unwrap().count(), 1);
}

#[test]
fn nothing_is_replaced_unasked() {
    let home = tempfile::tempdir().unwrap();
    let folder = TargetFolder::open(home.path()).unwrap();
    std::fs::write(home.path().join("a.txt"), b"mine").unwrap();
    let error = write(&folder, &path(&["a.txt"]), b"other", IfTaken::Fail).unwrap_err();
    assert_eq!(error.kind, LocalErrorKind::Exists);
    assert_eq!(std::fs::read(home.path().join("a.txt")).unwrap(), b"mine");
    write(&folder, &path(&["a.txt"]), b"other", IfTaken::Replace).unwrap();
    assert_eq!(std::fs::read(home.path().join("a.txt")).unwrap(), b"other");
    for second in ["a (2).txt", "a (3).txt"] {
        let given = write(&folder, &path(&["a.txt"]), second.as_bytes(), IfTaken::Beside).unwrap();
        assert_eq!(given, home.path().join(second));
        assert_eq!(std::fs::read(given).unwrap(), second.as_bytes());
    }
}

#[test]
fn kept_names_stay_legal() {
    let policy = Policy::linux();
    assert_eq!(numbered(".profile", 2, policy), ".profile (2)");
    assert_eq!(numbered("a.tar.gz", 3, policy), "a.tar (3).gz");
    let long = numbered(&format!("{}.txt", "新".repeat(83)), 2, policy);
    assert!(long.ends_with("新 (2).txt") && policy.allows(&long), "{long}");
}

#[cfg(unix)]
#[test]
fn planted_links_are_refused_and_replaced_but_never_followed() {
    let home = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("file"), b"untouched").unwrap();
    let folder = TargetFolder::open(home.path()).unwrap();
    std::os::unix::fs::symlink(outside.path(), home.path().join("folder")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("file"), home.path().join("file")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("file"), home.path().join(".x.satchel-part")).unwrap();

    let error = write(&folder, &path(&["folder", "new"]), b"x", IfTaken::Replace).unwrap_err();
    assert_eq!(error.kind, LocalErrorKind::Symlink);
    assert_eq!(folder.create_folder(&path(&["folder", "deep"])).unwrap_err().kind, LocalErrorKind::Symlink);
    assert_eq!(folder.metadata(&path(&["file"])).unwrap().unwrap().kind, LocalKind::Other);
    assert!(folder.read(&path(&["file"])).is_err());
    write(&folder, &path(&["file"]), b"x", IfTaken::Replace).unwrap();
    write(&folder, &path(&["x"]), b"x", IfTaken::Replace).unwrap();

    assert_eq!(std::fs::read(outside.path().join("file")).unwrap(), b"untouched");
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 1);
    assert_eq!(std::fs::read(home.path().join("file")).unwrap(), b"x");
}

#[test]
fn a_full_disk_is_called_so() {
    let home = tempfile::tempdir().unwrap();
    let full: WriteCheck = Arc::new(|_, _| Err(io::ErrorKind::StorageFull.into()));
    let folder = TargetFolder::open(home.path()).unwrap().with_write_check(Some(full));
    let error = write(&folder, &path(&["a"]), b"x", IfTaken::Fail).unwrap_err();
    assert_eq!((error.kind, error.path), (LocalErrorKind::DiskFull, home.path().join("a")));
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn a_file_where_a_folder_is_needed_is_called_so() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("a"), b"").unwrap();
    let folder = TargetFolder::open(home.path()).unwrap();
    assert_eq!(folder.begin(&path(&["a", "b"])).unwrap_err().kind, LocalErrorKind::WrongKind);
    assert_eq!(TargetFolder::open(home.path().join("gone")).unwrap_err().kind, LocalErrorKind::NotFound);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_a_key_says_it_stays_in_the_folder(key in "(\\.\\.|[./~\\\\a:\u{0}-\u{1f}]|新){1,12}") {
        let home = tempfile::tempdir().unwrap();
        let inside = home.path().join("inside");
        std::fs::create_dir(&inside).unwrap();
        let folder = TargetFolder::open(&inside).unwrap();
        let segments: Vec<&str> = key.split('/').collect();
        let placed = crate::Namer::new(Policy::host()).place(&segments, crate::Leaf::File).unwrap();
        write(&folder, &placed.path, b"x", IfTaken::Fail).unwrap();
        prop_assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
        prop_assert_eq!(folder.metadata(&placed.path).unwrap().unwrap().size, 1);
        prop_assert_eq!(Policy::host().decode(placed.path.components()), segments);
    }
}
