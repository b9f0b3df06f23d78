use super::*;

fn found(source: &Path) -> Vec<String> {
    let mut all = Vec::new();
    walk(source, &mut |found| {
        all.push(match found {
            Found::File(file) => format!("{} {}", file.names.join("/"), file.identity.size),
            Found::Folder { names, empty } => format!("{}/{}", names.join("/"), if empty { " empty" } else { "" }),
            Found::Problem { name, problem } => format!("{name}: {problem:?}"),
        });
        true
    })
    .unwrap();
    all
}

#[test]
fn finds_files_and_folders_of_any_depth_in_order() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("根 🎞");
    std::fs::create_dir_all(root.join("b/leer")).unwrap();
    std::fs::write(root.join("b/cafe\u{301}"), b"12").unwrap();
    std::fs::write(root.join("a"), b"").unwrap();
    assert_eq!(found(&root), ["根 🎞/", "根 🎞/a 0", "根 🎞/b/", "根 🎞/b/cafe\u{301} 2", "根 🎞/b/leer/ empty"]);
    assert_eq!(found(&root.join("a")), ["a 0"]);
}

#[test]
fn a_missing_source_is_an_error() {
    let home = tempfile::tempdir().unwrap();
    let error = walk(&home.path().join("gone"), &mut |_| true).unwrap_err();
    assert_eq!((error.kind, error.path), (LocalErrorKind::NotFound, home.path().join("gone")));
}

#[cfg(unix)]
#[test]
fn links_sockets_and_names_that_are_no_text_are_problems() {
    use std::os::unix::ffi::OsStrExt;
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("r");
    std::fs::create_dir(&root).unwrap();
    std::fs::write(home.path().join("secret"), b"").unwrap();
    std::os::unix::fs::symlink("../secret", root.join("link")).unwrap();
    std::os::unix::fs::symlink("..", root.join("up")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
    std::fs::write(root.join(std::ffi::OsStr::from_bytes(b"\xff")), b"").unwrap();
    assert_eq!(found(&root), ["r/", "r/link: Symlink", "r/socket: Special", "r/up: Symlink", "r/\u{fffd}: NotText"]);
    assert!(open_source(home.path(), Path::new("r/link")).is_err());
    assert!(open_source(&root, Path::new("../secret")).is_err());
}

#[test]
fn a_folder_that_vanishes_midway_is_a_problem_and_not_the_end() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("r");
    for name in ["a", "b"] {
        std::fs::create_dir_all(root.join(name)).unwrap();
    }
    std::fs::write(root.join("c"), b"").unwrap();
    let mut problems = Vec::new();
    let mut files = 0;
    walk(&root, &mut |found| {
        match found {
            Found::Folder { names, .. } if names.len() == 2 => std::fs::remove_dir(root.join("b")).unwrap(),
            Found::Problem { name, problem: WalkProblem::Unreadable(error) } => problems.push((name, error.kind)),
            Found::File(_) => files += 1,
            _ => {}
        }
        true
    })
    .unwrap();
    assert_eq!(problems, [(Path::new("r").join("b").to_string_lossy().into_owned(), LocalErrorKind::NotFound)]);
    assert_eq!(files, 1);
}

#[test]
fn a_file_that_became_something_else_is_not_opened() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("a")).unwrap();
    assert!(open_source(home.path(), Path::new("a")).is_err());
    let error = open_source(home.path(), Path::new("gone")).unwrap_err();
    assert_eq!((error.kind, error.path), (LocalErrorKind::NotFound, home.path().join("gone")));
}
