//! How each server is started.

use std::process::Command;
use std::time::Duration;

use super::launch::{NotStarted, RealServer, find, free_ports};
use super::{ACCESS_KEY, SECRET_KEY};

/// versitygw 1.8.0 over a folder: its keys are paths.
///
/// # Errors
/// [`NotStarted`].
pub async fn versitygw() -> Result<RealServer, NotStarted> {
    let program = find("versitygw", "SATCHEL_VERSITYGW", &["bin/versitygw", "bin/versitygw.exe"])?;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    std::fs::create_dir(&data)?;
    let [port] = free_ports()?;
    let mut command = Command::new(program);
    command
        .env("ROOT_ACCESS_KEY", ACCESS_KEY)
        .env("ROOT_SECRET_KEY", SECRET_KEY)
        .args(["--port", &format!("127.0.0.1:{port}"), "--quiet", "posix"])
        .arg(data);
    RealServer::start(folder, port, command, Duration::from_mins(1)).await
}

/// SeaweedFS 4.48: master, volume server, filer and S3 gateway in one process.
///
/// # Errors
/// [`NotStarted`].
pub async fn seaweedfs() -> Result<RealServer, NotStarted> {
    let program = find("SeaweedFS", "SATCHEL_WEED", &["python/bin/weed", "bin/weed", "python/Scripts/weed.exe"])?;
    let folder = tempfile::tempdir()?;
    let identities = folder.path().join("s3.json");
    std::fs::write(
        &identities,
        format!(
            r#"{{"identities":[{{"name":"test","credentials":[{{"accessKey":"{ACCESS_KEY}","secretKey":"{SECRET_KEY}"}}],"actions":["Admin","Read","List","Tagging","Write"]}}]}}"#
        ),
    )?;
    let data = folder.path().join("data");
    std::fs::create_dir(&data)?;
    let [port, master, volume, filer] = free_ports()?;
    let mut command = Command::new(program);
    command
        .args(["server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", "-volume.max=50"])
        .args(["-master.volumeSizeLimitMB=64", "-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0"])
        .args(["-s3.allowDeleteBucketNotEmpty=false", "-s3.autoCreateBucket=false"])
        .arg(format!("-dir={}", data.display()))
        .arg(format!("-master.port={master}"))
        .arg(format!("-volume.port={volume}"))
        .arg(format!("-filer.port={filer}"))
        .arg(format!("-s3.port={port}"))
        .arg(format!("-s3.config={}", identities.display()));
    RealServer::start(folder, port, command, Duration::from_mins(2)).await
}

/// moto 5.2.5, whose keys are no paths. It checks no signature.
///
/// # Errors
/// [`NotStarted`].
pub async fn moto() -> Result<RealServer, NotStarted> {
    let program = find("moto", "SATCHEL_MOTO_SERVER", &["python/bin/moto_server", "python/Scripts/moto_server.exe"])?;
    let folder = tempfile::tempdir()?;
    let [port] = free_ports()?;
    let mut command = Command::new(program);
    command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
    RealServer::start(folder, port, command, Duration::from_mins(2)).await
}
