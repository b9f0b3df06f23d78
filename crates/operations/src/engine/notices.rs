//! What is worth saying without being asked.

use std::time::Duration;

use satchel_accounts::SecretsNotice;
use satchel_accounts::files::FileNotice;
use satchel_operations_schema::types::{Notice, NoticeCode};
use satchel_transfer::{JournalNotice, TransferError};

fn notice(code: NoticeCode, params: &[(&str, String)]) -> Notice {
    Notice { code, params: params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect() }
}

/// There is no keyring.
pub fn no_keyring(found: &SecretsNotice) -> Notice {
    notice(NoticeCode::NoKeyring, &[("detail", found.detail.clone())])
}

/// The accounts file can't be used.
pub fn accounts_file(found: &FileNotice) -> Notice {
    let codes = [NoticeCode::AccountsFileCorrupt, NoticeCode::AccountsFileNewer, NoticeCode::AccountsFileUnreadable];
    file(found, codes)
}

/// The settings file can't be used.
pub fn settings_file(found: &FileNotice) -> Notice {
    let codes = [NoticeCode::SettingsFileCorrupt, NoticeCode::SettingsFileNewer, NoticeCode::SettingsFileUnreadable];
    file(found, codes)
}

/// What is wrong with journals of transfers. Entries that were put aside are counted, not told one by one.
pub fn journals(found: &[JournalNotice]) -> Vec<Notice> {
    let quarantined = found.iter().filter(|found| matches!(found, JournalNotice::Quarantined { .. })).count();
    let whole = found.iter().filter_map(|found| match found {
        JournalNotice::Newer { path } => {
            Some(notice(NoticeCode::JournalNewer, &[("path", path.display().to_string())]))
        }
        JournalNotice::Corrupt { path, detail } => {
            let params = [("path", path.display().to_string()), ("detail", detail.clone())];
            Some(notice(NoticeCode::JournalCorrupt, &params))
        }
        JournalNotice::NotAdopted { path, detail } => {
            let params = [("path", path.display().to_string()), ("detail", detail.clone())];
            Some(notice(NoticeCode::JournalNotAdopted, &params))
        }
        JournalNotice::Quarantined { .. } => None,
    });
    let mut notices: Vec<Notice> = whole.collect();
    if quarantined > 0 {
        notices.push(notice(NoticeCode::JournalQuarantined, &[("count", quarantined.to_string())]));
    }
    notices
}

/// There can be no journal.
pub fn no_journal(failure: &TransferError) -> Notice {
    notice(NoticeCode::JournalUnusable, &[("detail", failure.to_string())])
}

/// The server's clock and ours differ.
pub fn clock_off(account: &str, skew: Duration) -> Notice {
    let minutes = (skew.as_secs() + 30) / 60;
    notice(NoticeCode::ClockOff, &[("minutes", minutes.to_string()), ("account", account.to_owned())])
}

fn file(found: &FileNotice, [corrupt, newer, unreadable]: [NoticeCode; 3]) -> Notice {
    match found {
        FileNotice::SetAside { kept, .. } => notice(corrupt, &[("path", kept.display().to_string())]),
        FileNotice::Newer { path, .. } => notice(newer, &[("path", path.display().to_string())]),
        FileNotice::Unreadable { path, detail } => {
            notice(unreadable, &[("path", path.display().to_string()), ("detail", detail.clone())])
        }
    }
}
