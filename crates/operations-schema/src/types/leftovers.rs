//! Leftover uploads: multipart uploads that were begun and not ended.

use crate::describe::{choices, records};

choices! {
    /// Who began an upload.
    LeftoverOwner {
        /// This Satchel: it is in a journal.
        Ours = "ours",
        /// A Satchel on this computer, as far as its time and key tell.
        ProbablyOurs = "probably_ours",
        /// Somebody else, or another program.
        NotOurs = "not_ours",
    }
}

records! {
    /// A page of a bucket's leftover uploads.
    ListLeftoverUploads {
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// Where the page before ended; none for the first.
        after: Option<String>,
    }

    /// Leftover uploads, by key, the oldest of a key first.
    LeftoverUploads {
        /// They.
        uploads: Vec<LeftoverUpload>,
        /// Where the next page begins; none where this was the last.
        next: Option<String>,
    }

    /// One leftover upload.
    LeftoverUpload {
        /// The object's key.
        key: String,
        /// The upload's ID.
        upload_id: String,
        /// When it was begun, in ms; 0 where the server doesn't say.
        initiated: u64,
        /// Who began it.
        owner: LeftoverOwner,
        /// Parts that are there.
        parts: u32,
        /// Their bytes.
        bytes: u64,
        /// The transfer that has it and can go on with it.
        transfer: Option<String>,
        /// Whether that transfer runs or waits for its turn.
        sending: bool,
    }

    /// One leftover upload by its ID.
    LeftoverRequest {
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// The object's key.
        key: String,
        /// The upload's ID.
        upload_id: String,
    }

    /// The transfer that has a leftover upload.
    ResumeLeftover {
        /// The transfer's ID.
        transfer: String,
    }

    /// The leftover uploads of a bucket that were begun before a time and aren't being sent.
    OldLeftovers {
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// In ms. Those whose age the server doesn't say are left alone.
        before: u64,
    }

    /// How many uploads.
    LeftoverCount {
        /// So many.
        uploads: u32,
    }
}
