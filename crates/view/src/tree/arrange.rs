//! Jobs: what takes long (sorting, filtering, matching a new listing with the old) is done on a job, away from the
//! tree, whose rows stay as they were until the job is finished. Only one job is out at a time.

use std::sync::Arc;

use super::{Ended, Filter, GONE, Place, Plan, ROOT, Tree};
use crate::Load;
use crate::data::{Data, NO_ID, Names};
use crate::order::{Matches, Sort};

/// Work on some folders.
#[derive(Debug)]
pub(crate) struct Job {
    sort: Sort,
    filter: Filter,
    parts: Vec<Part>,
}

/// One folder's share: it goes out with what the folder has, and comes back with what it shall have.
#[derive(Debug)]
struct Part {
    folder: usize,
    /// The listing that ran when it went out.
    run: Option<u64>,
    data: Arc<Data>,
    order: Arc<Vec<u32>>,
    sorted: Sort,
    matches: Arc<Matches>,
    matched: u64,
    ended: Option<Ended>,
}

/// What a finished job brought.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Listings to be started.
    pub(crate) plans: Vec<Plan>,
    /// Whether it is news that shouldn't wait: a first page, or a failure.
    pub(crate) urgent: bool,
}

impl Job {
    /// About how many rows it touches.
    pub(crate) fn size(&self) -> usize {
        self.parts.iter().map(|part| part.data.len()).sum()
    }

    /// Does the work.
    pub(crate) fn run(mut self) -> Self {
        for part in &mut self.parts {
            if let Some(Ended::Replaced(data)) = &mut part.ended {
                let mut data = std::mem::take(data);
                adopt_ids(&part.data, &mut data);
                data.shrink();
                part.data = Arc::new(data);
                part.order = Arc::default();
                part.matches = Arc::default();
            }
            if part.sorted != self.sort {
                part.order = Arc::default();
            }
            if part.order.len() != part.data.len() {
                part.order = Arc::new(self.sort.extend(&part.data, &part.order));
            }
            if part.matched != self.filter.number {
                part.matches = Arc::default();
            }
            if !self.filter.text.is_empty() {
                part.matches = Arc::new(Matches::clone(&part.matches).extend(&part.data, &self.filter.text));
            }
            part.sorted = self.sort;
            part.matched = self.filter.number;
        }
        self
    }
}

/// Gives the entries of a new listing the IDs that the same keys had.
fn adopt_ids(old: &Data, new: &mut Data) {
    let names = Names::of(old);
    let ids: Vec<u32> = (new.entries().iter())
        .map(|entry| names.find(old, new, entry).and_then(|index| old.get(index)).map_or(NO_ID, |known| known.id))
        .collect();
    for (index, id) in ids.into_iter().enumerate() {
        new.set_id(index, id);
    }
}

impl Tree {
    /// About how many rows the next job will touch; `None` where there is nothing to do, or a job is out.
    pub(crate) fn work(&self) -> Option<usize> {
        if self.busy {
            return None;
        }
        let sizes = self.folders.iter().flatten().filter(|folder| {
            folder.sorted != self.sort
                || folder.matched != self.filter.number
                || folder.ended.is_some()
                || !folder.incoming.is_empty()
        });
        let sizes = sizes.map(|folder| {
            let replaced = if let Some(Ended::Replaced(data)) = &folder.ended { data.len() } else { 0 };
            folder.data.len() + folder.incoming.iter().map(Data::len).sum::<usize>() + replaced
        });
        sizes.fold(None, |sum: Option<usize>, size| Some(sum.unwrap_or(0) + size))
    }

    /// Takes in the pages that came, and begins a job where there is something to do and none is out.
    pub(crate) fn begin(&mut self) -> Option<Job> {
        self.work()?;
        self.take_in();
        let (sort, filter) = (self.sort, self.filter.clone());
        let mut parts = Vec::new();
        for (number, folder) in self.folders.iter_mut().enumerate() {
            let Some(folder) = folder else { continue };
            if folder.sorted != sort
                || folder.matched != filter.number
                || folder.ended.is_some()
                || folder.order.len() != folder.data.len()
            {
                parts.push(Part {
                    folder: number,
                    run: folder.run.as_ref().map(|run| run.number),
                    data: folder.data.clone(),
                    order: folder.order.clone(),
                    sorted: folder.sorted,
                    matches: folder.matches.clone(),
                    matched: folder.matched,
                    ended: folder.ended.take(),
                });
            }
        }
        self.busy = true;
        Some(Job { sort, filter, parts })
    }

