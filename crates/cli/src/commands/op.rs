//! `op`: one documented operation, with its envelope on standard output.

use std::fs;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use satchel_http_api::envelope::Format;
use satchel_http_api::input::{FileInput, Input, Refused};
use satchel_http_api::{Api, Caller, Data, Download, HttpOperation, OPERATIONS, Reply};
use satchel_objects::ObjectStore;
use satchel_operations::passphrases::Writes;
use satchel_operations::{NativeSatellites, errors};
use satchel_operations_schema::Shape;
use satchel_operations_schema::types::ErrorInfo;
use tempfile::NamedTempFile;
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

use crate::arguments::{Global, Operate};
use crate::connect::{self, Session};
use crate::failure::{Exit, Result, Stop, failed, usage};
use crate::output::Output;

pub async fn run(global: &Global, operate: &Operate, output: &mut Output) -> Result<Exit> {
    let operation = OPERATIONS.iter().find(|operation| operation.name == operate.name);
    let operation = operation.ok_or_else(|| usage(format!("there is no operation {}", operate.name)))?;
    let to = destination(operation, operate)?;
    let mut input = Input::default();
    if let Some(data) = &operate.data {
        let text = read(operation, data)?;
        input.fields.add_json(text.as_bytes()).map_err(|info| wrong(&info))?;
    }
    if operate.xml {
        input.fields.prefer(Format::Xml);
    }
    if let Some(path) = &operate.file {
        input.file = Some(open(path).await?);
    }
    let writes = Writes::of(operation.command, |field| input.fields.text(field));
    let caller = Own { global, writes, session: OnceCell::new() };
    let reply = Api::local(Arc::new(NativeSatellites)).call(operation.command, input, &caller).await;
    match reply {
        Reply::Envelope(envelope) => {
            output.bytes(envelope.body())?;
            output.bytes(b"\n")?;
            Ok(if envelope.is_success() { Exit::Done } else { Exit::Failed })
        }
        Reply::Download(download) => {
            match to {
                Some(path) => save(*download, &path).await?,
                None => write(*download, output).await?,
            }
            Ok(Exit::Done)
        }
    }
}

fn wrong(info: &ErrorInfo) -> Stop {
    usage(info.message.replacen("parameter body:", "--data", 1))
}

/// Where an object's bytes go: a file, or standard output.
fn destination(operation: &HttpOperation, operate: &Operate) -> Result<Option<PathBuf>> {
    let downloads = matches!((operation.data)(), Data::Bytes);
    match &operate.output {
        Some(_) if !downloads => Err(usage("--output is for downloadObject: other answers go to standard output")),
        Some(path) if path.as_os_str() != "-" => Ok(Some(path.clone())),
        None if downloads && std::io::stdout().is_terminal() => {
            Err(usage("an object's bytes don't belong on a terminal: name a file with -o, or -o - all the same"))
        }
        _ => Ok(None),
    }
}

/// The parameters, from where they are.
fn read(operation: &HttpOperation, data: &str) -> Result<Zeroizing<String>> {
    let unreadable = |what: &str, error: std::io::Error| failed(format!("{what} can't be read: {error}"));
    if data == "-" {
        let mut text = Zeroizing::new(String::new());
        let read = std::io::stdin().lock().read_to_string(&mut text);
        return read.map(|_| text).map_err(|error| unreadable("standard input", error));
    }
    if let Some(path) = data.strip_prefix('@') {
        return fs::read_to_string(path).map(Zeroizing::new).map_err(|error| unreadable(path, error));
    }
    let named = |field: &str| data.contains(&format!("\"{field}\""));
    if let Some(field) = secrets(operation).find(|field| named(field)) {
        return Err(usage(format!(
            "{field} is secret, and everybody on this computer can see arguments: give --data @FILE, or --data - and \
             standard input"
        )));
    }
    Ok(Zeroizing::new(data.to_owned()))
}

fn secrets(operation: &HttpOperation) -> impl Iterator<Item = &'static str> {
    let fields = match (operation.request)() {
        Shape::Named(description) => description.fields,
        _ => &[],
    };
    fields
        .iter()
        .filter(|field| matches!((field.shape)(), Shape::SecretInput | Shape::SecretText))
        .map(|field| field.name)
}

async fn open(path: &Path) -> Result<FileInput> {
    let unreadable = |error: std::io::Error| failed(format!("{} can't be read: {error}", path.display()));
    let file = tokio::fs::File::open(path).await.map_err(unreadable)?;
    let about = file.metadata().await.map_err(unreadable)?;
    if about.is_dir() {
        return Err(usage(format!("{} is a folder: `satchel cp -r` sends folders", path.display())));
    }
    let name = path.display().to_string();
    let broken = move |error: std::io::Error| Refused::from(errors::other(format!("{name} can't be read: {error}")));
    let pieces = tokio_util::io::ReaderStream::with_capacity(file, 256 << 10).map_err(broken).boxed();
    // A pipe has no length.
    Ok(FileInput { content_type: None, at_most: about.is_file().then_some(about.len()), pieces })
}

/// Whoever runs the program: the store is the account's, or the environment's.
struct Own<'a> {
    global: &'a Global,
    writes: Option<Writes>,
    session: OnceCell<Session>,
}

#[async_trait]
impl Caller for Own<'_> {
    async fn store(&self) -> Result<Arc<dyn ObjectStore>, Refused> {
        let session = self.session.get_or_try_init(|| connect::open(self.global)).await.map_err(refused)?;
        if let (Some(guard), Some(writes)) = (&session.guard, &self.writes) {
            guard.before_operation(&session.account, &session.store, writes).await?;
        }
        Ok(session.store.clone())
    }
}

fn refused(stop: Stop) -> Refused {
    match stop {
        Stop::Failed(failure) => failure.info.into(),
        Stop::Unread => errors::other("nobody reads the answer").into(),
    }
}

/// Into a file, which is there whole or not at all.
async fn save(download: Download, path: &Path) -> Result<()> {
    let unwritable = |error: std::io::Error| failed(format!("{} can't be written: {error}", path.display()));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = beside(folder).map_err(unwritable)?;
    let mut pieces = download.object.stream;
    while let Some(piece) = pieces.next().await {
        file.write_all(&piece?).map_err(unwritable)?;
    }
    file.as_file().sync_all().map_err(unwritable)?;
    file.persist(path).map(drop).map_err(|failure| unwritable(failure.error))
}

/// A file that others may read as far as the system's mask lets them: it isn't a secret.
fn beside(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

async fn write(download: Download, output: &mut Output) -> Result<()> {
    let mut pieces = download.object.stream;
    while let Some(piece) = pieces.next().await {
        let piece: Bytes = piece?;
        output.bytes(&piece)?;
    }
    output.flush()
}
