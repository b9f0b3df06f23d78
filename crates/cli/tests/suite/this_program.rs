//! `completions`, `man`, `help`: what the program says about itself.

use std::collections::BTreeSet;
use std::process::Stdio;

use tokio::process::Command;

use super::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn every_shell_gets_a_script_of_its_own() {
    let world = World::new().await;
    let mut scripts = BTreeSet::new();
    for (shell, mark) in [
        ("bash", "complete -F _satchel"),
        ("zsh", "#compdef satchel"),
        ("fish", "complete -c satchel"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[satchel]"),
    ] {
        let script = world.done(&["completions", shell]).await.out;
        assert!(script.contains(mark), "{shell}: {script}");
        assert!(script.contains("on-conflict") && script.contains("uploads"), "{shell}");
        scripts.insert(script);
    }
    assert_eq!(scripts.len(), 5);
    assert_eq!(world.run(&["completions", "cmd"]).await.code, Some(2));
}

/// What bash offers at the end of a line.
#[cfg(target_os = "linux")]
async fn offered(world: &World, words: &[&str]) -> BTreeSet<String> {
    let script = world.done(&["completions", "bash"]).await.out;
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let last = words.last().unwrap();
    let before = words[words.len() - 2];
    let ask = format!(
        "{script}\nCOMP_WORDS=({})\nCOMP_CWORD={}\n_satchel satchel '{last}' '{before}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1,
    );
    let mut bash = Command::new("bash");
    bash.args(["--norc", "--noprofile", "-c", &ask]).current_dir(world.work()).stdin(Stdio::null());
    let output = bash.output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn bash_completes_commands_options_and_choices() {
    let world = World::new().await;
    let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(offered(&world, &["satchel", "trans"]).await, set(&["transfers"]));
    assert_eq!(offered(&world, &["satchel", "transfers", "c"]).await, set(&["cancel", "clear"]));
    assert_eq!(offered(&world, &["satchel", "cp", "--limit"]).await, set(&["--limit-down", "--limit-up"]));
    let choices = offered(&world, &["satchel", "cp", "--on-conflict", ""]).await;
    assert_eq!(choices, set(&["ask", "keep-both", "newer", "replace", "skip"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_has_a_man_page() {
    let world = World::new().await;
    let said = world.done(&["man", "pages/man1"]).await.out;
    let pages = world.tree("pages/man1");
    assert_eq!(said.lines().collect::<BTreeSet<_>>(), pages.keys().map(String::as_str).collect());
    for name in ["satchel.1", "satchel-cp.1", "satchel-transfers.1", "satchel-transfers-resume.1", "satchel-tag.1"] {
        let page = String::from_utf8(pages[name].clone()).unwrap();
        for part in [".SH NAME\n", ".SH SYNOPSIS\n", ".SH OPTIONS\n", ".SH EXAMPLES\n", ".SH \"SEE ALSO\"\n"] {
            assert!(
                page.contains(part) || (name == "satchel.1" && part.contains("EXAMPLES")),
                "{name}: {part}: {page}"
            );
        }
    }
    assert!(!pages.contains_key("satchel-help.1"));
    let again = world.run(&["man", "pages/man1", "--quiet"]).await;
    assert_eq!((again.code, again.out.as_str()), (Some(0), ""));
    assert_eq!(world.tree("pages/man1"), pages, "the same pages again, byte for byte");
    world.files(&[("file", b"")]);
    let refused = world.run(&["man", "file/below"]).await;
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("file/below can't be written"), "{}", refused.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn help_is_given_in_either_way_it_is_asked_for() {
    let world = World::new().await;
    for (one, other) in [
        (&["help"][..], &["--help"][..]),
        (&["help", "cp"], &["cp", "--help"]),
        (&["help", "transfers", "resume"], &["transfers", "resume", "--help"]),
    ] {
        let help = world.done(one).await.out;
        assert_eq!(help, world.done(other).await.out);
        assert!(help.contains("Usage: satchel"), "{help}");
        assert!(!help.contains('\u{1b}'), "no colours: NO_COLOR has nothing to take away");
    }
    assert_eq!(world.run(&["help", "unknown"]).await.code, Some(2));
}
