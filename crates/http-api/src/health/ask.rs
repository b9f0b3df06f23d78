//! Asking a server whether it is ready: for orchestrators of containers that have no program but this one in them.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::Empty;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use thiserror::Error;
use tokio::net::TcpStream;

/// How long the answer may take. A server answers at once whatever else it does.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a server is taken for not ready.
#[derive(Debug, Error)]
pub enum NotReady {
    /// Nobody listens there.
    #[error("nothing answers at {address}: {source}")]
    Unreachable {
        /// Who was asked.
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
    /// What answers there doesn't speak HTTP, or hung up.
    #[error("what listens at {address} gave no answer: {source}")]
    NoAnswer {
        /// Who was asked.
        address: SocketAddr,
        /// What went wrong.
        source: hyper::Error,
    },
    /// It took too long.
    #[error("{address} didn't answer within {} s", PATIENCE.as_secs())]
    Late {
        /// Who was asked.
        address: SocketAddr,
    },
    /// It says so itself.
    #[error("the server at {address} will stop and takes nothing new")]
    Stopping {
        /// Who was asked.
        address: SocketAddr,
    },
    /// Another kind of server is there.
    #[error("what listens at {address} isn't this API: it answered {status}")]
    AnotherServer {
        /// Who was asked.
        address: SocketAddr,
        /// What it answered.
        status: StatusCode,
    },
}

/// Asks the server that listens on an address whether it is ready. One that listens on every address of this computer
/// is asked on loopback.
///
/// # Errors
/// [`NotReady`].
pub async fn ask_whether_ready(listens: SocketAddr) -> Result<(), NotReady> {
    let address = reachable(listens);
    match tokio::time::timeout(PATIENCE, ask(address)).await.map_err(|_| NotReady::Late { address })?? {
        StatusCode::OK => Ok(()),
        StatusCode::SERVICE_UNAVAILABLE => Err(NotReady::Stopping { address }),
        status => Err(NotReady::AnotherServer { address, status }),
    }
}

async fn ask(address: SocketAddr) -> Result<StatusCode, NotReady> {
    let stream = TcpStream::connect(address).await.map_err(|source| NotReady::Unreachable { address, source })?;
    let no_answer = |source| NotReady::NoAnswer { address, source };
    let (mut requests, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(no_answer)?;
    let request = Request::get("/readyz").header(header::HOST, address.to_string()).header(header::CONNECTION, "close");
    // All of it is right as it stands: a method, a path, two headers.
    let request = request.body(Empty::<Bytes>::new()).unwrap_or_default();
    let answer = async move { requests.send_request(request).await.map(|answer| answer.status()) };
    // The connection has to be driven while its answer is awaited; how it ends says nothing more.
    let (status, _) = tokio::join!(answer, connection);
    status.map_err(no_answer)
}

fn reachable(listens: SocketAddr) -> SocketAddr {
    let ip = match listens.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listens.port())
}
