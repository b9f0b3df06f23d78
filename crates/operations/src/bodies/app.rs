//! The app's own operations: the window is their only door.

mod accounts;
mod files;
mod plans;
mod shell;
mod transfers;
mod views;

pub use accounts::described as described_account;
pub use accounts::{
    add_profile_account, add_s3_account, list_accounts, list_aws_profiles, open_demo, remove_account, rename_account,
    test_account, test_profile_account, test_s3_account,
};
pub use files::*;
pub use plans::*;
pub use shell::*;
pub use transfers::described as described_transfer;
pub use transfers::{
    cancel_transfer, clear_transfers, list_transfers, retry_transfer, reveal_transfer, transfer_files,
};
pub use views::*;
