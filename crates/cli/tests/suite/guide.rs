//! The examples of the guide, run as they stand.

use std::process::Stdio;

use tokio::process::Command;

use super::support::World;

/// Every `sh` block of the guide, one after the other, in one shell.
fn script(guide: &str) -> String {
    let blocks = guide.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.collect::<Vec<_>>().join("\n")
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_guide_work_as_they_stand() {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/COMMAND-LINE.md")).unwrap();
    let script = script(&guide);
    assert!(script.lines().filter(|line| line.contains("satchel ")).count() > 20, "{script}");
    let world = World::new().await;
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_satchel")).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.args(["-e", "-u", "-c", &script]).current_dir(world.work()).env_clear().stdin(Stdio::null());
    for (name, value) in world.command(&[]).as_std().get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    let output = command.env("PATH", path).output().await.unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    assert_eq!(world.keys().await, Vec::<String>::new(), "the guide uses buckets of its own");
}
