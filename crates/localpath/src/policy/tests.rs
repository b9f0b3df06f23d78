use super::*;
use proptest::prelude::*;

const ALL: [Policy; 3] = [Policy::linux(), Policy::macos(), Policy::windows()];

fn one(policy: Policy, segment: &str) -> String {
    let names = policy.encode(segment);
    assert_eq!(names.len(), 1, "{segment:?}");
    names[0].clone()
}

#[test]
fn ordinary_names_stay_as_they_are() {
    for name in
        ["a.txt", "新娘 🎞.mp4", "100%.txt", "a%20b", "5‰.txt", "5‰ ab", ".hidden", "a.b.c", "...a", "COM10", "Connor"]
    {
        for policy in ALL {
            assert_eq!(one(policy, name), name);
        }
    }
}

#[test]
fn linux_keeps_what_it_can_hold() {
    for name in ["a:b", "a\\b", "a\u{1}b", "NUL", "a.", "a ", "a?*"] {
        assert_eq!(one(Policy::linux(), name), name);
    }
}

#[test]
fn what_no_system_holds_is_escaped() {
    for policy in ALL {
        assert_eq!(one(policy, ""), "‰_");
        assert_eq!(one(policy, "."), "‰2E");
        assert_eq!(one(policy, ".."), "‰2E‰2E");
        assert_eq!(one(policy, "a\0b"), "a‰00b");
        assert_eq!(one(policy, ".x.satchel-part"), "‰2Ex.satchel-part");
    }
}

#[test]
fn what_windows_cannot_hold_is_escaped() {
    for (segment, name) in [
        ("a:b", "a‰3Ab"),
        ("..\\..\\evil", "..‰5C..‰5Cevil"),
        ("C:", "C‰3A"),
        ("con", "‰63on"),
        ("AUX.txt", "‰41UX.txt"),
        ("com¹.log", "‰63om¹.log"),
        ("a.", "a‰2E"),
        ("a ", "a‰20"),
        ("a\nb", "a‰0Ab"),
        ("what?", "what‰3F"),
    ] {
        assert_eq!(one(Policy::windows(), segment), name);
    }
}

#[test]
fn a_mark_of_the_keys_own_is_told_from_ours() {
    for segment in ["a‰3Ab", "‰_", "x‰+", "‰-x", "a‰~2.txt", "‰E2‰80‰B03A"] {
        for policy in ALL {
            let names = policy.encode(segment);
            assert_ne!(names, [segment]);
            assert_eq!(policy.decode(&names), [segment]);
        }
    }
}

#[test]
fn a_local_name_that_was_not_escaped_stands_for_itself() {
    for name in ["a‰41b", "‰2Fetc", "‰FF", "a‰3Ab", "x‰+", "‰-x", "100‰~x"] {
        assert_eq!(Policy::linux().decode(&[name.to_owned()]), [name]);
    }
}

#[test]
fn an_over_long_segment_becomes_folders_and_comes_back() {
    let long = "新".repeat(300) + ".";
    for policy in ALL {
        let names = policy.encode(&long);
        assert!(names.len() > 1);
        assert!(names.iter().all(|name| policy.allows(name)), "{names:?}");
        assert_eq!(policy.decode(&names), [long.as_str()]);
    }
}

fn segment() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "‰",
        "‰+",
        "‰-",
        "‰~2",
        "‰_",
        "‰3A",
        "3A",
        ".",
        "..",
        " ",
        ":",
        "\\",
        "\0",
        "\n",
        "CON",
        "aux",
        ".txt",
        "é",
        "e\u{301}",
        "新",
        "🎞",
        "A",
        "a",
        ".satchel-part",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ]);
    prop_oneof![prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat()), "[^/]{0,300}",]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn every_name_is_legal_and_comes_back(segments in prop::collection::vec(segment(), 1..4), twin in 1_u32..12) {
        for policy in ALL {
            let names: Vec<String> = segments.iter().flat_map(|segment| policy.encode_twin(segment, twin)).collect();
            for name in &names {
                prop_assert!(policy.allows(name), "{:?}: {:?}", policy, name);
            }
            prop_assert_eq!(policy.decode(&names), segments.clone());
        }
    }

    #[test]
    fn two_segments_never_get_one_name(a in segment(), b in segment()) {
        for policy in ALL {
            prop_assert_eq!(policy.encode(&a) == policy.encode(&b), a == b);
        }
    }

    #[test]
    fn no_local_name_stands_for_a_segment_with_a_slash(name in "(‰|2F|[~_+A-F0-9/-]){1,8}") {
        for policy in ALL {
            let names = [name.replace('/', "")];
            prop_assert!(policy.decode(&names).iter().all(|segment| !segment.contains('/')));
        }
    }
}

#[test]
fn names_that_windows_gives_to_other_files_are_escaped() {
    for (segment, name) in [("LONGNA~1.TXT", "‰4CONGNA~1.TXT"), ("a~1", "‰61~1"), ("AB12~9999.x", "AB12~9999.x")] {
        assert_eq!(one(Policy::windows(), segment), name);
        assert_eq!(one(Policy::linux(), segment), segment);
    }
    for ordinary in ["~1", "a~b", "backup~", "longer name~1", "a~1.html", "a~1.b.c"] {
        assert_eq!(one(Policy::windows(), ordinary), ordinary);
    }
}

#[test]
fn what_macos_cannot_hold_is_escaped() {
    assert_eq!(one(Policy::macos(), "a\u{ffff}b"), "a‰EF‰BF‰BFb");
    assert_eq!(one(Policy::macos(), "\u{fdd0}\u{10fffe}"), "‰EF‰B7‰90‰F4‰8F‰BF‰BE");
    assert_eq!(one(Policy::linux(), "\u{ffff}"), "\u{ffff}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_of_this_system_keeps_its_rules() {
    assert_eq!(Policy::of_folder(tempfile::tempdir().unwrap().path()), Policy::linux());
}
