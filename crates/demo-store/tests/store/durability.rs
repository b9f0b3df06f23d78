use std::net::TcpListener;
use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use satchel_demo_store::{DemoConfig, DemoError, DemoServer};

use super::support::{BUCKET, Fixture, SECRET, blobs, client_with, start_in};

fn preferring(fixture_folder: &std::path::Path, port: u16) -> DemoConfig {
    DemoConfig {
        directory: fixture_folder.to_owned(),
        preferred_port: Some(port),
        access_key_id: "access".to_owned(),
        secret_key: SECRET.to_owned().into(),
    }
}

#[tokio::test]
async fn everything_is_there_after_a_restart_on_the_same_port() {
    let fixture = Fixture::new().await;
    fixture.put("a/b", "kept").await;
    let upload = fixture.client.create_multipart_upload().bucket(BUCKET).key("big").send().await.unwrap();
    let address = fixture.server.address();
    let Fixture { server, folder, .. } = fixture;
    server.shutdown().await;

    let server = start_in(folder.path()).await.unwrap();
    assert_eq!(server.address(), address);
    let client = client_with(&server, "access", SECRET);
    let got = client.get_object().bucket(BUCKET).key("a/b").send().await.unwrap();
    assert_eq!(&got.body.collect().await.unwrap().into_bytes()[..], b"kept");
    let uploads = client.list_multipart_uploads().bucket(BUCKET).send().await.unwrap();
    assert_eq!(uploads.uploads()[0].upload_id(), upload.upload_id());
}

#[tokio::test]
async fn a_busy_port_gives_way_to_a_free_one_that_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port();
    let server = DemoServer::start(preferring(folder.path(), port)).await.unwrap();
    assert_ne!(server.address().port(), port);
    let remembered = std::fs::read_to_string(folder.path().join("port")).unwrap();
    assert_eq!(remembered.trim(), server.address().port().to_string());
}

#[tokio::test]
async fn one_folder_has_one_owner() {
    let fixture = Fixture::new().await;
    let second = start_in(fixture.folder.path()).await;
    assert!(matches!(second, Err(DemoError::AlreadyRunning { .. })), "{second:?}");
    fixture.put("k", "still served").await;
    let Fixture { server, folder, .. } = fixture;
    server.shutdown().await;
    start_in(folder.path()).await.unwrap();
}

#[tokio::test]
async fn a_dropped_server_stops() {
    let fixture = Fixture::new().await;
    let address = fixture.server.address();
    drop(fixture.server);
    for _ in 0..500 {
        if TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it still listens");
}

#[tokio::test]
async fn what_a_crash_left_is_swept_and_nothing_else() {
    let fixture = Fixture::new().await;
    fixture.put("k", "kept").await;
    let Fixture { server, folder, .. } = fixture;
    server.shutdown().await;
    // A blob that was written, and whose row never was.
    let shelf = folder.path().join("blobs").join("ab");
    std::fs::create_dir_all(&shelf).unwrap();
    std::fs::write(shelf.join("abababababababababababababababab"), "orphan").unwrap();
    assert_eq!(blobs(folder.path()), 2);
    let server = start_in(folder.path()).await.unwrap();
    assert_eq!(blobs(folder.path()), 1);
    let client = client_with(&server, "access", SECRET);
    let got = client.get_object().bucket(BUCKET).key("k").send().await.unwrap();
    assert_eq!(&got.body.collect().await.unwrap().into_bytes()[..], b"kept");
}

#[tokio::test]
async fn overwritten_and_deleted_bytes_leave_the_disk() {
    let fixture = Fixture::new().await;
    fixture.put("k", "one").await;
    fixture.put("k", "two").await;
    assert_eq!(fixture.blobs(), 1);
    fixture.put("empty", "").await;
    assert_eq!(fixture.blobs(), 1);
    assert_eq!(fixture.get("empty").await, b"");
    fixture.client.delete_object().bucket(BUCKET).key("k").send().await.unwrap();
    assert_eq!(fixture.blobs(), 0);
}

#[tokio::test]
async fn a_reader_gets_the_whole_object_that_is_deleted_meanwhile() {
    let fixture = Fixture::new().await;
    let bytes: Vec<u8> = (0..20_000_000_u32).map(|number| (number % 253) as u8).collect();
    fixture.put("k", bytes.clone()).await;
    let got = fixture.client.get_object().bucket(BUCKET).key("k").send().await.unwrap();
    fixture.client.delete_object().bucket(BUCKET).key("k").send().await.unwrap();
    assert!(got.body.collect().await.unwrap().into_bytes() == bytes);
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_what_stood_there() {
    let fixture = Fixture::new().await;
    fixture.put("k", "stands").await;
    let config = PresigningConfig::expires_in(Duration::from_mins(1)).unwrap();
    let link = fixture.client.put_object().bucket(BUCKET).key("k").presigned(config).await.unwrap();
    let (host, path) = (fixture.server.address(), link.uri().splitn(4, '/').nth(3).unwrap().to_owned());
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!("PUT /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3000000\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![1; 2_000_000]).await.unwrap();
    // The new blob is there while it is written …
    while fixture.blobs() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(stream);
    // … and gone when the connection is.
    while fixture.blobs() > 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(fixture.get("k").await, b"stands");
}
