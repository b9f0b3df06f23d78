//! The journal against a model that is too simple to be wrong.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::state::{FileNote, PauseReason};

pub(super) type Key = (u64, u32);

/// What a journal holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Model {
    pub(super) transfers: BTreeMap<u64, TransferRecord>,
    pub(super) items: BTreeMap<Key, ItemRecord>,
    pub(super) uploads: BTreeMap<Key, UploadRecord>,
    pub(super) downloads: BTreeMap<Key, DownloadRecord>,
}

impl Model {
    pub(super) fn add(&mut self, record: &TransferRecord, items: &[NewItem]) {
        let id = record.id.0;
        self.transfers.insert(id, record.clone());
        for (index, (item, state)) in (0..).zip(items) {
            let (item, state, size) = (item.clone(), *state, item.size);
            let record = ItemRecord { index, item, state, size, bytes_done: 0, error: None, note: None, copied: false };
            self.items.insert((id, index), record);
        }
    }

    /// Whether the change could be made.
    pub(super) fn apply(&mut self, change: Change) -> bool {
        self.try_apply(change).is_some()
    }

    fn try_apply(&mut self, change: Change) -> Option<()> {
        match change {
            Change::Transfer { id, state, pause, error, ended } => {
                let record = self.transfers.get_mut(&id.0)?;
                (record.state, record.pause, record.error, record.ended) = (state, pause, error, ended);
            }
            Change::Order { id, order } => self.transfers.get_mut(&id.0)?.order = order,
            Change::File { id, index, state, error, note } => {
                let item = self.items.get_mut(&(id.0, index))?;
                (item.state, item.error, item.note) = (state, error, note.or(item.note));
                if state == FileState::Done {
                    self.uploads.remove(&(id.0, index));
                    self.downloads.remove(&(id.0, index));
                }
            }
            Change::FileSize { id, index, size } => self.items.get_mut(&(id.0, index))?.size = size,
            Change::FilesState { id, from, to } => {
                self.transfers.get(&id.0)?;
                for item in self.items.iter_mut().filter(|((of, _), _)| *of == id.0).map(|(_, item)| item) {
                    if from.contains(&item.state) && item.state != to {
                        (item.state, item.error) = (to, None);
                    }
                }
            }
            Change::UploadIntended { id, index, record } => {
                self.items.get(&(id.0, index))?;
                self.uploads.insert((id.0, index), *record);
            }
            Change::UploadBegun { id, index, upload_id } => {
                self.uploads.get_mut(&(id.0, index))?.upload_id = Some(upload_id);
            }
            Change::PartSent { id, index, part } => {
                let parts = &mut self.uploads.get_mut(&(id.0, index))?.parts;
                parts.retain(|old| old.number != part.number);
                parts.push(part);
                parts.sort_by_key(|part| part.number);
            }
            Change::UploadForgotten { id, index } => {
                self.transfers.get(&id.0)?;
                self.uploads.remove(&(id.0, index));
            }
            Change::UploadMoved { from, to } => moved(&mut self.uploads, &self.items, from, to)?,
            Change::DownloadBegun { id, index, record } => {
                self.items.get(&(id.0, index))?;
                self.downloads.insert((id.0, index), record);
            }
            Change::RangeWritten { id, index, range } => {
                let ranges = &mut self.downloads.get_mut(&(id.0, index))?.ranges;
                ranges.retain(|old| old.offset != range.offset);
                ranges.push(range);
                ranges.sort_by_key(|range| range.offset);
            }
            Change::DownloadForgotten { id, index } => {
                self.transfers.get(&id.0)?;
                self.downloads.remove(&(id.0, index));
            }
            Change::DownloadMoved { from, to } => moved(&mut self.downloads, &self.items, from, to)?,
            Change::Copied { id, index } => self.items.get_mut(&(id.0, index))?.copied = true,
            Change::Forgotten { id } => {
                self.transfers.remove(&id.0);
                self.items.retain(|(of, _), _| *of != id.0);
                self.uploads.retain(|(of, _), _| *of != id.0);
                self.downloads.retain(|(of, _), _| *of != id.0);
            }
        }
        Some(())
    }

    /// With everything that is counted rather than kept.
    pub(super) fn counted(&self) -> Self {
        let mut model = self.clone();
        for (key, item) in &mut model.items {
            let parts = self.uploads.get(key).map_or(0, |upload| upload.parts.iter().map(|part| part.size).sum());
            let ranges: u64 =
                self.downloads.get(key).map_or(0, |download| download.ranges.iter().map(|range| range.length).sum());
            item.bytes_done = if item.state == FileState::Done { item.size } else { parts + ranges };
        }
        for (id, record) in &mut model.transfers {
            let items: Vec<&ItemRecord> =
                model.items.iter().filter(|((of, _), _)| of == id).map(|(_, item)| item).collect();
            let number = |wanted: &[FileState]| {
                u32::try_from(items.iter().filter(|item| wanted.contains(&item.state)).count()).unwrap()
            };
            let moved = items.iter().filter(|item| item.state != FileState::Skipped);
            let bytes = moved.map(|item| item.size).sum();
            let there = items.iter().map(|item| item.bytes_done);
            record.counts = Counts {
                files: u32::try_from(items.len()).unwrap(),
                files_done: number(&[FileState::Done, FileState::Skipped]),
                files_failed: number(&[FileState::Failed]),
                bytes,
                bytes_done: there.sum::<u64>().min(bytes),
            };
        }
        model
    }

