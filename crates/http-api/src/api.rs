//! What every request shares, and how one operation is done for whoever asks.

use std::sync::Arc;

use satchel_objects::ObjectStore;
use satchel_operations::{AccessServices, Satellites};
use satchel_transfer::streamed::{SpoolLimits, Spools};

use crate::adapters;
use crate::credentials::Stores;
use crate::envelope::{Envelope, Format};
use crate::input::{Input, Refused};
use crate::limits::Limits;
use crate::outgoing::Outgoing;
use crate::streamed::Download;
use http::StatusCode;

/// The services behind the documented operations. It keeps nothing of a request when that is done.
pub struct Api {
    pub(crate) services: AccessServices,
    pub(crate) spools: Spools,
    pub(crate) stores: Stores,
    pub(crate) outgoing: Option<Outgoing>,
    /// Bytes of a request's fields; of the list of deleteObjects many times as many.
    pub(crate) field_bytes: usize,
}

impl Api {
    /// For a server, whose clients name the addresses that it calls.
    pub fn new(outgoing: Outgoing, satellites: Arc<dyn Satellites>, limits: &Limits) -> Self {
        Self {
            services: outgoing.access(satellites),
            spools: Spools::new(limits.spools.clone()),
            stores: Stores::new(limits.stores),
            outgoing: Some(outgoing),
            field_bytes: limits.field_bytes,
        }
    }

    /// For whoever runs it: every address may be called.
    pub fn local(satellites: Arc<dyn Satellites>) -> Self {
        Self {
            services: AccessServices::new(satellites),
            spools: Spools::new(SpoolLimits::default()),
            stores: Stores::new(1),
            outgoing: None,
            field_bytes: usize::MAX,
        }
    }
}

/// Where an operation finds its store: only one that needs a store asks.
#[async_trait::async_trait]
pub trait Caller: Send + Sync {
    /// The store that the caller's credentials open.
    async fn store(&self) -> Result<Arc<dyn ObjectStore>, Refused>;
    /// The range of bytes that is wanted of an object, as HTTP writes it.
    fn range(&self) -> Option<&str> {
        None
    }
}

/// What an operation comes to.
#[derive(Debug)]
pub enum Reply {
    /// The envelope.
    Envelope(Envelope),
    /// An object's bytes.
    Download(Box<Download>),
}

impl Reply {
    /// The envelope of a failure.
    pub fn refused(format: Format, refused: &Refused) -> Self {
        let status = match refused {
            Refused::Operation(_) => StatusCode::OK,
            Refused::Request(status, _) => *status,
        };
        Self::Envelope(Envelope::failure(format, status, &refused.to_string()))
    }
}

impl Api {
    /// Does the operation of that command name, such as `create_bucket`, and answers what is to be written. It never
    /// fails: what goes wrong stands in the envelope.
    pub async fn call(&self, command: &str, input: Input, caller: &dyn Caller) -> Reply {
        let format = Format::asked(input.fields.data_format());
        match adapters::call(self, command, input, format, caller).await {
            Ok(reply) => reply,
            Err(refused) => Reply::refused(format, &refused),
        }
    }
}
