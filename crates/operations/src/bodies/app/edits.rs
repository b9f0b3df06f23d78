//! Objects that are open for editing.

use satchel_editing::{Answer as Decision, Conflict, Edit, EditId, Held, Phase, Target};
use satchel_operations_schema::types::{
    EditAnswer, EditConflict, EditConflictKind, EditInfo, EditObject, EditRequest, EditState, FinishEdit, NoParameters,
    OpenedEdit, ResolveEditConflict,
};

use crate::bodies::documented::{Answer, bucket_of, key_of, milliseconds};
use crate::editing::{edit_error, edit_failure};
use crate::engine::Engine;
use crate::errors;

pub async fn edit_object(engine: &Engine, request: EditObject) -> Answer<OpenedEdit> {
    let target = Target { bucket: bucket_of(&request.bucket)?, key: key_of(&request.key)?, account: request.account };
    engine.account(&target.account)?;
    let opened = engine.editing.desk().await?.edit(target).await.map_err(|failure| edit_error(&failure))?;
    Ok(OpenedEdit { edit: opened.id.0, already: opened.already, shown: opened.shown })
}

pub async fn list_edits(engine: &Engine, _: NoParameters) -> Answer<Vec<EditInfo>> {
    Ok(engine.editing.desk().await?.list().iter().map(described).collect())
}

pub async fn resolve_edit_conflict(engine: &Engine, request: ResolveEditConflict) -> Answer<()> {
    let answer = match request.answer {
        EditAnswer::KeepMine => Decision::KeepMine,
        EditAnswer::KeepTheirs => Decision::KeepTheirs,
        EditAnswer::KeepBoth => Decision::KeepBoth,
    };
    let answered = engine.editing.desk().await?.answer(&EditId(request.edit), answer).await;
    answered.map_err(|failure| edit_error(&failure))
}

pub async fn retry_edit(engine: &Engine, request: EditRequest) -> Answer<()> {
    let tried = engine.editing.desk().await?.retry(&EditId(request.edit)).await;
    tried.map_err(|failure| edit_error(&failure))
}

pub async fn finish_edit(engine: &Engine, request: FinishEdit) -> Answer<()> {
    let finished = engine.editing.desk().await?.finish(&EditId(request.edit), request.discard).await;
    finished.map_err(|failure| edit_error(&failure))
}

pub async fn reveal_edit(engine: &Engine, request: EditRequest) -> Answer<()> {
    let folder = engine.editing.desk().await?.folder(&EditId(request.edit));
    let folder = folder.map_err(|failure| edit_error(&failure))?;
    engine.host.show_folder(&folder).map_err(|failure| errors::other(failure.to_string()))
}

/// An edit, in the list's words.
pub fn described(edit: &Edit) -> EditInfo {
    let conflict = |conflict: &Conflict| match conflict {
        Conflict::Deleted => EditConflict { conflict: EditConflictKind::Deleted, size: None, written: None },
        Conflict::Changed(theirs) => EditConflict {
            conflict: EditConflictKind::Changed,
            size: Some(theirs.size),
            written: theirs.written.map(|time| milliseconds(Some(time))),
        },
    };
    let (state, asked, error) = match &edit.phase {
        Phase::Fetching => (EditState::Fetching, None, None),
        Phase::Watching | Phase::Closing | Phase::Closed => (EditState::Saved, None, None),
        Phase::Settling { .. } => (EditState::Changing, None, None),
        Phase::Sending { .. } => (EditState::Sending, None, None),
        Phase::Held(Held::Failed(failure)) => (EditState::Waiting, None, Some(edit_failure(failure))),
        Phase::Held(Held::Found) => (EditState::Found, None, None),
        Phase::Asking(asked, failure) => {
            (EditState::Conflict, Some(conflict(asked)), failure.as_ref().map(edit_failure))
        }
        Phase::Taking(asked) => (EditState::Replacing, Some(conflict(asked)), None),
        Phase::Missing => (EditState::Missing, None, None),
        Phase::Strays(_) => (EditState::OtherFiles, None, None),
    };
    let other_files = if let Phase::Strays(count) = edit.phase { count } else { 0 };
    EditInfo {
        edit: edit.id.0.clone(),
        account: edit.target.account.clone(),
        bucket: edit.target.bucket.to_string(),
        key: edit.target.key.to_string(),
        name: edit.name.clone(),
        state,
        unsaved: edit.is_unsaved(),
        closing: edit.closing,
        conflict: asked,
        error,
        other_files,
        since: milliseconds(Some(edit.since)),
    }
}
