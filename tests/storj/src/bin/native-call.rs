//! One call of `satchel-storj-native` in a process of its own: a crash in Go or C takes this process and no test.
//!
//! It reads one line of JSON (secrets never stand in its arguments) and answers with one: `{"ok": …}`, or the error's
//! name, its words and whether it passes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a helper of tests")]

use std::io::stdin;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use satchel_storj::auth_service::AuthServiceAddress;
use satchel_storj::{AccessGrant, Permission, Secret};
use satchel_storj_native::{
    MAXIMUM_CALLS, NativeError, NativeProject, RegisterOptions, Timeouts, register_access_within,
    request_access_within, revoke_access_within, running_calls,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

#[derive(Deserialize)]
struct Asked {
    call: String,
    #[serde(default)]
    satellite: String,
    #[serde(default)]
    api_key: String,
    #[serde(default)]
    passphrase: String,
    #[serde(default)]
    grant: String,
    #[serde(default)]
    child: String,
    #[serde(default)]
    bucket: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    data: String,
    #[serde(default)]
    address: String,
    certificate: Option<String>,
    #[serde(default)]
    insecure: bool,
    /// Milliseconds.
    quiet: Option<u64>,
}

impl Asked {
    fn timeouts(&self) -> Timeouts {
        self.quiet.map_or_else(Timeouts::default, |quiet| Timeouts { quiet: Duration::from_millis(quiet) })
    }

    async fn project(&self) -> Result<NativeProject, NativeError> {
        NativeProject::open_within(&AccessGrant::parse(&self.grant)?, self.timeouts()).await
    }
}

#[tokio::main]
async fn main() {
    let mut line = String::new();
    stdin().read_line(&mut line).expect("a line");
    let asked: Asked = serde_json::from_str(&line).expect("a call");
    let answer = match answer(&asked).await {
        Ok(answer) => json!({ "ok": answer }),
        Err(error) => {
            let debug = format!("{error:?}");
            let name = debug.split([' ', '(', '{']).next().unwrap_or_default();
            json!({"error": name, "says": error.to_string(), "passes": error.is_temporary(), "debug": debug})
        }
    };
    println!("{answer}");
}

async fn answer(asked: &Asked) -> Result<Value, NativeError> {
    let (bucket, key) = (asked.bucket.as_str(), asked.key.as_str());
    Ok(match asked.call.as_str() {
        "request_access" => {
            let (api_key, passphrase) = (Secret::new(asked.api_key.clone()), Secret::new(asked.passphrase.clone()));
            let grant = request_access_within(&asked.satellite, &api_key, &passphrase, asked.timeouts()).await?;
            json!(grant.serialize().expose())
        }
        "share" => match AccessGrant::parse(&asked.grant)?.restrict(&Permission::default(), &[], [0; 4]) {
            Ok(_) => json!("a grant for nothing"),
            Err(error) => json!({ "refused": error.to_string() }),
        },
        "revoke" => {
            let (access, child) = (AccessGrant::parse(&asked.grant)?, AccessGrant::parse(&asked.child)?);
            revoke_access_within(&access, &child, asked.timeouts()).await?;
            Value::Null
        }
        "register" => {
            let address = AuthServiceAddress::parse(&asked.address).expect("an address");
            let certificate = asked.certificate.clone().map(String::into_bytes);
            let options = RegisterOptions { certificate, insecure: asked.insecure };
            let grant = AccessGrant::parse(&asked.grant)?;
            let registered = register_access_within(&address, &grant, false, &options, asked.timeouts()).await?;
            json!(registered.access_key_id)
        }
        "list_buckets" => json!(asked.project().await?.list_buckets().await?.len()),
        "create_bucket" => json!(asked.project().await?.create_bucket(bucket).await?),
        "list" => json!(asked.project().await?.list_objects(bucket, key, true).await?.collect().await?.len()),
        "put" => {
            let data = STANDARD.decode(&asked.data).expect("base64");
            asked.project().await?.put(bucket, key, data).await?;
            Value::Null
        }
        "get" => json!(STANDARD.encode(asked.project().await?.get(bucket, key).await?)),
        "drop" => dropped(asked).await?,
        "crowd" => crowd(asked).await?,
        "left_behind" => left_behind(asked).await?,
        other => json!({ "unknown": other }),
    })
}

/// Stops waiting for a call that hangs, and waits for its thread to end.
async fn dropped(asked: &Asked) -> Result<Value, NativeError> {
    let project = asked.project().await?;
    assert!(until(|calls| calls == 0).await, "the opening never ended");
    let (get, running) = (project.get(&asked.bucket, &asked.key), until(|calls| calls == 1));
    tokio::select! {
        outcome = get => return outcome.map(|_| json!("it didn't hang")),
        seen = running => assert!(seen, "the call never ran"),
    }
    Ok(json!(if until(|calls| calls == 0).await { "ended" } else { "still there" }))
}

/// As many calls as may run, all hanging, and one more.
async fn crowd(asked: &Asked) -> Result<Value, NativeError> {
    let project = asked.project().await?;
    let patient = Timeouts { quiet: Duration::from_mins(5) };
    let hanging = NativeProject::open_within(&AccessGrant::parse(&asked.grant)?, patient).await?;
    let calls: Vec<_> = (0..MAXIMUM_CALLS)
        .map(|_| {
            let (project, bucket, key) = (hanging.clone(), asked.bucket.clone(), asked.key.clone());
            tokio::spawn(async move { project.get(&bucket, &key).await })
        })
        .collect();
    assert!(until(|calls| calls == MAXIMUM_CALLS).await, "the calls never ran");
    let one_more = project.get(&asked.bucket, &asked.key).await;
    calls.iter().for_each(JoinHandle::abort);
    assert!(until(|calls| calls == 0).await, "the calls never ended");
    one_more.map(|_| Value::Null)
}

/// As many calls without an end of their own as may run, given up; then one more, which must have its turn.
async fn left_behind(asked: &Asked) -> Result<Value, NativeError> {
    let (api_key, passphrase) = (Secret::new(asked.api_key.clone()), Secret::new(asked.passphrase.clone()));
    for _ in 0..MAXIMUM_CALLS {
        let given_up = request_access_within(&asked.satellite, &api_key, &passphrase, asked.timeouts()).await;
        assert!(matches!(given_up, Err(NativeError::TimedOut { .. })), "{given_up:?}");
    }
    assert!(until(|calls| calls == MAXIMUM_CALLS).await, "they all still run");
    asked.project().await?.list_buckets().await.map(|_| Value::Null)
}

/// Waits until as many of the library's calls run as wanted.
async fn until(wanted: impl Fn(usize) -> bool) -> bool {
    for _ in 0..600 {
        if wanted(running_calls()) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}
