//! `demo`: the practice store as a server of its own.

use std::env;

use satchel_demo_store::{DemoConfig, DemoServer};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::arguments::{Demo, Global};
use crate::connect::data_directory;
use crate::failure::{Exit, Result, failed, usage};
use crate::interrupt::Interrupts;
use crate::output::Output;

/// Where its address and keys are told. They are for whoever started it, on this computer alone.
#[derive(Serialize)]
struct Started<'a> {
    event: &'static str,
    endpoint: &'a str,
    access_key_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_key: Option<&'a str>,
}

struct Keys {
    access_key_id: String,
    secret_key: Zeroizing<String>,
    /// Made by chance for this run, so that they have to be told.
    made: bool,
}

pub async fn run(_global: &Global, demo: &Demo, output: &mut Output) -> Result<Exit> {
    if demo.listen.ip() != std::net::Ipv4Addr::LOCALHOST {
        return Err(usage("the practice store is for this computer alone: --listen takes 127.0.0.1:PORT"));
    }
    let directory = match &demo.dir {
        Some(directory) => directory.clone(),
        None => data_directory()?.join("demo"),
    };
    let port = demo.listen.port();
    let keys = keys()?;
    let server = DemoServer::start(DemoConfig {
        directory,
        preferred_port: (port != 0).then_some(port),
        access_key_id: keys.access_key_id.clone(),
        secret_key: keys.secret_key.clone(),
    })
    .await?;
    if port != 0 && server.address().port() != port {
        server.shutdown().await;
        return Err(failed(format!("port {port} is in use by another program; port 0 takes a free one")));
    }
    let mut interrupts = Interrupts::catch();
    tell(&format!("http://{}", server.address()), &keys, output)?;
    interrupts.wait(1).await;
    tokio::select! {
        () = server.shutdown() => {}
        () = interrupts.wait(2) => {}
    }
    Ok(Exit::Done)
}

/// The environment's keys, so that a script can know them, else new ones. The store takes what it is started with.
fn keys() -> Result<Keys> {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    if let (Some(access_key_id), Some(secret_key)) =
        (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY").map(Zeroizing::new))
    {
        return Ok(Keys { access_key_id, secret_key, made: false });
    }
    let mut random = Zeroizing::new([0_u8; 28]);
    getrandom::fill(&mut *random).map_err(|error| failed(format!("no random numbers: {error}")))?;
    let (id, secret) = random.split_at(8);
    let access_key_id = format!("demo-{}", hex::encode(id));
    Ok(Keys { access_key_id, secret_key: Zeroizing::new(hex::encode(secret)), made: true })
}

fn tell(endpoint: &str, keys: &Keys, output: &mut Output) -> Result<()> {
    let access_key_id = &keys.access_key_id;
    if output.json {
        let secret_key = keys.made.then_some(keys.secret_key.as_str());
        output.object(&Started { event: "listening", endpoint, access_key_id, secret_key })?;
        return output.flush();
    }
    output.line(&format!("# The practice store listens on {endpoint} until Ctrl-C. In another terminal:"))?;
    output.line(&format!("export AWS_ENDPOINT_URL={endpoint} AWS_REGION=us-east-1"))?;
    if keys.made {
        output.line(&format!("export AWS_ACCESS_KEY_ID={access_key_id}"))?;
        output.bytes(b"export AWS_SECRET_ACCESS_KEY=")?;
        output.line(&keys.secret_key)?;
    } else {
        output.line("# with the AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of this terminal")?;
    }
    output.flush()
}
