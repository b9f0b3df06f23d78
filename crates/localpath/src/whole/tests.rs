use std::path::Path;
use std::time::Duration;

use super::*;

fn file(names: &[&str], bytes: &str, if_taken: IfTaken) -> WholeFile<String> {
    let path = LocalPath::new(names.iter().map(|name| (*name).to_owned()).collect()).unwrap();
    WholeFile { path, pieces: vec![bytes.to_owned()], modified: None, if_taken }
}

fn read(home: &Path, name: &str) -> String {
    std::fs::read_to_string(home.join(name)).unwrap()
}

#[test]
fn each_file_is_whole_or_answers_for_itself() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("taken"), "mine").unwrap();
    std::fs::write(home.path().join("old"), "old").unwrap();
    let folder = TargetFolder::open(home.path()).unwrap();
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let mut files = vec![
        file(&["a"], "", IfTaken::Fail),
        file(&["taken"], "theirs", IfTaken::Fail),
        file(&["old"], "new", IfTaken::Replace),
        file(&["taken", "x"], "impossible", IfTaken::Fail),
    ];
    files[0].modified = Some(time);
    files.extend((0..40).map(|n| file(&["deep", "er", &n.to_string()], &n.to_string(), IfTaken::Fail)));
    let kinds: Vec<_> = folder.write_files(&files).into_iter().map(|result| result.err().map(|e| e.kind)).collect();
    assert_eq!(kinds[..4], [None, Some(LocalErrorKind::Exists), None, Some(LocalErrorKind::WrongKind)]);
    assert_eq!(kinds[4..], [None; 40]);
    assert_eq!(home.path().join("a").metadata().unwrap().modified().unwrap(), time);
    assert_eq!([read(home.path(), "taken"), read(home.path(), "old")], ["mine", "new"]);
    folder.write_files(&[file(&["taken"], "beside", IfTaken::Beside)]).remove(0).unwrap();
    assert_eq!(read(home.path(), "taken (2)"), "beside");
    assert_eq!(read(home.path(), "deep/er/39"), "39");
    let names = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names.into_iter().any(|name| name.to_string_lossy().ends_with(".satchel-part")));
}

/// While files are written, somebody swaps a folder for a link that leads out, and back, as fast as it goes.
#[cfg(unix)]
#[test]
fn a_folder_that_is_swapped_for_a_link_meanwhile_leads_nowhere() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let home = tempfile::tempdir().unwrap();
    let (inside, outside) = (home.path().join("inside"), home.path().join("outside"));
    std::fs::create_dir_all(inside.join("d")).unwrap();
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("precious"), "untouched").unwrap();
    let (stop, swaps) = (AtomicBool::new(false), std::sync::atomic::AtomicU32::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let _ = std::fs::rename(inside.join("d"), inside.join("aside"));
                let _ = std::os::unix::fs::symlink(&outside, inside.join("d"));
                let _ = std::os::unix::fs::symlink(outside.join("precious"), inside.join("file"));
                let _ = std::os::unix::fs::symlink(outside.join("precious"), inside.join(".file.satchel-part"));
                let _ = std::fs::remove_file(inside.join("d"));
                let _ = std::fs::rename(inside.join("aside"), inside.join("d"));
                swaps.fetch_add(1, Ordering::Relaxed);
            }
        });
        let folder = TargetFolder::open(&inside).unwrap();
        let mut written = 0;
        while written < 200 || swaps.load(Ordering::Relaxed) < 200 {
            let files = ["new", "precious"].map(|name| file(&["d", name], "x", IfTaken::Replace));
            let results = folder.write_files(&files);
            written += results.iter().filter(|result| result.is_ok()).count();
            // A folder that is gone in this moment is made anew; then the other can't come back.
            let link = std::fs::symlink_metadata(inside.join("d")).is_ok_and(|metadata| metadata.is_symlink());
            if !link && inside.join("aside").exists() {
                let _ = std::fs::remove_dir_all(inside.join("aside"));
            }
            let _ = folder.write_files(&[file(&["file"], "y", IfTaken::Replace)]);
            if let Ok(part) = folder.begin(&files[0].path) {
                let _ = part.writer().write_at(0, b"z");
                let _ = part.publish(None, IfTaken::Replace);
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(read(&outside, "precious"), "untouched");
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 1);
}
