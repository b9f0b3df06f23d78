use super::*;
use crate::TargetFolder;

fn open(home: &tempfile::TempDir) -> TargetFolder {
    TargetFolder::open(home.path()).unwrap()
}

fn path(name: &str) -> LocalPath {
    LocalPath::new(vec![name.to_owned()]).unwrap()
}

fn names(home: &tempfile::TempDir) -> Vec<String> {
    let entries = std::fs::read_dir(home.path()).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_part_goes_unless_it_was_told_to_stay_and_is_gone_on_with() {
    let home = tempfile::tempdir().unwrap();
    let folder = open(&home);
    drop(folder.begin(&path("a")).unwrap());
    assert!(names(&home).is_empty());

    let mut part = folder.begin(&path("a")).unwrap();
    part.writer().write_at(0, b"first").unwrap();
    part.keep();
    let part_name = part.part_name().to_owned();
    drop(part);
    assert_eq!(names(&home), [".a.satchel-part"]);

    let part = folder.reopen(&path("a"), &part_name).unwrap().unwrap();
    part.writer().write_all_at(5, &[&b" and "[..], b"", b"second"]).unwrap();
    part.publish(None, IfTaken::Fail).unwrap();
    assert_eq!(std::fs::read(home.path().join("a")).unwrap(), b"first and second");
    assert_eq!(names(&home), ["a"]);

    let mut part = folder.begin(&path("b")).unwrap();
    part.keep();
    part.discard();
    assert_eq!(names(&home), ["a"]);
}

#[test]
fn a_leftover_is_begun_anew_and_one_in_use_is_told() {
    let home = tempfile::tempdir().unwrap();
    let folder = open(&home);
    std::fs::write(home.path().join(".a.satchel-part"), b"left by a killed program").unwrap();
    let first = folder.begin(&path("a")).unwrap();
    assert_eq!(folder.begin(&path("a")).unwrap_err().kind, LocalErrorKind::Busy);
    assert_eq!(folder.reopen(&path("a"), first.part_name()).unwrap_err().kind, LocalErrorKind::Busy);
    assert!(!folder.remove_part(&path("a"), None).unwrap());
    first.writer().write_at(0, b"first").unwrap();
    first.publish(None, IfTaken::Fail).unwrap();
    assert_eq!(std::fs::read(home.path().join("a")).unwrap(), b"first");
    assert_eq!(names(&home), ["a"]);
}

#[test]
fn only_a_part_of_ours_is_gone_on_with_or_removed() {
    let home = tempfile::tempdir().unwrap();
    let folder = open(&home);
    std::fs::write(home.path().join("mine"), b"mine").unwrap();
    std::fs::create_dir(home.path().join(".d.satchel-part")).unwrap();
    for name in ["mine", "../mine", ".gone.satchel-part", "", ".d.satchel-part", "/.x.satchel-part"] {
        assert!(folder.reopen(&path("a"), name).unwrap().is_none(), "{name}");
        assert!(!folder.remove_part(&path("a"), Some(name)).unwrap(), "{name}");
    }
    std::fs::write(home.path().join(".a.satchel-part"), b"").unwrap();
    assert!(folder.remove_part(&path("a"), None).unwrap());
    assert_eq!(names(&home), [".d.satchel-part", "mine"]);
    // Something that isn't ours stands at the name: it is left alone, and the part gets another one.
    let part = folder.begin(&path("d")).unwrap();
    assert_eq!(part.part_name(), ".d.2.satchel-part");
}

#[cfg(unix)]
#[test]
fn a_second_name_of_another_file_is_never_written_to() {
    let home = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir_in(home.path().parent().unwrap()).unwrap();
    std::fs::write(outside.path().join("precious"), b"untouched").unwrap();
    std::fs::hard_link(outside.path().join("precious"), home.path().join(".a.satchel-part")).unwrap();
    let folder = open(&home);
    assert!(folder.reopen(&path("a"), ".a.satchel-part").unwrap().is_none());
    let part = folder.begin(&path("a")).unwrap();
    part.writer().write_at(0, b"x").unwrap();
    part.publish(None, IfTaken::Fail).unwrap();
    assert_eq!(std::fs::read(outside.path().join("precious")).unwrap(), b"untouched");
}

#[test]
fn a_part_that_was_taken_away_is_told_and_nothing_else_is_published() {
    let home = tempfile::tempdir().unwrap();
    let folder = open(&home);
    let part = folder.begin(&path("a")).unwrap();
    part.writer().write_at(0, b"right").unwrap();
    std::fs::remove_file(home.path().join(".a.satchel-part")).unwrap();
    assert!(!part.is_there());
    std::fs::write(home.path().join(".a.satchel-part"), b"wrong").unwrap();
    assert!(!part.is_there());
    assert_eq!(part.publish(None, IfTaken::Replace).unwrap_err().kind, LocalErrorKind::PartGone);
    assert!(!home.path().join("a").exists());
}

#[test]
fn the_size_is_reserved_and_a_disk_that_is_too_small_is_told_at_once() {
    let home = tempfile::tempdir().unwrap();
    let part = open(&home).begin(&path("a")).unwrap();
    part.reserve(5 << 20).unwrap();
    assert_eq!(part.file().metadata().unwrap().len(), 5 << 20);
    if cfg!(unix) {
        assert_eq!(part.reserve(1 << 60).unwrap_err().kind, LocalErrorKind::DiskFull);
    }
}

#[test]
fn over_long_names_have_parts_of_their_own() {
    let (a, b) = (format!("{}a", "x".repeat(254)), format!("{}b", "x".repeat(254)));
    assert_ne!(part_name(&a, 1), part_name(&b, 1));
    for name in [part_name(&a, 1), part_name(&"新".repeat(85), 99)] {
        assert!(is_part_name(&name) && Policy::host().units(&name) <= 255, "{name}");
    }
}

/// One thread takes the part for a leftover again and again, while another begins and publishes.
#[test]
fn two_that_race_for_one_name_never_mix() {
    let home = tempfile::tempdir().unwrap();
    let rounds = |mark: u8| {
        let folder = open(&home);
        let bytes = vec![mark; 10_000];
        let mut done = 0;
        while done < 150 {
            match folder.begin(&path("a")) {
                Ok(part) => {
                    part.writer().write_at(0, &bytes[..5000]).unwrap();
                    part.writer().write_at(5000, &bytes[5000..]).unwrap();
                    part.publish(None, IfTaken::Replace).unwrap();
                    done += 1;
                }
                Err(error) => assert_eq!(error.kind, LocalErrorKind::Busy),
            }
            if let Ok(read) = std::fs::read(home.path().join("a")) {
                assert!(read.len() == 10_000 && read.iter().all(|byte| *byte == read[0]));
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| rounds(1));
        scope.spawn(|| rounds(2));
    });
    assert_eq!(names(&home), ["a"]);
}
