//! The API as a program: its token, its end, what it calls.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::support::{Counter, SECRET, World};

/// The server that a command starts, and what it tells.
pub struct Server {
    child: Child,
    told: Value,
}

impl Server {
    pub async fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).await.unwrap();
        let told = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        Self { child, told }
    }

    pub fn address(&self) -> &str {
        self.told["address"].as_str().unwrap().trim_start_matches("http://")
    }

    fn token(&self) -> String {
        let text = std::fs::read_to_string(self.told["token_file"].as_str().unwrap()).unwrap();
        text.trim_end().to_owned()
    }

    /// Asks for the buckets of a store; the answer's status and body.
    async fn list(&self, token: &str, endpoint: &str) -> (u16, Value) {
        self.list_unless_it_hangs_up(token, endpoint).await.unwrap()
    }

    /// The same, where the server may end connections on which nothing was asked yet.
    async fn list_unless_it_hangs_up(&self, token: &str, endpoint: &str) -> Option<(u16, Value)> {
        let mut stream = TcpStream::connect(self.address()).await.unwrap();
        let request = format!(
            "POST /listBuckets HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nAccessKeyId: key\r\n\
             SecretKey: {SECRET}\r\nEndpoint: {endpoint}\r\nConnection: close\r\n\r\n",
            self.address()
        );
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        let status = answer.split(' ').nth(1)?.parse().unwrap();
        Some((status, serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()))
    }

    #[cfg(unix)]
    async fn signal(&self) {
        let id = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    }

    /// What it logged, once it has ended.
    async fn log(mut self) -> String {
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
        log
    }
}

