//! One connection.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::{Shared, answer, set_up, unread};
use crate::guard::Refusal;
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
    let mut connection = protocol.serve_connection(socket, service);
    // Who comes while the server stops is told so: the answer itself ends the connection.
    let came_late = shared.is_stopping();
    let served = tokio::select! {
        served = &mut connection => served,
        () = shared.ending.cancelled(), if !came_late => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    let Err(error) = served else { return };
    // Clients that go away, are too slow, or don't speak HTTP. Neither text holds anything of theirs.
    tracing::debug!(%client, %error, "a connection ended early");
    let mut socket = connection.into_parts().io.into_inner();
    if let Some(status) = socket.take_kept_back() {
        let refusal = unread::refusal_of(status);
        if unread::refuse(&shared, client, &phase, &mut socket, refusal).await.is_ok() {
            unread::linger(&mut socket).await;
        }
    }
}

/// Tells a client that it has as many connections as it may, and ends this one. Nothing is read of it, so that it takes
/// no time.
pub(super) async fn refuse(mut stream: TcpStream, client: IpAddr, shared: Arc<Shared>) {
    let refused = unread::refuse(&shared, client, &Phase::default(), &mut stream, Refusal::TooManyConnections).await;
    if let Err(error) = refused {
        tracing::debug!(%client, %error, "a connection too many ended early");
    }
}

/// Counts the connection as open.
struct Open<'a>(&'a Shared);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.observer.metrics.connections.dec();
    }
}
