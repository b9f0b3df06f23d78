use super::*;

#[test]
fn a_token_is_long_random_and_never_printed() {
    let (one, other) = (ApiToken::generate().unwrap(), ApiToken::generate().unwrap());
    assert_eq!(one.expose().len(), 64);
    assert_ne!(one.expose(), other.expose());
    assert!(one.is(one.expose().as_bytes()) && !one.is(other.expose().as_bytes()) && !one.is(b""));
    assert_eq!(format!("{one:?}"), "ApiToken(•••)");
    for wrong in ["", "short", &"a".repeat(31), &"a".repeat(513), &format!("{} ", "a".repeat(40)), &"ä".repeat(40)] {
        assert!(matches!(ApiToken::parse(wrong), Err(TokenError::NotAToken)), "{wrong}");
    }
    assert!(ApiToken::parse("q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=").is_ok());
}

#[test]
fn a_token_file_is_made_once_and_can_be_renewed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api/token");
    let made = ApiToken::of_file(&path).unwrap();
    assert_eq!(ApiToken::of_file(&path).unwrap().expose(), made.expose());
    let renewed = ApiToken::generate().unwrap();
    renewed.write(&path).unwrap();
    assert_eq!(ApiToken::of_file(&path).unwrap().expose(), renewed.expose());
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
}

#[cfg(unix)]
#[test]
fn a_token_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let made = ApiToken::of_file(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    for mode in [0o640, 0o604, 0o666] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let said = ApiToken::of_file(&path).unwrap_err().to_string();
        assert!(said.contains("chmod 600") && said.contains(&format!("{mode:o}")), "{said}");
        assert!(!said.contains(made.expose()));
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(ApiToken::of_file(&path).is_ok());
}

#[cfg(unix)]
#[test]
fn a_token_that_root_keeps_may_be_read_by_the_servers_group() {
    let (root, us) = (0, 65_532);
    for (mode, owner, reader, fine) in [
        (0o440, root, us, true),
        (0o640, root, us, true),
        (0o400, us, us, true),
        (0o644, root, us, false),
        (0o660, root, us, false),
        (0o650, root, us, false),
        (0o640, us, us, false),
        (0o640, 1000, us, false),
        (0o640, root, root, false),
    ] {
        assert_eq!(is_ours_alone(mode, owner, reader), fine, "{mode:o} of {owner}, read by {reader}");
    }
}

#[cfg(unix)]
#[test]
fn a_token_that_is_missing_where_none_can_be_made_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    // Not even root makes a folder of a link that leads nowhere.
    std::os::unix::fs::symlink(folder.path().join("missing/folder"), &nowhere).unwrap();
    let missing = ApiToken::of_file(&nowhere.join("token")).unwrap_err();
    assert!(matches!(missing, TokenError::NotMade { .. }), "{missing:?}");
    let said = missing.to_string();
    assert!(said.contains("there is no token in") && said.contains("nowhere/token"), "{said}");
}

#[test]
fn what_holds_no_token_is_said_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [("empty", ""), ("short", "canary\n"), ("long", &*"x".repeat(600))] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        let said = ApiToken::of_file(&path).unwrap_err().to_string();
        assert!(said.contains("delete it") && !said.contains("canary"), "{said}");
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
}
