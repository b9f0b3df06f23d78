//! `share` and `links`: links that anyone can open, in the list that the desktop app has too.

use std::time::SystemTime;

use satchel_accounts::{AccountId, AccountKind, Accounts};
use satchel_operations::links::{LinkMaker, LinksWanted, MOST_AT_ONCE};
use satchel_operations::{AccessServices, Links, NativeSatellites};
use satchel_operations_schema::types::{CheckedLink, LinkTerms, LinkWriting, SharedLink};
use serde::Serialize;

use super::buckets::finish;
use crate::arguments::{self, Global, MakeLinks, RevokeLinks, ShowLinks};
use crate::confirm::confirm;
use crate::connect;
use crate::failure::{Exit, Failure, Result, Stop, usage};
use crate::output::{Output, say, shown};
use crate::units::{self, Moment};
use crate::{clock, words};

#[derive(Serialize)]
struct Row<'a> {
    event: &'static str,
    #[serde(flatten)]
    link: &'a SharedLink,
    /// The link itself. It is secret, and it is what was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

#[derive(Serialize)]
struct Written<'a> {
    event: &'static str,
    link: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Found<'a> {
    event: &'static str,
    link: &'a str,
    #[serde(flatten)]
    checked: &'a CheckedLink,
}

#[derive(Serialize)]
struct Forgotten<'a> {
    event: &'static str,
    link: &'a str,
}

/// What the commands work with.
struct Desk {
    accounts: Accounts,
    links: Links,
    services: AccessServices,
}

impl Desk {
    async fn open(global: &Global) -> Result<Self> {
        let accounts = connect::accounts(global).await?;
        let (links, _) = Links::open(&connect::data_directory()?, &accounts);
        Ok(Self { accounts, links, services: AccessServices::new(std::sync::Arc::new(NativeSatellites)) })
    }

    /// What the named account, or the environment, makes links with; and under which ID and name they are kept.
    async fn maker(&self, global: &Global) -> Result<(LinkMaker, String, String)> {
        let Some(name) = &global.account else {
            let session = connect::open(global).await?;
            let name = session.account.trim_start_matches(connect::ENVIRONMENT).to_owned();
            let maker = LinkMaker::Presigned { store: session.store, local_only: false };
            return Ok((maker, session.account, name));
        };
        let account = connect::find(&self.accounts, name)?;
        let maker = match &account.storj {
            Some(storj) => LinkMaker::Storj {
                grant: self.accounts.grant(&account.id).await?,
                auth_service: storj.auth_service.clone(),
                link_sharing: storj.link_sharing.clone(),
            },
            None => LinkMaker::Presigned {
                store: self.accounts.store(&account.id).await?,
                local_only: account.kind == AccountKind::Demo,
            },
        };
        Ok((maker, account.id.to_string(), account.name))
    }
}

/// Places of one bucket that links are made to at once.
struct Batch {
    bucket: String,
    keys: Vec<String>,
    terms: Option<LinkTerms>,
}

pub async fn make(global: &Global, request: &MakeLinks, output: &mut Output) -> Result<Exit> {
    let desk = Desk::open(global).await?;
    let (maker, account, account_name) = desk.maker(global).await?;
    for Batch { bucket, keys, terms } in batches(&desk.links, &maker, &account, request)? {
        let wanted = LinksWanted {
            account: &account,
            account_name: &account_name,
            bucket: &bucket,
            keys: &keys,
            terms: terms.as_ref(),
        };
        for link in desk.links.make(&desk.services, &maker, &wanted).await? {
            let text = desk.links.write(std::slice::from_ref(&link.link), LinkWriting::AsMade).await?;
            if output.json {
                output.object(&Row { event: "shared", link: &link, text: Some(text.expose()) })?;
            } else {
                output.line(text.expose())?;
            }
        }
    }
    if !desk.links.are_kept() && !global.quiet {
        say("satchel: `satchel links` won't know of this: without the keyring, links aren't kept");
    }
    Ok(Exit::Done)
}

/// What is alike goes together. Where nothing is said, the account's defaults decide.
fn batches(links: &Links, maker: &LinkMaker, account: &str, request: &MakeLinks) -> Result<Vec<Batch>> {
    let at = |moment: Option<Moment>| moment.map(|moment| moment.at(SystemTime::now())).transpose();
    let too_far = |what: &'static str| move |()| usage(format!("{what} is too far away"));
    let from = at(request.from).map_err(too_far("--from"))?.flatten();
    let until = at(request.until).map_err(too_far("--until"))?;
    if matches!(request.from, Some(Moment::Never)) {
        return Err(usage("--from never would be no link"));
    }
    let says_nothing = request.from.is_none() && request.until.is_none() && request.open.is_none() && !request.no_list;
    let mut batches: Vec<Batch> = Vec::new();
    for place in &request.places {
        let terms = (!says_nothing).then(|| {
            let usual = links.usual_terms(account, maker.kind(), &place.key);
            LinkTerms {
                opens: request.open.map_or(usual.opens, Into::into),
                list: usual.list && !request.no_list,
                not_before: from,
                not_after: until.unwrap_or(usual.not_after),
            }
        });
        let alike = |batch: &Batch| {
            let same_terms = match (&batch.terms, &terms) {
                (Some(one), Some(other)) => one.opens == other.opens && one.list == other.list,
                _ => true,
            };
            batch.bucket == place.bucket.as_str() && same_terms && batch.keys.len() < MOST_AT_ONCE
        };
        match batches.last_mut().filter(|batch| alike(batch)) {
            Some(batch) => batch.keys.push(place.key.clone()),
            None => batches.push(Batch { bucket: place.bucket.to_string(), keys: vec![place.key.clone()], terms }),
        }
    }
    Ok(batches)
}

