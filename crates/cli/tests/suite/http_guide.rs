//! The examples of the HTTP API's guide, run as they stand against `satchel serve`. Two addresses alone are exchanged: the
//! server's own, whose port is a free one, and that of Storj's auth service, for a fake.

use std::process::Stdio;

use satchel_http_api::OPERATIONS;
use satchel_testkit::fake::{FakeServer, Reply};

use super::serve::Server;
use super::support::World;

/// Where the guide's server listens.
const SERVER: &str = "http://127.0.0.1:8080";
/// The auth service that the guide names.
const AUTH_SERVICE: &str = "https://auth.storjshare.io";
/// How the guide starts the server.
const START: &str = "satchel serve";
/// What stands in the guide for text that is different each time.
const ANYTHING: char = '…';
/// What divides the output of one example from that of the next.
const DIVIDER: char = '\u{1e}';

fn guide() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/HTTP-API.md")).unwrap()
}

/// A fenced block: its language, and what is in it.
type Block<'a> = (&'a str, &'a str);

fn blocks(guide: &str) -> Vec<Block<'_>> {
    let fenced = guide.split("\n```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap()).collect()
}

/// Each example with what it prints, which is nothing where nothing is said.
fn examples<'a>(blocks: &[Block<'a>]) -> Vec<(&'a str, &'a str)> {
    let mut examples = Vec::new();
    for (at, (language, text)) in blocks.iter().enumerate() {
        match *language {
            "sh" => {
                let printed = blocks.get(at + 1).filter(|(language, _)| *language != "sh");
                examples.push((*text, printed.map_or("", |(_, text)| *text)));
            }
            "" => assert_eq!(*text, START, "an example that no test runs"),
            _ => assert_eq!(blocks[at - 1].0, "sh", "an answer of no example: {text}"),
        }
    }
    examples
}

/// Whether a text is what the guide shows.
fn is_as_shown(shown: &str, text: &str) -> bool {
    let mut parts = shown.split(ANYTHING);
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        let Some((_, behind)) = rest.split_once(part) else { return false };
        rest = behind;
    }
    rest.ends_with(last)
}

#[test]
fn every_operation_has_an_example_in_the_guide() {
    let guide = guide();
    let blocks = blocks(&guide);
    let scripts: String = examples(&blocks).iter().map(|(script, _)| *script).collect();
    for operation in OPERATIONS {
        let called = |end: &str| scripts.contains(&format!("$API/{}{end}", operation.name));
        assert!(called(" ") || called("?"), "{}", operation.name);
    }
}

#[test]
fn what_is_shown_is_told_from_what_is_not() {
    for (shown, text, is) in [
        ("{\"code\":0}", "{\"code\":0}", true),
        ("{\"code\":0}", "{\"code\":0}}", false),
        ("a…c", "abc", true),
        ("a…c", "abd", false),
        ("a…b…c", "a-b-b-c", true),
        ("a…b…c", "a-c", false),
        ("…", "", true),
    ] {
        assert_eq!(is_as_shown(shown, text), is, "{shown} {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_http_guide_print_what_it_shows() {
    let world = World::new().await;
    let registered = r#"{"access_key_id":"jv2ohknlvcnkzcng2keb25p6a5gq","secret_key":"made-secret","endpoint":"https://gateway.storjshare.io"}"#;
    let auth_service = FakeServer::start(|_| Reply::new(200, &[], registered)).await.unwrap();
    let words: Vec<&str> = START.split(' ').skip(1).chain(["--json", "--listen", "127.0.0.1:0"]).collect();
    let mut serve = world.command(&words);
    // The guide says where the token is when nobody says otherwise.
    serve.env_remove("SATCHEL_DATA_DIR");
    let server = Server::start(serve).await;

    let guide = guide();
    let blocks = blocks(&guide);
    let examples = examples(&blocks);
    let divided: String = examples.iter().flat_map(|(script, _)| [*script, "\nprintf '\\036'\n"]).collect();
    for address in [SERVER, AUTH_SERVICE] {
        assert!(divided.contains(address), "{address}");
    }
    let script =
        divided.replace(SERVER, &format!("http://{}", server.address())).replace(AUTH_SERVICE, &auth_service.url());
    let mut shell = tokio::process::Command::new("sh");
    shell.args(["-e", "-u", "-c", &script]).current_dir(world.work()).env_clear().stdin(Stdio::null());
    for (name, value) in world.command(&[]).as_std().get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    let output = shell.env("PATH", std::env::var("PATH").unwrap()).output().await.unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    let printed: Vec<&str> = out.split_terminator(DIVIDER).collect();
    assert_eq!(printed.len(), examples.len(), "{out}{err}");
    for ((script, shown), printed) in examples.iter().zip(printed) {
        let (shown, printed) = (shown.trim(), printed.trim());
        assert!(is_as_shown(shown, printed), "{script}\n\nis shown to print\n{shown}\n\nand printed\n{printed}\n{err}");
    }
    assert_eq!(world.keys().await, Vec::<String>::new(), "the guide uses buckets of its own");
    assert_eq!(auth_service.seen().len(), 2, "credentials and a link were registered");
}
