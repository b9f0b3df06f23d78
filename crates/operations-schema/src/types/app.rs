//! The app itself: settings, notices, dialogs, the menu bar.

use std::collections::BTreeMap;

use crate::describe::{choices, records};

choices! {
    /// Light or dark.
    Theme {
        /// As the system has it.
        System = "system",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }

    /// The language of the window.
    Language {
        /// As the system has it.
        System = "system",
        /// English.
        English = "en",
        /// Simplified Chinese.
        Chinese = "zh-CN",
    }

    /// What closing the window does while transfers run.
    WhenClosing {
        /// Asks.
        Ask = "ask",
        /// They go on; the tray shows them.
        KeepGoing = "keep_going",
        /// They pause, and Satchel ends.
        Quit = "quit",
    }

    /// How things stand, for the taskbar.
    ProgressTone {
        /// Nothing is under way.
        Idle = "idle",
        /// Something runs.
        Running = "running",
        /// All that isn't done is paused.
        Paused = "paused",
        /// Something needs the person.
        Attention = "attention",
    }

    /// Something worth saying once, that isn't the failure of an operation.
    NoticeCode {
        /// The accounts file couldn't be read; it was kept aside (`path`).
        AccountsFileCorrupt = "accounts_file_corrupt",
        /// The accounts file is newer than this Satchel; it is left alone and nothing is saved (`path`).
        AccountsFileNewer = "accounts_file_newer",
        /// The accounts file couldn't be opened; it is left alone and nothing is saved (`path`, `detail`).
        AccountsFileUnreadable = "accounts_file_unreadable",
        /// The settings file couldn't be read; it was kept aside (`path`).
        SettingsFileCorrupt = "settings_file_corrupt",
        /// The settings file is newer than this Satchel; it is left alone and nothing is saved (`path`).
        SettingsFileNewer = "settings_file_newer",
        /// The settings file couldn't be opened; it is left alone and nothing is saved (`path`, `detail`).
        SettingsFileUnreadable = "settings_file_unreadable",
        /// There is no keyring, or it doesn't answer: secrets last until Satchel is closed (`detail`).
        NoKeyring = "no_keyring",
        /// A journal of transfers was damaged as a whole; it was kept aside (`path`).
        JournalCorrupt = "journal_corrupt",
        /// Entries of a journal couldn't be read and were put aside; the rest goes on (`count`).
        JournalQuarantined = "journal_quarantined",
        /// A journal was written by a newer Satchel; it is left alone (`path`).
        JournalNewer = "journal_newer",
        /// The journal couldn't be opened: transfers aren't remembered (`detail`).
        JournalUnusable = "journal_unusable",
        /// What a Satchel left that ended couldn't be taken over now (`path`, `detail`).
        JournalNotAdopted = "journal_not_adopted",
        /// This computer's clock is off; requests are corrected (`minutes`, `account`).
        ClockOff = "clock_off",
        /// A folder of an earlier edit can't be taken up; it may hold an edited copy, and is left alone (`path`).
        EditLeftover = "edit_leftover",
    }
}

records! {
    /// What a person can set. All have defaults.
    Settings {
        /// Light or dark.
        theme: Theme,
        /// The language.
        language: Language,
        /// The sidebar's width in CSS pixels.
        side_width: u32,
        /// The inspector's width in CSS pixels.
        inspector_width: u32,
        /// The transfers panel's height in CSS pixels.
        transfers_height: u32,
        /// Whether the inspector is shown.
        inspector_open: bool,
        /// Whether the transfers panel is shown.
        transfers_open: bool,
        /// Bytes a second that may be sent, over all transfers; none for no limit.
        upload_limit: Option<u64>,
        /// Bytes a second that may be fetched, over all transfers; none for no limit.
        download_limit: Option<u64>,
        /// Requests at once at the most; none leaves it to Satchel. It counts from the next start.
        concurrency: Option<u32>,
        /// Whether transfers that were unfinished go on by themselves when Satchel starts.
        resume_transfers_at_start: bool,
        /// What closing the window does while transfers run.
        when_closing: WhenClosing,
    }

    /// A notice.
    Notice {
        /// What it says.
        code: NoticeCode,
        /// Named values for the translated sentence.
        params: BTreeMap<String, String>,
    }

    /// What the window needs to know at its start.
    AppInfo {
        /// The version of Satchel.
        version: String,
        /// `linux`, `macos` or `windows`.
        platform: String,
        /// The system's language, as a BCP 47 tag.
        locale: String,
        /// Notices from the start.
        notices: Vec<Notice>,
    }

    /// Local files or folders that a person dropped or chose. The paths stay in the engine.
    PickedFiles {
        /// The handle to name them by.
        files: String,
        /// How many were chosen (folders count as one).
        count: u32,
        /// The first few names, for a title.
        names: Vec<String>,
    }

    /// A transfer's downloaded files, to be shown where they are.
    RevealRequest {
        /// The transfer.
        transfer: String,
    }

    /// A menu of the menu bar, in the window's language.
    Menu {
        /// Its title.
        label: String,
        /// Its items.
        items: Vec<MenuItem>,
    }

    /// An item of a menu.
    MenuItem {
        /// The action it stands for; empty for a separator.
        action: String,
        /// Its label.
        label: String,
        /// The keys that the system shows and takes, such as `CmdOrCtrl+Shift+N`.
        accelerator: Option<String>,
        /// Whether it can be chosen now.
        enabled: bool,
    }

    /// The whole menu bar.
    MenuBar {
        /// Its menus.
        menus: Vec<Menu>,
    }

    /// What the tray and the taskbar show, in the window's language.
    ShownStatus {
        /// How things stand.
        tone: ProgressTone,
        /// How far everything is, in percent; none where that can't be said.
        percent: Option<u32>,
        /// How things stand, in words.
        sentence: String,
        /// The tray's menu.
        items: Vec<MenuItem>,
    }

    /// What becomes of a window that was closed while transfers run.
    CloseWindow {
        /// It; `ask` leaves the window open.
        answer: WhenClosing,
    }

    /// A text for the clipboard, such as a key or an ETag that is shown anyway.
    CopyText {
        /// The text.
        text: String,
    }

    /// A folder to be made: a marker object whose key ends in `/`.
    CreateFolder {
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// Where: empty, or a prefix that ends in `/`.
        prefix: String,
        /// The folder's name.
        name: String,
    }
}