    /// What a journal holds, read by its own calls.
    pub(super) async fn of(journal: &Journal) -> Self {
        let mut model = Self::default();
        for record in journal.transfers().await.unwrap() {
            let id = record.id;
            let (total, items) = journal.items(id, Filter::All, 0, 1000).await.unwrap();
            assert_eq!(total as usize, items.len());
            for item in items {
                let key = (id.0, item.index);
                assert_eq!(journal.item(id, item.index).await.unwrap().as_ref(), Some(&item));
                model.uploads.extend(journal.upload(id, item.index).await.unwrap().map(|upload| (key, upload)));
                model.downloads.extend(journal.download(id, item.index).await.unwrap().map(|read| (key, read)));
                model.items.insert(key, item);
            }
            model.transfers.insert(id.0, record);
        }
        model
    }
}

fn moved<T>(rows: &mut BTreeMap<Key, T>, items: &BTreeMap<Key, ItemRecord>, from: ItemId, to: ItemId) -> Option<()> {
    let (from, to) = ((from.0.0, from.1), (to.0.0, to.1));
    items.get(&to)?;
    if rows.contains_key(&to) && from != to {
        return None;
    }
    let row = rows.remove(&from)?;
    rows.insert(to, row);
    Some(())
}

fn state() -> impl Strategy<Value = FileState> {
    use FileState as State;
    prop::sample::select(vec![
        State::Waiting,
        State::Running,
        State::Done,
        State::Skipped,
        State::Failed,
        State::Cancelled,
    ])
}

fn error() -> impl Strategy<Value = Option<RecordedError>> {
    prop::option::of(prop::sample::select(vec![
        RecordedError::Ending,
        RecordedError::ObjectChanged { key: key("…/'\"\0") },
    ]))
}

/// Any change of two transfers, of three items each, and now and then of what isn't there.
fn change() -> impl Strategy<Value = Change> {
    let item = || (1..4_u64, 0..4_u32).prop_map(|(id, index)| (TransferId(id), index));
    let of = || (1..4_u64).prop_map(TransferId);
    let note = prop::option::of(prop::sample::select(vec![FileNote::BegunAnew, FileNote::WentOn]));
    let begun = |(id, index): ItemId| Change::UploadIntended { id, index, record: Box::new(upload("x")) };
    let fetch = |(id, index): ItemId| {
        let record = DownloadRecord { etag: None, size: 99, part_name: ".x".into(), ranges: Vec::new() };
        Change::DownloadBegun { id, index, record }
    };
    prop_oneof![
        1 => (of(), error(), any::<bool>()).prop_map(|(id, error, paused)| {
            let state = if paused { TransferState::Paused } else { TransferState::Running };
            Change::Transfer { id, state, pause: paused.then_some(PauseReason::Offline), error, ended: None }
        }),
        1 => (of(), -3..3_i64).prop_map(|(id, order)| Change::Order { id, order }),
        3 => (item(), state(), error(), note).prop_map(|((id, index), state, error, note)| {
            Change::File { id, index, state, error, note }
        }),
        1 => (item(), 0..1000_u64).prop_map(|((id, index), size)| Change::FileSize { id, index, size }),
        1 => (of(), prop::collection::vec(state(), 0..3), state())
            .prop_map(|(id, from, to)| Change::FilesState { id, from, to }),
        3 => item().prop_map(begun),
        1 => (item(), "[a-z]{3}").prop_map(|((id, index), upload_id)| {
            Change::UploadBegun { id, index, upload_id: UploadId(upload_id) }
        }),
        4 => (item(), 1..4_u16).prop_map(|((id, index), number)| {
            Change::PartSent { id, index, part: part(number) }
        }),
        1 => item().prop_map(|(id, index)| Change::UploadForgotten { id, index }),
        1 => (item(), item()).prop_map(|(from, to)| Change::UploadMoved { from, to }),
        2 => item().prop_map(fetch),
        3 => (item(), 0..3_u64, any::<u32>(), any::<Option<u64>>()).prop_map(|(item, offset, crc32c, crc64nvme)| {
            let (id, index) = item;
            Change::RangeWritten { id, index, range: RangeRecord { offset, length: 5, crc32c, crc64nvme } }
        }),
        1 => item().prop_map(|(id, index)| Change::DownloadForgotten { id, index }),
        1 => (item(), item()).prop_map(|(from, to)| Change::DownloadMoved { from, to }),
        1 => item().prop_map(|(id, index)| Change::Copied { id, index }),
        1 => of().prop_map(|id| Change::Forgotten { id }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_changes_do_what_the_model_says_and_are_there_after_any_restart(
        changes in prop::collection::vec(change(), 1..60),
        restart in 0..60_usize,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let mut journal = open(folder.path(), false).journal;
            let mut model = Model::default();
            for id in [1, 2] {
                journal.add(transfer(id), waiting(3)).await.unwrap();
                model.add(&transfer(id), &waiting(3));
            }
            for (number, change) in changes.into_iter().enumerate() {
                if number == restart {
                    journal.close(Closing::Keep).await.unwrap();
                    journal = open(folder.path(), true).journal;
                }
                let expected = model.apply(change.clone());
                assert_eq!(journal.write(change.clone()).durable().await.is_ok(), expected, "{change:?}");
            }
            assert_eq!(Model::of(&journal).await, model.counted());
            journal.close(Closing::Keep).await.unwrap();
            let journal = open(folder.path(), true).journal;
            assert_eq!(Model::of(&journal).await, model.counted());
        });
    }
}
