//! The local API: the documented operations over HTTP, for programs on this computer.

use super::ErrorInfo;
use crate::describe::{choices, records};

choices! {
    /// Whether the local API answers.
    LocalApiState {
        /// It is switched off: nothing listens.
        Off = "off",
        /// It is switched on and about to listen.
        Starting = "starting",
        /// It answers.
        On = "on",
        /// It is switched on and couldn't be started (`problem`): nothing listens.
        Failed = "failed",
    }
}

records! {
    /// The local API, as it stands.
    LocalApi {
        /// Whether it answers.
        state: LocalApiState,
        /// Where it answers, or would: an address on this computer.
        address: String,
        /// The port of that address.
        port: u16,
        /// Why it couldn't be started.
        problem: Option<ErrorInfo>,
        /// A port that is free, where the one that was asked for isn't.
        free_port: Option<u16>,
        /// The token's last four characters, to know it by; none before it was needed. The rest stays in the engine.
        token_end: Option<String>,
        /// Whether the token is kept in the keyring; else it lasts until Satchel is closed.
        token_kept: bool,
    }

    /// The local API switched on or off.
    SetLocalApi {
        /// Whether it is to answer, now and when Satchel starts.
        on: bool,
        /// The port it answers on, from 1 to 65535.
        port: u16,
    }

    /// A request that the local API answered. No header and no query of it is kept.
    LocalApiRequest {
        /// Counts the requests since Satchel started, from 1.
        number: u64,
        /// The ID that the answer carries, too.
        id: String,
        /// When it came.
        at: u64,
        /// Its method.
        method: String,
        /// Its path. A program may ask for any; a long one is cut.
        path: String,
        /// The answer's HTTP status.
        status: u16,
        /// The answer's `code`: 0 where it was done, -1 where it wasn't; none where the answer is an object's bytes.
        code: Option<i64>,
        /// How long it took, in ms.
        took: u64,
        /// Bytes of its body.
        received: u64,
        /// Bytes of the answer's body.
        sent: u64,
    }

    /// The requests that were answered last.
    LocalApiLog {
        /// They, the newest last.
        requests: Vec<LocalApiRequest>,
        /// How many were answered since Satchel started.
        total: u64,
    }

    /// The local API answered requests.
    LocalApiServed {
        /// They, the newest last.
        requests: Vec<LocalApiRequest>,
        /// How many were answered since Satchel started.
        total: u64,
    }
}
