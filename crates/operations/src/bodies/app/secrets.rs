//! What is done with a secret that the engine keeps: each only because the person asked for it.

use std::fmt::Write as _;
use std::path::Path;

use qrcodegen::{QrCode, QrCodeEcc};
use satchel_accounts::files::write_atomically;
use satchel_operations_schema::types::{
    ErrorCode, ErrorInfo, QrPicture, RevealedSecret, SaveSecret, SavedFile, SecretHandle,
};
use satchel_secret::Secret;

use crate::bodies::documented::Answer;
use crate::engine::Engine;
use crate::errors;

/// A name that is suggested for a file is cut after this many characters.
const LONGEST_NAME: usize = 100;

pub async fn copy_secret(engine: &Engine, request: SecretHandle) -> Answer<()> {
    let secret = engine.kept_secret(&request.secret)?;
    let copied = engine.host.copy_text(secret.expose().clone()).await;
    copied.map_err(|failure| errors::other(failure.to_string()))
}

pub async fn save_secret(engine: &Engine, request: SaveSecret) -> Answer<Option<SavedFile>> {
    let secret = engine.kept_secret(&request.secret)?;
    let Some(path) = engine.host.pick_new_file(&suggested(&request.name)).await else { return Ok(None) };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let written = tokio::task::spawn_blocking(move || write(&path, &secret)).await;
    written.map_err(|lost| errors::other(lost.to_string()))??;
    Ok(Some(SavedFile { name }))
}

/// Whole or not at all, for this person only, and never through a link to somewhere else.
fn write(path: &Path, secret: &Secret<String>) -> Result<(), ErrorInfo> {
    let is_link = path.symlink_metadata().is_ok_and(|known| known.is_symlink());
    if is_link {
        let (path, detail) = (path.display().to_string(), "a link is there; choose another name");
        let params = [("path", path.as_str()), ("detail", detail)];
        return Err(errors::error(ErrorCode::LocalFailed, &params, format!("{path}: {detail}"), false));
    }
    write_atomically(path, secret.expose().as_bytes(), true).map_err(|failure| errors::file(&failure))
}

/// A plain file name, whatever was asked for: the dialog is the person's, the suggestion only ours.
fn suggested(name: &str) -> String {
    let plain = |character: char| {
        if character.is_control() || "/\\:*?\"<>|".contains(character) { '-' } else { character }
    };
    let name: String = name.trim().chars().take(LONGEST_NAME).map(plain).collect();
    if name.trim_matches(['.', ' ', '-']).is_empty() { "secret.txt".to_owned() } else { name }
}

/// With the least correction that there is: what is on a screen isn't smudged, and a grant is long.
pub async fn draw_secret(engine: &Engine, request: SecretHandle) -> Answer<QrPicture> {
    let secret = engine.kept_secret(&request.secret)?;
    let code = QrCode::encode_text(secret.expose(), QrCodeEcc::Low).map_err(|_| {
        let params = [("field", "secret"), ("problem", "too_long")];
        let sentence = "too long for a QR code: save it to a file, or copy it";
        errors::error(ErrorCode::InvalidParameter, &params, sentence, false)
    })?;
    Ok(QrPicture { size: u32::try_from(code.size()).unwrap_or(0), path: path_of(&code) })
}

/// Each run of dark modules in a row as a rectangle one unit high.
fn path_of(code: &QrCode) -> String {
    let mut path = String::new();
    for row in 0..code.size() {
        let mut column = 0;
        while column < code.size() {
            let begin = column;
            while code.get_module(column, row) {
                column += 1;
            }
            if column > begin {
                let length = column - begin;
                // Writing to a text can't fail.
                let _written = write!(path, "M{begin} {row}h{length}v1h-{length}z");
            }
            column += 1;
        }
    }
    path
}

pub async fn reveal_secret(engine: &Engine, request: SecretHandle) -> Answer<RevealedSecret> {
    Ok(RevealedSecret { text: engine.kept_secret(&request.secret)?.expose().clone() })
}

/// One that is gone already is as good as forgotten.
pub async fn drop_secret(engine: &Engine, request: SecretHandle) -> Answer<()> {
    match engine.secrets.take(&request.secret) {
        Ok(_) => Ok(()),
        Err(stale) if stale.code == ErrorCode::StaleHandle => Ok(()),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_name_is_a_plain_file_name() {
        for (asked, name) in [
            ("grant.txt", "grant.txt"),
            ("../../etc/passwd", "..-..-etc-passwd"),
            (" 合同: 密钥?.txt ", "合同- 密钥-.txt"),
            ("", "secret.txt"),
            ("..", "secret.txt"),
        ] {
            assert_eq!(suggested(asked), name);
        }
    }

    #[test]
    fn the_drawing_has_exactly_the_dark_modules() {
        let code = QrCode::encode_text("https://link.example/s/jw", QrCodeEcc::Low).unwrap();
        let mut drawn = std::collections::HashSet::new();
        for run in path_of(&code).split('z').filter(|run| !run.is_empty()) {
            let (at, rest) = run[1..].split_once('h').unwrap();
            let (column, row) = at.split_once(' ').unwrap();
            let length: i32 = rest.split_once('v').unwrap().0.parse().unwrap();
            let (column, row): (i32, i32) = (column.parse().unwrap(), row.parse().unwrap());
            drawn.extend((column..column + length).map(|column| (column, row)));
        }
        for row in 0..code.size() {
            for column in 0..code.size() {
                assert_eq!(code.get_module(column, row), drawn.contains(&(column, row)), "{column} {row}");
            }
        }
    }
}
