use super::*;
use proptest::prelude::*;

fn place(namer: &mut Namer, segments: &[&str], leaf: Leaf) -> Vec<String> {
    namer.place(segments, leaf).unwrap().path.components().to_vec()
}

#[test]
fn a_file_beside_a_folder_of_its_name_gets_a_number() {
    let mut namer = Namer::new(Policy::linux());
    assert_eq!(place(&mut namer, &["a"], Leaf::File), ["a"]);
    assert_eq!(place(&mut namer, &["a", "b"], Leaf::File), ["a‰~2", "b"]);
    assert_eq!(place(&mut namer, &["a", "c"], Leaf::File), ["a‰~2", "c"]);
    assert_eq!(place(&mut namer, &["a"], Leaf::File), ["a"]);
}

#[test]
fn twins_are_kept_apart_only_where_the_system_folds_them() {
    for (policy, second, third) in [
        (Policy::linux(), "CAFÉ.txt", "cafe\u{301}.txt"),
        (Policy::windows(), "CAFÉ‰~2.txt", "cafe\u{301}.txt"),
        (Policy::macos(), "CAFÉ‰~2.txt", "cafe\u{301}‰~3.txt"),
    ] {
        let mut namer = Namer::new(policy);
        assert_eq!(place(&mut namer, &["café.txt"], Leaf::File), ["café.txt"]);
        assert_eq!(place(&mut namer, &["CAFÉ.txt"], Leaf::File), [second]);
        assert_eq!(place(&mut namer, &["cafe\u{301}.txt"], Leaf::File), [third]);
    }
}

#[test]
fn a_thousand_twins_get_a_thousand_names() {
    let mut namer = Namer::new(Policy::windows());
    let mut seen = std::collections::HashSet::new();
    for bits in 0..1024_u32 {
        let name: String = "abcdefghij"
            .chars()
            .enumerate()
            .map(|(i, c)| if bits >> i & 1 == 1 { c.to_ascii_uppercase() } else { c })
            .collect();
        assert!(seen.insert(place(&mut namer, &[&name], Leaf::File).concat().to_lowercase()));
    }
}

#[test]
fn over_long_twins_are_kept_apart_from_their_first_piece_on() {
    for policy in [Policy::linux(), Policy::macos(), Policy::windows()] {
        let mut namer = Namer::new(policy);
        let long = "x".repeat(300);
        let paths: Vec<Vec<String>> =
            [long.clone(), long.to_uppercase(), format!("{long}9"), format!("X{}", &long[1..])]
                .iter()
                .map(|segment| {
                    let path = place(&mut namer, &[segment], Leaf::File);
                    assert_eq!(policy.decode(&path), [segment.as_str()]);
                    assert!(path.iter().all(|name| policy.allows(name)));
                    path
                })
                .collect();
        let mut folders: Vec<String> = paths.iter().map(|names| names[0].clone()).collect();
        folders.sort();
        folders.dedup();
        let mut folded: Vec<String> = folders.iter().map(|name| policy.fold(name)).collect();
        folded.dedup();
        folded.sort();
        folded.dedup();
        assert_eq!(folders.len(), folded.len(), "{policy:?}");
    }
}

#[test]
fn what_stands_in_the_folder_counts_too() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(home.path().join("both")).unwrap();
    std::fs::write(home.path().join("file"), b"").unwrap();
    std::fs::write(home.path().join("both/inner"), b"").unwrap();
    std::fs::write(home.path().join("Readme"), b"").unwrap();
    let folder = TargetFolder::open(home.path()).unwrap();
    let mut namer = Namer::in_folder(folder.clone());
    let mut given = |segments: &[&str], leaf| {
        let placed = namer.place(segments, leaf).unwrap();
        (placed.path.to_string(), placed.there)
    };
    assert_eq!(given(&["both"], Leaf::File), ("both‰~2".into(), None));
    assert_eq!(given(&["both", "inner"], Leaf::File), ("both/inner".into(), Some(LocalKind::File)));
    assert_eq!(given(&["file", "x"], Leaf::File), ("file‰~2/x".into(), None));
    assert_eq!(given(&["file"], Leaf::File), ("file".into(), Some(LocalKind::File)));
    assert_eq!(given(&["new", "x"], Leaf::File), ("new/x".into(), None));

    let mut strict = Namer::in_folder(folder);
    strict.policy = Policy::windows();
    strict.root.standing = Standing::of(strict.folder.as_ref().unwrap(), Policy::windows(), &[]);
    assert_eq!(strict.place(&["README"], Leaf::File).unwrap().path.to_string(), "README‰~2");
    assert_eq!(strict.place(&["Readme"], Leaf::File).unwrap().there, Some(LocalKind::File));
}

#[test]
fn a_second_time_the_same_names_are_given() {
    let keys = [("a", Leaf::File), ("a/b", Leaf::File), ("A/b", Leaf::File), ("a/B", Leaf::File), ("c/", Leaf::Folder)];
    for policy in [Policy::linux(), Policy::macos(), Policy::windows()] {
        let home = tempfile::tempdir().unwrap();
        let mut first = None;
        for _ in 0..2 {
            let folder = TargetFolder::open(home.path()).unwrap();
            let root = Node { standing: Standing::of(&folder, policy, &[]), ..Node::default() };
            let mut namer = Namer { policy, folder: Some(folder.clone()), root };
            let paths: Vec<LocalPath> = keys
                .iter()
                .map(|(key, leaf)| namer.place(&key.trim_end_matches('/').split('/').collect::<Vec<_>>(), *leaf))
                .map(|placed| placed.unwrap().path)
                .collect();
            for (name, (_, leaf)) in paths.iter().zip(&keys) {
                if *leaf == Leaf::Folder {
                    folder.create_folder(name).unwrap();
                } else {
                    folder.begin(name).unwrap().publish(None, crate::IfTaken::Replace).unwrap();
                }
            }
            assert_eq!(first.get_or_insert_with(|| paths.clone()), &paths);
        }
    }
}

fn segment() -> impl Strategy<Value = String> {
    let pieces =
        ["a", "A", "é", "e\u{301}", "É", ".", " ", "‰", "~2", "CON", "LONGNA~1", ":", "ß", "SS", "K", "\u{212a}"];
    let long = "xX".repeat(80);
    let pieces: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).chain([long]).collect();
    prop::collection::vec(prop::sample::select(pieces), 0..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn keys_get_names_of_their_own_that_are_legal_and_come_back(
        keys in prop::collection::btree_set((prop::collection::vec(segment(), 1..4), any::<bool>()), 1..20)
    ) {
        for policy in [Policy::linux(), Policy::macos(), Policy::windows()] {
            let mut namer = Namer::new(policy);
            // What each path is, folded as the file system would: `true` for a file.
            let mut seen: HashMap<String, (bool, String)> = HashMap::new();
            for (segments, is_file) in &keys {
                let leaf = if *is_file { Leaf::File } else { Leaf::Folder };
                let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
                let names = place(&mut namer, &segments, leaf);
                prop_assert_eq!(policy.decode(&names), segments);
                for (depth, name) in names.iter().enumerate() {
                    prop_assert!(policy.allows(name), "{:?}: {:?}", policy, name);
                    let here = names[..=depth].join("/");
                    let file_here = *is_file && depth + 1 == names.len();
                    let first = seen.entry(policy.fold(&here)).or_insert_with(|| (file_here, here.clone()));
                    prop_assert_eq!(&*first, &(file_here, here), "two things at one place on {:?}", policy);
                }
            }
        }
    }
}
