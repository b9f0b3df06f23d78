//! An error that was kept says the same as before.

use satchel_localpath::{LocalAction, LocalError, LocalErrorKind};
use satchel_objects::{ErrorKind, KeyError, Operation, ServiceAnswer, StoreError};

use super::*;

fn of_every_kind() -> Vec<TransferError> {
    let answer = ServiceAnswer {
        status: 409,
        request_id: "171B".into(),
        host_id: "host".into(),
        code: "BucketNotEmpty".into(),
        message: "The bucket you tried to delete is not empty".into(),
    };
    let refused = StoreError::new(ErrorKind::BucketNotEmpty, Operation::DeleteBucket).bucket(&bucket()).answer(answer);
    let lost = StoreError::new(ErrorKind::ConnectionLost, Operation::UploadPart).key(&key("a")).detail("s3.invalid");
    let io = std::io::Error::from(std::io::ErrorKind::StorageFull);
    let path = PathBuf::from("/home/zoë/a");
    let detail = "database or disk is full".to_owned();
    vec![
        TransferError::Store(refused),
        TransferError::Store(lost.source("a cause")),
        TransferError::Local(LocalError::new(LocalAction::Write, &path, io)),
        TransferError::Local(LocalError::of_kind(LocalErrorKind::Symlink, LocalAction::Publish, &path)),
        TransferError::SourceChanged { path: path.clone() },
        TransferError::ObjectChanged { key: key("a") },
        TransferError::Taken { key: key("nul\0") },
        TransferError::Integrity { key: key("a") },
        TransferError::SameObject { name: "a".into() },
        TransferError::IntoItself { prefix: "a/".into() },
        TransferError::InvalidName { name: "/".into() },
        TransferError::ImpossibleKey { name: "x".into(), source: KeyError::TooLong { bytes: 2000 } },
        TransferError::TwoAccounts,
        TransferError::Busy { name: "a".into() },
        TransferError::NoStore { reason: "the keyring is locked".into() },
        TransferError::UploadGone { key: key("a") },
        TransferError::UploadLeft { key: key("a") },
        TransferError::UnknownTransfer,
        TransferError::StillRunning,
        TransferError::Journal(JournalError { kind: JournalErrorKind::DiskFull, path, detail }),
        TransferError::Ending,
    ]
}

#[tokio::test]
async fn an_error_says_the_same_after_it_was_kept() {
    let journal = Journal::in_memory().unwrap();
    journal.add(transfer(1), waiting(1)).await.unwrap();
    for error in of_every_kind() {
        let (recorded, state) = (Some(RecordedError::from(&error)), FileState::Failed);
        let change = Change::File { id: TransferId(1), index: 0, state, error: recorded.clone(), note: None };
        done(&journal, change).await;
        let kept = journal.item(TransferId(1), 0).await.unwrap().unwrap().error;
        assert_eq!(kept, recorded);
        let again = kept.unwrap().into_error();
        assert_eq!(again.to_string(), error.to_string());
        assert_eq!(std::mem::discriminant(&again), std::mem::discriminant(&error));
        assert_eq!((again.is_retryable(), again.is_transient()), (error.is_retryable(), error.is_transient()));
        // Whatever the words are made of is there too: a difference could only be in the cause below.
        let fields = |error: &TransferError| {
            let text = format!("{error:?}");
            text.split(", source: ").next().unwrap().to_owned()
        };
        assert_eq!(fields(&again), fields(&error));
    }
}
