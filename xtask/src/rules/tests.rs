//! Each rule is broken once, so that none can rot into always passing.

use super::*;

fn says(result: Result<(), Failure>) -> String {
    result.expect_err("the rule is broken here").to_string()
}

#[test]
fn a_way_to_tauri_is_found_and_named() {
    let edges = [("engine", "helper"), ("helper", "wry"), ("other", "serde"), ("serde", "other")];
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, to) in edges {
        graph.entry(from.to_owned()).or_default().insert(to.to_owned());
    }
    assert_eq!(way_to_tauri(&graph, "engine"), Some(vec!["engine".into(), "helper".into(), "wry".into()]));
    assert_eq!(way_to_tauri(&graph, "other"), None);
}

#[test]
fn tauri_outside_the_platform_is_named() {
    let import = "import { invoke } from \"@tauri-apps/api/core\";";
    let workspace = Workspace::of(&[("ui/src/app.tsx", import), ("ui/src/platform/call.ts", import)]);
    let words = says(tauri_stays_in_the_platform(&workspace));
    assert!(words.contains("ui/src/app.tsx") && !words.contains("call.ts"), "{words}");
    let clean = Workspace::of(&[("ui/src/platform/call.ts", import)]);
    assert!(tauri_stays_in_the_platform(&clean).is_ok());
}

#[test]
fn long_files_are_named_unless_they_are_generated() {
    let long = "line\n".repeat(LONGEST_FILE + 1);
    let generated = format!("// Made from a list\n{long}");
    let workspace = Workspace::of(&[("a.rs", &long), ("b.ts", &generated), ("c.rs", "short"), ("d.md", &long)]);
    let words = says(files_are_short(&workspace));
    assert!(words.contains("a.rs: 401 lines") && !words.contains("b.ts") && !words.contains("d.md"), "{words}");
}

#[test]
fn mod_files_are_named() {
    assert!(says(no_mod_files(&Workspace::of(&[("crates/x/src/foo/mod.rs", "")]))).contains("foo/mod.rs"));
    let fine = [("crates/x/src/foo.rs", ""), ("crates/x/tests/support/mod.rs", "")];
    assert!(no_mod_files(&Workspace::of(&fine)).is_ok());
}

#[test]
fn this_machines_folders_are_named() {
    let here = std::env::current_dir().unwrap();
    let text = format!("see {}/notes.md", here.display());
    assert!(says(nothing_names_one_machine(&Workspace::of(&[("docs/a.md", &text)]))).contains("docs/a.md"));
    let lock = ("ui/package-lock.json", "\"resolved\": \"https://mirror.example/a.tgz\"");
    assert!(says(nothing_names_one_machine(&Workspace::of(&[lock]))).contains("package-lock.json"));
    assert!(nothing_names_one_machine(&Workspace::of(&[("docs/a.md", "see notes.md")])).is_ok());
}

#[test]
fn promises_without_a_test_are_named() {
    let promises =
        "# What\n\n**It works.** *Tests:\n`it_works`.*\n\n**It\nstays.** Always.\n\n**It goes.** *Tests: `gone`.*\n";
    let workspace = Workspace::of(&[("docs/SEMANTICS.md", promises), ("a.rs", "#[test]\nfn it_works() {}")]);
    let words = says(promises_name_tests(&workspace));
    assert!(words.contains("“It stays.” names no test") && words.contains("`gone`"), "{words}");
    assert!(!words.contains("It works"), "{words}");
}