fn serve(world: &World, more: &[&str]) -> Command {
    let arguments = ["serve", "--json", "--listen", "127.0.0.1:0"];
    world.command(&[&arguments[..], more].concat())
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_api_is_served_with_a_token_until_it_is_told_to_stop() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new().await;
    let mut server = Server::start(serve(&world, &[])).await;
    let file = server.told["token_file"].as_str().unwrap().to_owned();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let token = server.token();
    assert!(!server.told.to_string().contains(&token));
    let (status, listed) = server.list(&token, &world.endpoint).await;
    assert_eq!((status, &listed["code"], &listed["data"][0]["bucket"]), (200, &0.into(), &"bucket".into()));
    let (status, refused) = server.list(&"0".repeat(64), &world.endpoint).await;
    assert_eq!((status, &refused["code"]), (401, &(-1).into()));
    server.signal().await;
    assert_eq!(server.child.wait().await.unwrap().code(), Some(0));
    let log = server.log().await;
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    let told: Vec<_> =
        lines.iter().map(|line| (line["path"].as_str().unwrap(), line["status"].as_u64().unwrap())).collect();
    assert_eq!(told, [("/listBuckets", 200), ("/listBuckets", 401)], "{log}");
    assert!(!log.contains(SECRET) && !log.contains(&token), "{log}");
    // The same token the next time.
    let again = Server::start(serve(&world, &["--token-file", &file])).await;
    assert_eq!(again.token(), token);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_does_not_wait_for_what_runs() {
    let world = World::new().await;
    let mut server = Server::start(serve(&world, &["--no-token", "--grace", "1h"])).await;
    let mut upload = TcpStream::connect(server.address()).await.unwrap();
    let head = format!(
        "POST /uploadObject?bucket=bucket&key=k HTTP/1.1\r\nHost: {}\r\nAccessKeyId: key\r\nSecretKey: {SECRET}\r\n\
         Endpoint: {}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n--b\r\n",
        server.address(),
        world.endpoint
    );
    upload.write_all(head.as_bytes()).await.unwrap();
    // One request after the other: when this is answered, the first is being worked on.
    assert_eq!(server.list("", &world.endpoint).await.0, 200);
    server.signal().await;
    loop {
        if let Some((503, answer)) = server.list_unless_it_hangs_up("", &world.endpoint).await {
            assert_eq!(answer["code"], -1);
            break;
        }
    }
    assert!(server.child.try_wait().unwrap().is_none());
    server.signal().await;
    assert_eq!(server.child.wait().await.unwrap().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn its_limits_are_options() {
    let world = World::new().await;
    let spool = world.work().join("spool");
    std::fs::create_dir(&spool).unwrap();
    let options =
        ["--no-token", "--max-body", "1KiB", "--max-connections-each", "1", "--spool-dir", spool.to_str().unwrap()];
    let server = Server::start(serve(&world, &options)).await;
    let mut first = TcpStream::connect(server.address()).await.unwrap();
    let long = "x".repeat(1025);
    let head = format!("Host: {}\r\nContent-Type: application/json\r\nContent-Length: 1025", server.address());
    first.write_all(format!("POST /listBuckets HTTP/1.1\r\n{head}\r\n\r\n{long}").as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    first.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 413");
    // The first connection is still there.
    let mut second = TcpStream::connect(server.address()).await.unwrap();
    let mut answer = String::new();
    second.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 429 ") && answer.contains("\"code\":-1"), "{answer}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_serves_on_until_a_load_balancer_had_time_to_look_away() {
    let world = World::new().await;
    let mut server = Server::start(serve(&world, &["--no-token", "--drain", "1h"])).await;
    let address = server.address().to_owned();
    let ready = world.done(&["health", &address]).await;
    assert!(ready.out.contains("is ready"), "{}", ready.out);
    assert_eq!(world.done(&["health", &address, "--json"]).await.rows()[0]["event"], "ready");
    assert_eq!(world.done(&["health", &address, "--quiet"]).await.out, "");
    server.signal().await;
    let mut leaving = world.run(&["health", &address]).await;
    while leaving.code == Some(0) {
        leaving = world.run(&["health", &address]).await;
    }
    assert_eq!(leaving.code, Some(1));
    assert!(leaving.err.contains("will stop"), "{}", leaving.err);
    assert_eq!(server.list("", &world.endpoint).await.0, 200);
    assert!(server.child.try_wait().unwrap().is_none());
    server.signal().await;
    assert_eq!(server.child.wait().await.unwrap().code(), Some(0));
    let gone = world.run(&["health", &address]).await;
    assert_eq!(gone.code, Some(1));
    assert!(gone.err.contains("nothing answers"), "{}", gone.err);
    assert_eq!(world.run(&["health", "nowhere"]).await.code, Some(2));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn it_takes_more_connections_than_the_shell_gives_it_files() {
    let world = World::new().await;
    let command = serve(&world, &["--no-token"]);
    let satchel = command.as_std();
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -S -n 64 && exec \"$0\" \"$@\""]).arg(satchel.get_program()).args(satchel.get_args());
    limited.current_dir(world.work()).kill_on_drop(true).env_clear();
    for (name, value) in satchel.get_envs() {
        limited.env(name, value.unwrap_or_default());
    }
    let server = Server::start(limited).await;
    let mut held = Vec::new();
    for _ in 0..100 {
        held.push(TcpStream::connect(server.address()).await.unwrap());
    }
    // Served in the order in which they came: this one is the last.
    assert_eq!(server.list("", &world.endpoint).await.0, 200);
    drop(held);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_would_let_others_in_is_refused_before_it_starts() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new().await;
    let open = world.run(&["serve", "--listen", "0.0.0.0:0", "--no-token"]).await;
    assert_eq!(open.code, Some(2), "{}", open.err);
    assert!(open.err.contains("other computers"), "{}", open.err);
    let both = world.run(&["serve", "--no-token", "--token-file", "t"]).await;
    assert_eq!(both.code, Some(2));
    let file = world.work().join("token");
    std::fs::write(&file, "0123456789abcdef0123456789abcdef\n").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let readable = world.run(&["serve", "--listen", "127.0.0.1:0", "--token-file", "token"]).await;
    assert_eq!(readable.code, Some(1));
    assert!(readable.err.contains("chmod 600") && !readable.err.contains("0123456789"), "{}", readable.err);
    let taken = world.endpoint.trim_start_matches("http://").to_owned();
    let taken = world.run(&["serve", "--no-token", "--listen", &taken]).await;
    assert_eq!(taken.code, Some(1));
    assert!(taken.err.contains("another program listens there"), "{}", taken.err);
    for wrong in ["gateway.example", "https://gateway.example/path", "ftp://gateway.example"] {
        assert_eq!(world.run(&["serve", "--allow-endpoint", wrong]).await.code, Some(2), "{wrong}");
    }
    for wrong in [&["--max-requests", "0"][..], &["--max-connections", "4", "--max-connections-each", "5"]] {
        let said = world.run(&[&["serve"], wrong].concat()).await;
        assert_eq!(said.code, Some(2), "{}", said.err);
        assert!(said.err.contains(wrong[0]), "{}", said.err);
    }
    let nowhere = world.run(&["serve", "--no-token", "--listen", "127.0.0.1:0", "--spool-dir", "nowhere"]).await;
    assert_eq!(nowhere.code, Some(1));
    assert!(nowhere.err.contains("nowhere"), "{}", nowhere.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_listed_is_called_and_only_that_through_the_system_s_proxy() {
    let world = World::new().await;
    let proxy = Counter::new(&world).await;
    let through = |mut command: Command| {
        command.env("HTTP_PROXY", &proxy.address).env("HTTPS_PROXY", &proxy.address);
        command
    };
    // Without a list, a name goes to nobody who would look it up elsewhere.
    let unlisted = Server::start(through(serve(&world, &["--no-token"]))).await;
    let (_, answer) = unlisted.list("", "http://store.invalid").await;
    assert!(answer["msg"].as_str().unwrap().contains("NameLookup"), "{answer}");
    assert_eq!(unlisted.list("", &world.endpoint).await.1["code"], 0);
    let (_, answer) = unlisted.list("", "http://169.254.169.254").await;
    assert!(answer["msg"].as_str().unwrap().contains("is refused"), "{answer}");
    assert_eq!(proxy.count("GET"), 0);
    let listing = ["--no-token", "--allow-endpoint", "http://store.invalid", "--allow-endpoint", "https://a.example"];
    let listed = Server::start(through(serve(&world, &listing))).await;
    listed.list("", "http://store.invalid").await;
    assert_eq!(proxy.count("GET"), 1);
    for endpoint in [&*world.endpoint, "http://store.invalid:81", "https://store.invalid", "http://a.example"] {
        let (status, answer) = listed.list("", endpoint).await;
        assert_eq!((status, &answer["code"]), (200, &(-1).into()));
        assert!(answer["msg"].as_str().unwrap().contains("is refused"), "{endpoint}: {answer}");
    }
    assert_eq!(proxy.count("GET"), 1);
}