pub async fn run(global: &Global, links: &arguments::Links, output: &mut Output) -> Result<Exit> {
    let desk = Desk::open(global).await?;
    match links {
        arguments::Links::List => list(&desk, output).await,
        arguments::Links::Show(request) => show(&desk, request, output).await,
        arguments::Links::Check(some) => check(&desk, &some.ids, output).await,
        arguments::Links::Revoke(request) => revoke(&desk, request, output).await,
        arguments::Links::Forget(some) => {
            each(&some.ids, output, async |id, output| {
                desk.links.forget(id).await?;
                if output.json {
                    return output.object(&Forgotten { event: "forgotten", link: id });
                }
                if output.quiet { Ok(()) } else { output.line(&format!("forgot {}", shown(id))) }
            })
            .await
        }
    }
}

async fn list(desk: &Desk, output: &mut Output) -> Result<Exit> {
    for link in desk.links.list().await?.links {
        if output.json {
            output.object(&Row { event: "link", link: &link, text: None })?;
            continue;
        }
        output.name(&format!("{}  {:<21}  ", link.link, when(&link)))?;
        output.name(&place(&link))?;
        output.name(&format!("  ({})", link.account_name))?;
        output.bytes(b"\n")?;
    }
    Ok(Exit::Done)
}

async fn show(desk: &Desk, request: &ShowLinks, output: &mut Output) -> Result<Exit> {
    let writing = request.form.map_or(LinkWriting::AsMade, Into::into);
    each(&request.links.ids, output, async |id, output| {
        let text = desk.links.write(&[id.to_owned()], writing).await?;
        if output.json {
            return output.object(&Written { event: "written", link: id, text: text.expose() });
        }
        output.line(text.expose())
    })
    .await
}

async fn check(desk: &Desk, ids: &[String], output: &mut Output) -> Result<Exit> {
    let links = desk.links.list().await?.links;
    let all: Vec<String> = links.iter().map(|link| link.link.clone()).collect();
    each(if ids.is_empty() { &all } else { ids }, output, async |id, output| {
        let checked = desk.links.check(id, |_| std::future::ready(())).await?;
        let link = links.iter().find(|link| link.link == id);
        found("checked", id, link, &checked, output)
    })
    .await
}

async fn revoke(desk: &Desk, request: &RevokeLinks, output: &mut Output) -> Result<Exit> {
    let ids = &request.links.ids;
    let links = desk.links.list().await?.links;
    let named: Vec<String> = links.iter().filter(|link| ids.contains(&link.link)).map(place).collect();
    if !named.is_empty() {
        confirm(request.yes, &format!("Withdraw the links to {} for ever?", shown(&named.join(", "))))?;
    }
    each(ids, output, async |id, output| {
        let account = AccountId::new(desk.links.revocable(id).await?);
        if desk.accounts.get(&account).is_err() {
            return Err(satchel_operations::errors::links::cannot_revoke("account_gone").into());
        }
        let grant = desk.accounts.grant(&account).await?;
        let checked = desk.links.revoke(&desk.services, id, &grant).await?;
        let link = links.iter().find(|link| link.link == id);
        found("revoked", id, link, &checked, output)
    })
    .await
}

fn found(
    event: &'static str,
    id: &str,
    link: Option<&SharedLink>,
    checked: &CheckedLink,
    output: &mut Output,
) -> Result<()> {
    if output.json {
        return output.object(&Found { event, link: id, checked });
    }
    let state = words::link_state(checked.state);
    let state = if event == "revoked" { format!("withdrawn; found: {state}") } else { state.to_owned() };
    output.name(&format!("{id}  {state:<8}  "))?;
    output.name(&link.map(place).unwrap_or_default())?;
    output.bytes(b"\n")
}

fn place(link: &SharedLink) -> String {
    if link.key.is_empty() { format!("s3://{}", link.bucket) } else { format!("s3://{}/{}", link.bucket, link.key) }
}

fn when(link: &SharedLink) -> String {
    if link.revoked.is_some() {
        return "withdrawn".to_owned();
    }
    let now = clock::milliseconds(SystemTime::now());
    let away = |at: i64| units::age(std::time::Duration::from_millis(u64::try_from(at - now).unwrap_or_default()));
    match (link.terms.not_before, link.terms.not_after) {
        (_, Some(end)) if end <= now => "expired".to_owned(),
        (Some(begin), _) if begin > now => format!("begins in {}", away(begin)),
        (_, Some(end)) => format!("{} left", away(end)),
        (_, None) => "never ends".to_owned(),
    }
}

/// Does one thing with each link. One that fails doesn't keep the others from it.
async fn each(
    ids: &[String],
    output: &mut Output,
    work: impl AsyncFn(&str, &mut Output) -> Result<()>,
) -> Result<Exit> {
    let mut failures: Vec<Failure> = Vec::new();
    for id in ids {
        match work(id, output).await {
            Ok(()) => {}
            Err(Stop::Failed(failure)) => failures.push(*failure),
            Err(unread @ Stop::Unread) => return Err(unread),
        }
    }
    if ids.is_empty() { Ok(Exit::Done) } else { finish(failures, ids.len(), output.json) }
}
