use std::path::Path;

use super::*;

fn line(entrant: Entrant, errand: Errand<'_>) -> Option<String> {
    let arguments = lines::arguments(entrant, errand)?;
    Some(arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" "))
}

fn peer(peer: Peer, tuned: bool) -> Entrant {
    Entrant { tool: Tool::Peer(peer), tuned }
}

fn around() -> Surroundings {
    Surroundings { endpoint: "http://127.0.0.1:9000".into(), home: "/home/x".into(), data: "/data/x".into() }
}

#[test]
fn each_tool_names_places_its_own_way() {
    let errand = Errand::UploadTree(Path::new("/src/small"), "bench/out/");
    let lines: Vec<String> = Peer::ALL.iter().filter_map(|one| line(peer(*one, false), errand)).collect();
    assert_eq!(
        lines,
        [
            "--log error cp /src/small/* s3://bench/out/",
            "copy /src/small :s3:bench/out",
            "--quiet --no-color cp -r /src/small/ store/bench/out/",
            "upload-tree /src/small bench/out/",
        ]
    );
    assert_eq!(line(Entrant::plain(Tool::Satchel), errand).as_deref(), Some("cp -r /src/small/ s3://bench/out/"));
}

#[test]
fn ours_has_the_documented_command_line() {
    let ours = Entrant::plain(Tool::Satchel);
    let said = |errand| line(ours, errand).unwrap();
    assert_eq!(said(Errand::UploadFile(Path::new("/a"), "b/k")), "cp /a s3://b/k");
    assert_eq!(said(Errand::DownloadFile("b/k", Path::new("/a"))), "cp s3://b/k /a");
    assert_eq!(said(Errand::DownloadTree("b/p/", Path::new("/a"))), "cp -r s3://b/p/ /a/");
    assert_eq!(said(Errand::List("b/p/")), "ls -r s3://b/p/");
    assert_eq!(said(Errand::Delete("b/p/")), "rm -r --yes s3://b/p/");
    assert_eq!(said(Errand::Copy("b/p/", "b/q/")), "cp -r s3://b/p/ s3://b/q/");
}

#[test]
fn tuning_changes_the_line_or_there_is_no_tuned_entrant() {
    let (path, place) = (Path::new("/x"), "b/x/");
    let errands = [
        Errand::MakeBucket("b"),
        Errand::UploadFile(path, place),
        Errand::DownloadFile(place, path),
        Errand::UploadTree(path, place),
        Errand::DownloadTree(place, path),
        Errand::List(place),
        Errand::Delete(place),
        Errand::Copy(place, place),
    ];
    let mut tuned = 0;
    for (one, errand) in Peer::ALL.iter().flat_map(|one| errands.map(|errand| (*one, errand))) {
        let plain = line(peer(one, false), errand);
        assert!(plain.is_some(), "{one:?} {errand:?}");
        if let Some(other) = line(peer(one, true), errand) {
            assert_ne!(plain, Some(other));
            tuned += 1;
        }
    }
    assert!(tuned > 10, "{tuned}");
    assert_eq!(line(Entrant { tool: Tool::Satchel, tuned: true }, Errand::List(place)), None);
}

#[test]
fn everybody_asked_takes_part_ours_first() {
    let names = |job, satchel, peers: &[Peer]| -> Vec<String> {
        entrants(job, satchel, peers).into_iter().map(Entrant::name).collect()
    };
    assert_eq!(names(Job::List, true, &Peer::ALL), ["Satchel", "s5cmd", "rclone", "mc", "boto3 + CRT"]);
    assert_eq!(names(Job::BigUp, false, &[Peer::Mc, Peer::Crt]), ["mc", "mc, tuned", "boto3 + CRT"]);
}

#[test]
fn a_command_sees_nothing_of_this_machine_but_the_path() {
    let programs = Programs { s5cmd: "/p/s5cmd".into(), ..Programs::default() };
    let command = peer(Peer::S5cmd, false).command(&programs, &around(), Errand::List("b/")).unwrap();
    let names: Vec<&str> = command.get_envs().filter_map(|(name, _)| name.to_str()).collect();
    assert_eq!(command.get_program(), "/p/s5cmd");
    assert!(names.contains(&"S3_ENDPOINT_URL") && names.contains(&"HOME") && names.contains(&"PATH"));
    assert!(!names.contains(&"CARGO_MANIFEST_DIR"), "{names:?}");
}

#[test]
fn no_credential_stands_in_an_argument() {
    let programs = Programs::default();
    for entrant in entrants(Job::SmallUp, true, &Peer::ALL) {
        let errand = Errand::UploadTree(Path::new("/x"), "b/x/");
        let command = entrant.command(&programs, &around(), errand).unwrap();
        assert!(command.get_args().all(|argument| !argument.to_string_lossy().contains(SECRET_KEY)), "{command:?}");
        let told = command.get_envs().filter_map(|(_, value)| value?.to_str());
        assert!(told.filter(|value| value.contains(SECRET_KEY)).count() > 0, "{command:?}");
    }
}
