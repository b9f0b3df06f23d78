//! Ctrl-C and what else asks the program to end.

use tokio::sync::watch;

/// How often the program was asked to end.
#[derive(Clone, Debug)]
pub struct Interrupts(watch::Receiver<u32>);

impl Interrupts {
    /// From now on Ctrl-C (and on Unix SIGTERM) doesn't end the program by itself.
    pub fn catch() -> Self {
        let (sender, receiver) = watch::channel(0);
        tokio::spawn(count(sender));
        Self(receiver)
    }

    /// Waits until the program was asked to end for the `number`th time.
    pub async fn wait(&mut self, number: u32) {
        if self.0.wait_for(|count| *count >= number).await.is_err() {
            // Signals can't be caught here: then they end the program by themselves.
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(unix)]
async fn count(sender: watch::Sender<u32>) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return;
    };
    loop {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        sender.send_modify(|count| *count += 1);
    }
}

#[cfg(not(unix))]
async fn count(sender: watch::Sender<u32>) {
    while tokio::signal::ctrl_c().await.is_ok() {
        sender.send_modify(|count| *count += 1);
    }
}