    /// Adds the pages that came to the folders' data. No job is out, so nobody else holds the data and adding doesn't
    /// copy it.
    fn take_in(&mut self) {
        for (number, folder) in self.folders.iter_mut().enumerate() {
            let Some(folder) = folder.as_mut().filter(|folder| !folder.incoming.is_empty()) else { continue };
            let data = Arc::make_mut(&mut folder.data);
            let before = data.len();
            let names = folder.names.get_or_insert_with(|| Names::of(data));
            for page in std::mem::take(&mut folder.incoming) {
                names.append_new(data, &page);
            }
            for index in before..data.len() {
                let Ok(id) = u32::try_from(self.places.len()) else { break };
                let entry = u32::try_from(index).unwrap_or(GONE);
                self.places.push(Place { folder: u32::try_from(number).unwrap_or(GONE), entry });
                data.set_id(index, id);
            }
        }
    }

    /// Puts a finished job's work in place.
    pub(crate) fn finish(&mut self, job: Job) -> Outcome {
        self.busy = false;
        let filtered_anew = self.shown.number != job.filter.number;
        self.shown = job.filter;
        let mut urgent = false;
        for part in job.parts {
            urgent |= self.finish_part(part);
        }
        self.drop_folders_of_gone_rows();
        // Where a refresh was asked for while a listing ran, another begins.
        let due: Vec<usize> = self.reachable(ROOT);
        let due: Vec<usize> = due.into_iter().filter(|&f| self.folder(f).is_some_and(|folder| folder.stale)).collect();
        let plans = self.list_due(&due);
        self.flatten();
        if filtered_anew {
            self.deselect_unfit();
        }
        Outcome { plans, urgent }
    }

    /// Answers whether it is news that shouldn't wait.
    fn finish_part(&mut self, part: Part) -> bool {
        let Part { folder: number, run, data, order, sorted, matches, matched, ended } = part;
        // It is gone if the listing of the folder around it was replaced meanwhile.
        let Some(folder) = self.folder_mut(number) else { return false };
        let is_current = folder.run.as_ref().map(|run| run.number) == run;
        let replaced = matches!(ended, Some(Ended::Replaced(_)));
        if replaced && !is_current {
            // Closed and opened again meanwhile: the listing that runs now is newer.
            return false;
        }
        (folder.order, folder.sorted, folder.matches, folder.matched) = (order, sorted, matches, matched);
        if !is_current {
            return false;
        }
        let first = matches!(folder.load, Load::Loading) && data.len() > 0;
        let failed = matches!(ended, Some(Ended::Failed(_)));
        if ended.is_some() {
            folder.run = None;
            folder.names = None;
        }
        match ended {
            Some(Ended::Replaced(_)) => {
                folder.load = Load::Complete;
                self.replace(number, data);
            }
            Some(Ended::Complete) => {
                folder.load = Load::Complete;
                drop(data);
                Arc::make_mut(&mut folder.data).shrink();
            }
            Some(Ended::Failed(error)) => folder.load = Load::Failed(error),
            None if first => folder.load = Load::More,
            None => {}
        }
        first || failed
    }

    /// Puts a new listing in the place of a folder's old one. Its entries have their IDs where the keys were known.
    fn replace(&mut self, number: usize, mut data: Arc<Data>) {
        let Some(folder) = self.folders.get_mut(number).and_then(Option::as_mut) else { return };
        for entry in folder.data.entries() {
            if let Some(place) = self.places.get_mut(entry.id as usize) {
                place.folder = GONE;
            }
        }
        let new = Arc::make_mut(&mut data);
        for index in 0..new.len() {
            let index_in_place = u32::try_from(index).unwrap_or(GONE);
            let here = Place { folder: u32::try_from(number).unwrap_or(GONE), entry: index_in_place };
            let id = new.get(index_in_place).map_or(NO_ID, |entry| entry.id);
            if let Some(place) = self.places.get_mut(id as usize) {
                *place = here;
            } else if let Ok(id) = u32::try_from(self.places.len()) {
                self.places.push(here);
                new.set_id(index, id);
            }
        }
        folder.data = data;
    }

    /// Ends what was going on in folders that aren't listed any more.
    fn drop_folders_of_gone_rows(&mut self) {
        loop {
            let rows = self.by_row.keys().copied();
            let gone: Vec<u32> = rows.filter(|&row| self.place(row).is_none()).collect();
            if gone.is_empty() {
                return;
            }
            for row in gone {
                let slot = self.by_row.remove(&row).and_then(|number| self.folders.get_mut(number));
                let Some(mut folder) = slot.and_then(Option::take) else { continue };
                folder.cancel();
                for id in folder.data.entries().iter().map(|entry| entry.id).chain([folder.placeholder]) {
                    if let Some(place) = self.places.get_mut(id as usize) {
                        place.folder = GONE;
                    }
                }
            }
        }
    }
}
