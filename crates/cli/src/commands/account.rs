//! `account`.

use std::fmt::Write;
use std::io::{IsTerminal, Read};
use std::time::Duration;

use satchel_accounts::{
    Account as Saved, AccountKind, Addressing, ConnectionReport, ProfileDraft, S3Draft, SecretPlace, test_connection,
};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::arguments::{Account, AddAccount, Global, NamedAccount};
use crate::confirm::confirm;
use crate::connect::{accounts, find};
use crate::failure::{Exit, Result, failed, usage};
use crate::output::Output;
use crate::units;

/// A secret key is no longer than this; what is longer was piped in by mistake.
const LONGEST_SECRET: u64 = 4_096;

#[derive(Serialize)]
struct Row<'a> {
    event: &'static str,
    name: &'a str,
    id: &'a str,
    kind: AccountKind,
    endpoint: Option<&'a str>,
    region: Option<&'a str>,
    access_key_id: Option<&'a str>,
    profile: Option<&'a str>,
}

#[derive(Serialize)]
struct Tested<'a> {
    event: &'static str,
    name: &'a str,
    works: bool,
    buckets: Option<usize>,
    milliseconds: u128,
    clock_off_seconds: Option<u64>,
}

pub async fn run(global: &Global, account: &Account, output: &mut Output) -> Result<Exit> {
    match account {
        Account::List => list(global, output).await,
        Account::Add(add) => self::add(global, add, output).await,
        Account::Remove(named) => remove(global, named, output).await,
        Account::Test(named) => test(global, named, output).await,
    }
}

async fn list(global: &Global, output: &mut Output) -> Result<Exit> {
    for account in accounts(global).await?.list() {
        tell("account", &account, output)?;
    }
    Ok(Exit::Done)
}

async fn add(global: &Global, add: &AddAccount, output: &mut Output) -> Result<Exit> {
    let accounts = accounts(global).await?;
    let added = if let Some(profile) = &add.profile {
        let draft = ProfileDraft {
            name: add.name.clone(),
            profile: profile.clone(),
            endpoint: add.endpoint.clone(),
            region: add.region.clone(),
        };
        accounts.add_profile(&draft).await?
    } else {
        if accounts.secret_place() != SecretPlace::Keyring {
            let advice = "there is no keyring to keep the secret key in; use the AWS environment or a profile instead";
            return Err(failed(advice));
        }
        let draft = S3Draft {
            name: add.name.clone(),
            endpoint: add.endpoint.clone(),
            region: add.region.clone(),
            addressing: if add.virtual_hosted { Addressing::VirtualHosted } else { Addressing::Path },
            access_key_id: add.access_key_id.clone().unwrap_or_default(),
            secret_key: secret_key()?,
            session_token: None,
        };
        accounts.add_s3(&draft).await?
    };
    tell("added", &added, output)?;
    Ok(Exit::Done)
}

/// Asks for the secret key without showing it, or reads it from a pipe. It is never an argument: those everybody on
/// the computer can see.
fn secret_key() -> Result<Zeroizing<String>> {
    let unreadable = |error: std::io::Error| failed(format!("the secret key can't be read: {error}"));
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password("Secret key: ").map(Zeroizing::new).map_err(unreadable);
    }
    let mut text = Zeroizing::new(String::new());
    std::io::stdin().lock().take(LONGEST_SECRET).read_to_string(&mut text).map_err(unreadable)?;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    match &*lines {
        [line] => Ok(Zeroizing::new((*line).to_owned())),
        [] => Err(usage("standard input has no secret key")),
        _ => Err(usage("standard input has more than the secret key")),
    }
}

async fn remove(global: &Global, named: &NamedAccount, output: &mut Output) -> Result<Exit> {
    let accounts = accounts(global).await?;
    let account = find(&accounts, &named.name)?;
    confirm(named.yes, &format!("Forget the account {} and its secret?", account.name))?;
    accounts.remove(&account.id).await?;
    tell("removed", &account, output)?;
    Ok(Exit::Done)
}

async fn test(global: &Global, named: &NamedAccount, output: &mut Output) -> Result<Exit> {
    let accounts = accounts(global).await?;
    let account = find(&accounts, &named.name)?;
    let store = accounts.store(&account.id).await?;
    let ConnectionReport { works, buckets, failure, clock_skew, round_trip } = test_connection(&*store).await;
    let off = clock_skew.map(|(_, skew)| skew);
    if output.json {
        output.object(&Tested {
            event: "tested",
            name: &account.name,
            works,
            buckets,
            milliseconds: round_trip.as_millis(),
            clock_off_seconds: off.map(|off| off.as_secs()),
        })?;
    } else if works {
        output.line(&in_words(&account.name, buckets, round_trip, off))?;
    }
    match failure {
        Some(failure) => Err(failure.into()),
        None => Ok(Exit::Done),
    }
}

fn in_words(name: &str, buckets: Option<usize>, round_trip: Duration, off: Option<Duration>) -> String {
    let mut line = match buckets {
        Some(buckets) => format!("{name} works: {}", units::count(buckets as u64, "bucket")),
        None => format!("{name} works, but may not list all buckets"),
    };
    let _ = write!(line, ", {} ms", round_trip.as_millis());
    if let Some(off) = off {
        let _ = write!(line, "; this computer's clock is {} off, which is being corrected", units::age(off));
    }
    line
}

fn tell(event: &'static str, account: &Saved, output: &mut Output) -> Result<()> {
    let endpoint = account.endpoint.as_ref().map(url::Url::as_str);
    if output.json {
        return output.object(&Row {
            event,
            name: &account.name,
            id: account.id.as_str(),
            kind: account.kind,
            endpoint,
            region: account.region.as_deref(),
            access_key_id: account.access_key_id.as_deref(),
            profile: account.profile.as_deref(),
        });
    }
    if event != "account" {
        if output.quiet {
            return Ok(());
        }
        output.bytes(event.as_bytes())?;
        output.bytes(b" ")?;
    }
    output.name(&account.name)?;
    output.bytes(b"  ")?;
    output.name(endpoint.unwrap_or("Amazon S3"))?;
    if let Some(who) = account.access_key_id.as_deref().or(account.profile.as_deref()) {
        output.bytes(b"  ")?;
        output.name(who)?;
    }
    output.bytes(b"\n")
}
