//! The app's own operations: the window is their only door.

mod access;
mod accounts;
mod edits;
mod export;
mod files;
mod leftovers;
mod links;
mod local_api;
mod passphrases;
mod plans;
mod secrets;
mod shell;
mod storj;
mod transfers;
mod views;

pub use access::{examine_access, make_grant, restrict_access, suggest_passphrase};
pub use accounts::described as described_account;
pub use accounts::{
    add_profile_account, add_s3_account, list_accounts, list_aws_profiles, open_demo, remove_account, rename_account,
    replace_account_secret, test_account, test_profile_account, test_s3_account,
};
pub use edits::described as described_edit;
pub use edits::{edit_object, finish_edit, list_edits, resolve_edit_conflict, retry_edit, reveal_edit};
pub use export::export_transfer_files;
pub use files::*;
pub use leftovers::{
    abort_leftover_upload, abort_old_leftovers, count_old_leftovers, list_leftover_uploads, resume_leftover_upload,
};
pub use links::*;
pub use local_api::*;
pub use passphrases::accept_passphrase;
pub use plans::*;
pub use secrets::{copy_secret, draw_secret, drop_secret, reveal_secret, save_secret};
pub use shell::*;
pub use storj::{add_storj_account, prepare_storj_account};
pub use transfers::described as described_transfer;
pub use transfers::{
    cancel_all_transfers, cancel_transfer, clear_transfers, forget_transfer, list_transfers, pause_all_transfers,
    pause_transfer, reorder_transfer, resume_all_transfers, resume_transfer, retry_all_transfers, retry_transfer,
    reveal_transfer, transfer_files,
};
pub use views::*;
