//! A store, a home of its own, and the program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use satchel_demo_store::{DemoConfig, DemoServer};
use satchel_objects::s3::{Addressing, Credentials, S3Config, S3Store};
use satchel_objects::{Body, BucketName, ListEntry, ListRequest, ObjectKey, ObjectStore, PutOptions};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

/// The secret key: it must be nowhere in what the program prints.
pub const SECRET: &str = "canary-4b1d-secret";

pub struct World {
    pub home: TempDir,
    pub store: S3Store,
    pub endpoint: String,
    server: Option<DemoServer>,
}

/// What the program said, and how it ended.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub bytes: Vec<u8>,
    pub err: String,
}

impl World {
    /// A store with the bucket `bucket`, and an empty home.
    pub async fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let config = DemoConfig {
            directory: home.path().join("store"),
            preferred_port: None,
            access_key_id: "key".into(),
            secret_key: SECRET.to_owned().into(),
        };
        let server = DemoServer::start(config).await.unwrap();
        let endpoint = format!("http://{}", server.address());
        let config = S3Config {
            endpoint: Some(endpoint.parse().unwrap()),
            region: Some("us-east-1".into()),
            addressing: Addressing::Path,
            credentials: Credentials::Keys {
                access_key_id: "key".into(),
                secret_key: SECRET.to_owned().into(),
                session_token: None,
                expires: None,
            },
            storj: false,
        };
        let store = S3Store::new(config).await.unwrap();
        store.create_bucket(&bucket()).await.unwrap();
        std::fs::create_dir(home.path().join("work")).unwrap();
        Self { home, store, endpoint, server: Some(server) }
    }

    /// The program with arguments, in the folder `work`, with nothing of this machine in its environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_satchel"));
        command.args(arguments).current_dir(self.work()).env_clear().stdin(Stdio::null()).kill_on_drop(true);
        command.env("HOME", self.home.path()).env("SATCHEL_DATA_DIR", self.home.path().join("data"));
        command.env("SATCHEL_SECRETS", "session").env("AWS_ENDPOINT_URL", &self.endpoint);
        command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", SECRET).env("AWS_REGION", "us-east-1");
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        command
    }

    /// Runs the program to its end.
    pub async fn run(&self, arguments: &[&str]) -> Said {
        said(self.command(arguments).output().await.unwrap())
    }

    /// Runs the program, which has to succeed.
    pub async fn done(&self, arguments: &[&str]) -> Said {
        let said = self.run(arguments).await;
        assert_eq!(said.code, Some(0), "{arguments:?}: {}{}", said.out, said.err);
        said
    }

    /// Runs the program with something on its standard input.
    pub async fn feed(&self, arguments: &[&str], input: &[u8]) -> Said {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let feeding = tokio::spawn(async move {
            // A program that doesn't want it all closes the pipe.
            let _ = stdin.write_all(&input).await;
        });
        let output = child.wait_with_output().await.unwrap();
        feeding.await.unwrap();
        said(output)
    }

    pub fn work(&self) -> PathBuf {
        self.home.path().join("work")
    }

    /// Makes files below `work`; names that end in `/` are folders.
    pub fn files(&self, files: &[(&str, &[u8])]) {
        for (name, bytes) in files {
            let path = self.work().join(name);
            if name.ends_with('/') {
                std::fs::create_dir_all(path).unwrap();
            } else {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, bytes).unwrap();
            }
        }
    }

    /// Every file below a folder of `work`; empty folders end in `/`.
    pub fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let root = self.work().join(folder);
        gather(&root, &root, &mut found);
        found
    }

    pub async fn put(&self, key: &str, bytes: &[u8]) {
        let body = Body::Bytes(Bytes::copy_from_slice(bytes));
        let key = ObjectKey::new(key).unwrap();
        self.store.put(&bucket(), &key, body, &PutOptions::default()).await.unwrap();
    }

    /// The keys of the bucket, in order.
    pub async fn keys(&self) -> Vec<String> {
        let mut request = ListRequest {
            bucket: bucket(),
            prefix: String::new(),
            delimiter: None,
            max_keys: 1000,
            continuation: None,
            start_after: None,
        };
        let mut keys = Vec::new();
        loop {
            let page = self.store.list_page(&request).await.unwrap();
            for entry in page.entries {
                if let ListEntry::Object(object) = entry {
                    keys.push(object.key.as_str().to_owned());
                }
            }
            match page.continuation {
                Some(next) => request.continuation = Some(next),
                None => return keys,
            }
        }
    }

    pub async fn bytes(&self, key: &str) -> Vec<u8> {
        use futures::TryStreamExt;
        let key = ObjectKey::new(key).unwrap();
        let got = self.store.get(&bucket(), &key, &satchel_objects::GetOptions::default()).await.unwrap();
        got.stream.try_collect::<Vec<Bytes>>().await.unwrap().concat()
    }

    /// Ends the store. Nothing answers there any more.
    pub async fn stop_store(&mut self) {
        self.server.take().unwrap().shutdown().await;
    }
}

pub fn bucket() -> BucketName {
    BucketName::new("bucket").unwrap()
}

/// Bytes that differ from place to place.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ length as u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..length.div_ceil(8)).flat_map(|_| next()).take(length).collect()
}

fn said(output: Output) -> Said {
    let said = Said {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
        bytes: output.stdout,
    };
    assert!(!said.out.contains(SECRET) && !said.err.contains(SECRET), "a secret was printed");
    assert!(!said.err.contains("panicked"), "{}", said.err);
    said
}

impl Said {
    /// One JSON object a line.
    pub fn rows(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The error that `--json` tells.
    pub fn error(&self) -> Value {
        let told: Value = serde_json::from_str(self.err.lines().last().unwrap()).unwrap();
        told["error"].clone()
    }
}

fn gather(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    let entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    if entries.is_empty() && folder != root {
        found.insert(format!("{}/", name(folder)), Vec::new());
    }
    for entry in entries {
        let path = entry.path();
        if path.symlink_metadata().unwrap().is_dir() {
            gather(root, &path, found);
        } else {
            found.insert(name(&path), std::fs::read(&path).unwrap());
        }
    }
}

/// An HTTP proxy that counts the requests that pass it, by method.
pub struct Counter {
    pub address: String,
    counts: Arc<[AtomicUsize; 5]>,
}

const METHODS: [&str; 5] = ["GET", "HEAD", "PUT", "POST", "DELETE"];

impl Counter {
    pub async fn new(world: &World) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let counts: Arc<[AtomicUsize; 5]> = Arc::default();
        let (target, counted) = (world.endpoint.trim_start_matches("http://").to_owned(), counts.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&target).await.unwrap();
                tokio::spawn(carry(client, server, counted.clone()));
            }
        });
        Self { address, counts }
    }

    /// How many requests of a method came so far.
    pub fn count(&self, method: &str) -> usize {
        let at = METHODS.iter().position(|known| *known == method).unwrap();
        self.counts[at].load(Ordering::SeqCst)
    }
}

async fn carry(client: TcpStream, server: TcpStream, counts: Arc<[AtomicUsize; 5]>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    let mut buffer = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
        let text = String::from_utf8_lossy(&buffer[..read]);
        for (count, method) in counts.iter().zip(METHODS) {
            count.fetch_add(text.matches(&format!("{method} http://")).count(), Ordering::SeqCst);
        }
        if to_server.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
