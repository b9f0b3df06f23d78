//! `access`.

mod finding;

use std::io::{IsTerminal, Read};
use std::time::{Duration, SystemTime};

use satchel_operations::NativeSatellites;
use satchel_operations::access::{
    AccessServices, GrantParts, LinkParts, create_credentials, examine, make_grant, make_link, restrict,
};
use satchel_operations_schema::types::{CreateCredentials, RestrictedPlace, SaltSource, SecretInput, SecretText};
use satchel_secret::Secret;
use satchel_storj::{Permission, Timestamp};
use serde::Serialize;

use crate::arguments::{Access, Grant, Register, Restrict, Right, Share, SomeAccess};
use crate::clock;
use crate::failure::{Exit, Result, failed, usage};
use crate::output::{Output, say};

/// No grant, key or passphrase is longer; what is longer was piped in by mistake.
const LONGEST: u64 = 96 * 1024;

/// What was made. It is secret, and it is what was asked for.
#[derive(Serialize)]
struct Made<'a> {
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<&'static str>,
    access: &'a str,
}

#[derive(Serialize)]
struct Registered<'a> {
    event: &'static str,
    access_key_id: &'a str,
    secret_key: &'a str,
    endpoint: &'a str,
}

#[derive(Serialize)]
struct Linked<'a> {
    event: &'static str,
    link: &'a str,
}

pub async fn run(access: &Access, output: &mut Output) -> Result<Exit> {
    let services = AccessServices::new(std::sync::Arc::new(NativeSatellites));
    match access {
        Access::Examine(some) => finding::tell(&examine(&secret(some)?)?, output)?,
        Access::Restrict(request) => made(None, &restricted(request)?, output)?,
        Access::Grant(request) => self::grant(&services, request, output).await?,
        Access::Register(request) => register(&services, request, output).await?,
        Access::Share(request) => share(&services, request, output).await?,
    }
    Ok(Exit::Done)
}

fn restricted(request: &Restrict) -> Result<Secret<String>> {
    let may = |right| request.allow.contains(&right);
    let permission = Permission {
        download: may(Right::Read),
        upload: may(Right::Write),
        list: may(Right::List),
        delete: may(Right::Delete),
        not_after: request.expires_in.map(ends).transpose()?.map(Timestamp::from_milliseconds),
        ..Permission::default()
    };
    let place = |place: &crate::location::RemotePath| RestrictedPlace {
        bucket: place.bucket.to_string(),
        prefix: place.key.clone(),
    };
    let places: Vec<_> = request.places.iter().map(place).collect();
    Ok(restrict(&secret(&request.access)?, &permission, &places)?)
}

async fn grant(services: &AccessServices, request: &Grant, output: &mut Output) -> Result<()> {
    let (key, passphrase) = (request.api_key.as_deref(), request.passphrase.as_deref());
    let piped = !std::io::stdin().is_terminal();
    if (key.is_none() || key == Some("-")) && (passphrase.is_none() || passphrase == Some("-")) && piped {
        return Err(usage("standard input can be the API key or the passphrase, not both: give one of them as @FILE"));
    }
    let api_key = read(key, "API key")?;
    // A passphrase is taken as it is, but for the line's end that a file or an echo puts behind it.
    let passphrase = read(passphrase, "Passphrase")?;
    let parts = GrantParts {
        satellite: &request.satellite,
        api_key: &api_key,
        passphrase: &passphrase,
        project_id: request.project_id.as_deref(),
        salt: request.salt.as_deref(),
    };
    let (grant, salt) = make_grant(services, parts).await?;
    if salt == SaltSource::ProjectId && !output.quiet && !output.json {
        say("made with the salt of the project's ID: a project that has a salt of its own looks empty with this grant");
    }
    made(Some(salt.wire_name()), &grant, output)
}

async fn register(services: &AccessServices, request: &Register, output: &mut Output) -> Result<()> {
    let request = CreateCredentials {
        access_grant: SecretInput::Typed(SecretText::from(secret(&request.access)?)),
        auth_service: request.auth_service.clone(),
        public: Some(request.public),
    };
    let credentials = create_credentials(services, request).await?;
    let secret_key = credentials.secret_key.0.expose();
    if output.json {
        return output.object(&Registered {
            event: "registered",
            access_key_id: &credentials.access_key_id,
            secret_key,
            endpoint: &credentials.endpoint,
        });
    }
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", credentials.access_key_id.as_str()),
        ("AWS_SECRET_ACCESS_KEY", secret_key),
        ("AWS_ENDPOINT_URL", credentials.endpoint.as_str()),
    ] {
        output.bytes(format!("{name}=").as_bytes())?;
        output.name(value)?;
        output.bytes(b"\n")?;
    }
    Ok(())
}

async fn share(services: &AccessServices, request: &Share, output: &mut Output) -> Result<()> {
    let access = secret(&request.access)?;
    let parts = LinkParts {
        access: &access,
        bucket: request.place.bucket.as_str(),
        key: &request.place.key,
        not_after: request.expires_in.map(ends).transpose()?,
        auth_service: &request.auth_service,
        base_url: &request.link_sharing,
        raw: request.raw,
    };
    let link = make_link(services, parts).await?;
    if output.json {
        output.object(&Linked { event: "shared", link: link.expose() })
    } else {
        output.line(link.expose())
    }
}

fn made(salt: Option<&'static str>, access: &Secret<String>, output: &mut Output) -> Result<()> {
    if output.json {
        return output.object(&Made { event: "made", salt, access: access.expose() });
    }
    output.line(access.expose())
}

fn ends(lifetime: Duration) -> Result<i64> {
    let end = SystemTime::now().checked_add(lifetime).ok_or_else(|| usage("--expires-in is too long"))?;
    Ok(clock::milliseconds(end))
}

fn secret(some: &SomeAccess) -> Result<Secret<String>> {
    read(some.access.as_deref(), "Key, grant or credentials")
}

/// Reads a secret from where it was said to be, or asks for it without showing it. It is never an argument: those
/// everybody on the computer can see.
fn read(from: Option<&str>, what: &str) -> Result<Secret<String>> {
    let unreadable = |error: std::io::Error| failed(format!("{what} can't be read: {error}"));
    let text = match from.map(|from| (from, from.strip_prefix('@'))) {
        Some(("-", _)) => bounded(std::io::stdin().lock()).map_err(unreadable)?,
        Some((_, Some(path))) => {
            let file = std::fs::File::open(path);
            let told = |error: std::io::Error| failed(format!("{what} can't be read from {path}: {error}"));
            bounded(file.map_err(told)?).map_err(told)?
        }
        // The text isn't repeated: it may well be the secret.
        Some(_) => return Err(usage("a secret is never an argument: give @FILE, or - for standard input")),
        None if std::io::stdin().is_terminal() => {
            Secret::new(rpassword::prompt_password(format!("{what}: ")).map_err(unreadable)?)
        }
        None => bounded(std::io::stdin().lock()).map_err(unreadable)?,
    };
    let without_end = text.expose().strip_suffix('\n').unwrap_or(text.expose());
    let without_end = without_end.strip_suffix('\r').unwrap_or(without_end);
    if without_end.is_empty() {
        return Err(usage(format!("{what}: there is nothing to read")));
    }
    Ok(Secret::from(without_end))
}

fn bounded(from: impl Read) -> std::io::Result<Secret<String>> {
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(8 * 1024));
    from.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(std::io::Error::other("it is longer than any secret"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| std::io::Error::other("it isn't text"))?;
    Ok(Secret::from(text))
}
