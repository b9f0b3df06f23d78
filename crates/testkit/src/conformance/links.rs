//! Links that read without credentials.

use std::time::{Duration, SystemTime};

use satchel_objects::PresignedUrl;

use super::ground::{Failure, Ground, noise};
use super::{Check, body, check, ensure};

pub(super) fn checks() -> Vec<Check> {
    vec![
        check("link: reads the object without credentials", body!(reads)),
        check("link: of a changed object or key", body!(bound)),
    ]
}

async fn reads(ground: &Ground<'_>) -> Result<(), Failure> {
    let content = noise(70_000);
    let key = ground.put("a folder/新郎 + 新娘.mov", &content).await?;
    let before = SystemTime::now();
    let name = key.name().to_owned();
    let link = ground.store.presign_get(&ground.bucket, &key, Duration::from_mins(10), Some(&name)).await?;
    ensure!(link.expires >= before + Duration::from_secs(599), "the link ends early");
    ensure!(!format!("{link:?}").contains("http"), "a link prints itself");
    let answer = crate::http::get(&link.url).await?;
    ensure!(answer.status == 200, "the link answers {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    ensure!(answer.body == content, "the link has other bytes");
    let disposition = answer.header("content-disposition").unwrap_or_default();
    ensure!(disposition.starts_with("attachment"), "the link is shown, not saved: {disposition:?}");
    ensure!(disposition.contains("filename*=UTF-8''%E6%96%B0"), "the link doesn't name the file: {disposition:?}");
    let long = ground.store.presign_get(&ground.bucket, &key, Duration::from_hours(24 * 30), None).await?;
    let longest = SystemTime::now() + PresignedUrl::LONGEST;
    ensure!(long.expires <= longest, "the link is said to hold longer than links can");
    let shown = crate::http::get(&long.url).await?;
    ensure!(shown.status == 200, "a link without a file name fails");
    let disposition = shown.header("content-disposition").unwrap_or_default();
    ensure!(!disposition.starts_with("attachment"), "a link without a file name is saved, not shown");
    Ok(())
}

async fn bound(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = ground.put("a", b"x").await?;
    let link = ground.store.presign_get(&ground.bucket, &key, Duration::from_mins(10), None).await?;
    ground.put("b", b"secret").await?;
    let forged = link.url.replace("/a?", "/b?");
    ensure!(forged != *link.url, "the link has another form than expected");
    let status = crate::http::get(&forged).await?.status;
    ensure!(status == 403, "a link changed to another key answers {status}");
    ground.store.delete(&ground.bucket, &key).await?;
    let status = crate::http::get(&link.url).await?.status;
    ensure!(status == 404, "a link to a deleted object answers {status}");
    Ok(())
}
