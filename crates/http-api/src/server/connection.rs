//! One connection.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::{Shared, answer, set_up};
use crate::limits::{Phase, Socket};

/// Serves a connection to its end: requests one after the other, also where they were all sent at once.
pub(super) async fn serve(stream: TcpStream, client: IpAddr, protocol: http1::Builder, shared: Arc<Shared>) {
    set_up(&stream);
    shared.observer.metrics.connections.inc();
    let _open = Open(&shared);
    let phase = Phase::default();
    let socket = TokioIo::new(Socket::new(stream, &shared.limits, phase.clone()));
    let service = service_fn(|request: http::Request<Incoming>| {
        let (shared, phase) = (shared.clone(), phase.clone());
        async move { Ok::<_, Infallible>(answer::answer(&shared, client, &phase, request).await) }
    });
    let mut connection = pin!(protocol.serve_connection(socket, service));
    // Who comes while the server stops is told so: the answer itself ends the connection.
    let came_late = shared.is_stopping();
    let served = tokio::select! {
        served = connection.as_mut() => served,
        () = shared.ending.cancelled(), if !came_late => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        // Clients that go away, are too slow, or don't speak HTTP. Neither text holds anything of theirs.
        tracing::debug!(%client, %error, "a connection ended early");
    }
}

/// Counts the connection as open.
struct Open<'a>(&'a Shared);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.observer.metrics.connections.dec();
    }
}
