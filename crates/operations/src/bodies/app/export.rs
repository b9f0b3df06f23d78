//! The list of a transfer's files as a file of its own.

use std::fmt::Write as _;

use satchel_accounts::files::write_atomically;
use satchel_operations_schema::types::{ExportTransferFiles, ExportedFiles, TransferFile};

use super::transfers::{described_file, filter, id_of};
use crate::bodies::documented::Answer;
use crate::engine::Engine;
use crate::errors;

/// How many files are asked of the engine at once.
const PAGE: u32 = 1000;

pub async fn export_transfer_files(engine: &Engine, request: ExportTransferFiles) -> Answer<Option<ExportedFiles>> {
    let id = id_of(&request.transfer)?;
    let suggested = format!("{}.csv", safe_name(&request.name));
    let Some(path) = engine.host.pick_new_file(&suggested).await else { return Ok(None) };
    let mut list = match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("json") => List::Json(String::from("[")),
        _ => List::Csv(String::from("key,size,state,bytes_done,note,error\r\n")),
    };
    let mut files = 0;
    loop {
        let page = engine.transfers.files(id, filter(request.filter), files, PAGE).await;
        let (_, page) = page.map_err(|failure| errors::transfer(&failure))?;
        if page.is_empty() {
            break;
        }
        for file in page {
            list.add(&described_file(file), files == 0)?;
            files += 1;
        }
    }
    let text = list.end();
    let target = path.clone();
    let written = tokio::task::spawn_blocking(move || write_atomically(&target, text.as_bytes(), false)).await;
    written.map_err(|failure| errors::other(failure.to_string()))?.map_err(|failure| errors::file(&failure))?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(Some(ExportedFiles { name, files }))
}

/// A list that is being written.
enum List {
    Csv(String),
    Json(String),
}

impl List {
    fn add(&mut self, file: &TransferFile, first: bool) -> Answer<()> {
        match self {
            Self::Csv(text) => {
                let note = file.note.map_or("", types_note);
                let error = file.error.as_ref().map_or("", |error| error.message.as_str());
                let (key, error) = (csv_field(&file.key), csv_field(error));
                let state = file.state.wire_name();
                let _ = write!(text, "{key},{},{state},{},{note},{error}\r\n", file.size, file.bytes_done);
            }
            Self::Json(text) => {
                let row = serde_json::to_string(file).map_err(|failure| errors::other(failure.to_string()))?;
                text.push_str(if first { "\n" } else { ",\n" });
                text.push_str(&row);
            }
        }
        Ok(())
    }

    fn end(self) -> String {
        match self {
            Self::Csv(text) => text,
            Self::Json(text) => text + "\n]\n",
        }
    }
}

fn types_note(note: satchel_operations_schema::types::FileNote) -> &'static str {
    note.wire_name()
}

/// A CSV field (RFC 4180). One that begins like a formula gets an apostrophe before it: a spreadsheet that opens the
/// list must not compute what somebody called a file.
fn csv_field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guarded = if formula { format!("'{text}") } else { text.to_owned() };
    if formula || guarded.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

/// A suggested name that any file system takes.
fn safe_name(name: &str) -> String {
    let safe = name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '-' } else { c });
    let safe: String = safe.take(100).collect();
    safe.trim_matches([' ', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_no_formula() {
        for (text, field) in [
            ("a.jpg", "a.jpg"),
            ("a, b", "\"a, b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("@x", "\"'@x\""),
            ("", ""),
        ] {
            assert_eq!(csv_field(text), field);
        }
    }

    #[test]
    fn suggested_names_are_names() {
        assert_eq!(safe_name("Satchel raw → 3 files Today 09:12"), "Satchel raw → 3 files Today 09-12");
        assert_eq!(safe_name("../x/."), "-x-");
    }
}
