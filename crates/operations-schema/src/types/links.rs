//! Share links: what is made, kept, checked and withdrawn.

use crate::describe::{choices, records};

choices! {
    /// What a share link is of.
    LinkScope {
        /// One object.
        Object = "object",
        /// A folder, and everything below it.
        Prefix = "prefix",
        /// A whole bucket.
        Bucket = "bucket",
    }

    /// How a share link works.
    LinkKind {
        /// A restricted grant that link sharing opens for anyone. It can be withdrawn.
        Storj = "storj",
        /// A request that was signed beforehand. It lasts 7 days at most and can't be withdrawn.
        Presigned = "presigned",
    }

    /// What a share link opens.
    LinkOpens {
        /// A page to look at, with a button for downloading.
        Page = "page",
        /// The file itself.
        File = "file",
        /// Everything below a folder, as one zip file.
        Archive = "archive",
    }

    /// A text made of a share link.
    LinkWriting {
        /// The link as it was made.
        AsMade = "as_made",
        /// The one to the page.
        Page = "page",
        /// The one to the file itself.
        File = "file",
        /// Both, a line each.
        PageAndFile = "page_and_file",
        /// The one to the zip file.
        Archive = "archive",
        /// A piece of HTML that shows the file in a page of one's own, or leads to it.
        Snippet = "snippet",
    }

    /// How a share link was found.
    LinkState {
        /// It works.
        Live = "live",
        /// Its time hasn't begun.
        NotYet = "not_yet",
        /// Its time is over.
        Expired = "expired",
        /// It was withdrawn.
        Revoked = "revoked",
        /// It works, but what it leads to isn't there any more.
        Missing = "missing",
        /// It is refused, though nothing here says why.
        Refused = "refused",
    }
}

records! {
    /// What a person who gets a link may do with it, and when.
    LinkTerms {
        /// What it opens.
        opens: LinkOpens,
        /// Whether the names below a folder or bucket can be listed.
        list: bool,
        /// From when on, in ms; at once where none is given.
        not_before: Option<i64>,
        /// Until when, in ms; for ever where none is given.
        not_after: Option<i64>,
    }

    /// How an account's links are made where nobody says otherwise.
    LinkDefaults {
        /// What they open.
        opens: LinkOpens,
        /// Whether names can be listed.
        list: bool,
        /// How long they last, in ms; for ever where none is given.
        lifetime: Option<u64>,
    }

    /// Other defaults for an account's links.
    SetLinkDefaults {
        /// The account.
        account: String,
        /// They.
        defaults: LinkDefaults,
    }

    /// What links an account can make.
    LinkOptions {
        /// How they work.
        link_kind: LinkKind,
        /// How they are made where nobody says otherwise.
        defaults: LinkDefaults,
        /// How long one can last at most, in ms; none where it can last for ever.
        longest: Option<u64>,
        /// Whether they work on this computer only, while Satchel runs (Try it now).
        local_only: bool,
        /// Whether this build can withdraw them.
        can_revoke: bool,
    }

    /// Links to be made: one for each key.
    MakeLinks {
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// Objects' keys; prefixes, which end in `/`; or one empty text for the whole bucket.
        keys: Vec<String>,
        /// The terms; by the account's defaults where none are given.
        terms: Option<LinkTerms>,
        /// Whether they go on the clipboard, a line each.
        copy: bool,
    }

    /// A share link that was made here. Its text stays in the engine.
    SharedLink {
        /// Its ID.
        link: String,
        /// The account that it was made with, which may be removed by now.
        account: String,
        /// That account's name.
        account_name: String,
        /// The bucket's name.
        bucket: String,
        /// The key or the prefix; empty for the whole bucket.
        key: String,
        /// What it is of.
        scope: LinkScope,
        /// How it works.
        link_kind: LinkKind,
        /// What it was made for.
        terms: LinkTerms,
        /// Enough of it to know it again by: the part that opens it is left out.
        shown: String,
        /// When it was made, in ms.
        made: i64,
        /// When it was withdrawn, in ms.
        revoked: Option<i64>,
        /// Whether it works on this computer only, while Satchel runs (Try it now).
        local_only: bool,
    }

    /// Every link that was made here, the newest first.
    SharedLinks {
        /// They.
        links: Vec<SharedLink>,
        /// Whether they are still known after a restart: not where there is no keyring.
        kept: bool,
    }

    /// A link.
    LinkRequest {
        /// Its ID.
        link: String,
    }

    /// A text to be made of links.
    WriteLinks {
        /// Their IDs: a line each, in this order.
        links: Vec<String>,
        /// What is written.
        writing: LinkWriting,
    }

    /// How a link was found when it was fetched.
    CheckedLink {
        /// How.
        state: LinkState,
        /// When, in ms.
        at: i64,
    }

    /// A link to be made again with other terms. The old one stays as it is.
    ExtendLink {
        /// The old one's ID.
        link: String,
        /// The new one's terms.
        terms: LinkTerms,
        /// Whether it goes on the clipboard.
        copy: bool,
    }
}
