//! The passphrase guard: whether an account's passphrase is one that showed or wrote objects in a bucket.

use crate::describe::{choices, records};

choices! {
    /// What is known of an account's passphrase at a place.
    PassphraseVerdict {
        /// Nothing to compare it with; always so for accounts that aren't Storj's.
        Unknown = "unknown",
        /// It is being looked up: a place without rows isn't shown as empty yet.
        Checking = "checking",
        /// It showed or wrote objects there.
        Matches = "matches",
        /// Others did, and it didn't: what is there was encrypted with another passphrase.
        Differs = "differs",
        /// Others did, and the person goes on with this one all the same.
        Accepted = "accepted",
    }
}

records! {
    /// What is known of the passphrase at a view's place.
    ViewPassphrase {
        /// It.
        verdict: PassphraseVerdict,
        /// Where it differs: the saved accounts whose passphrase showed or wrote what is there.
        accounts: Vec<String>,
    }

    /// The person goes on at a place with the passphrase of this account, though it was filled with another one.
    AcceptPassphrase {
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// Where in it: empty, or a prefix that ends in `/`.
        prefix: String,
    }
}
