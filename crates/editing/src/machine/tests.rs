//! The machine against a small world: a file, a store, somebody else at the store, crashes.

mod world;

use proptest::prelude::*;

use super::*;
use crate::{At, Conflict};
use world::{World, content, edit, remote, version};

fn opened() -> Edit {
    let mut edit = edit();
    assert_eq!(edit.on(Event::Fetched { version: version(1), content: content(1) }), [Action::Open]);
    edit
}

fn saved(edit: &mut Edit, number: u32) -> Vec<Action> {
    assert_eq!(edit.on(Event::Touched), [Action::Settle]);
    edit.on(Event::Rested { content: content(number), modified: None })
}

#[test]
fn a_save_goes_up_on_the_condition_that_the_object_is_still_the_one_that_was_fetched() {
    let mut edit = opened();
    assert_eq!(saved(&mut edit, 2), [Action::Send(Condition::Is(version(1)))]);
    assert_eq!(edit.on(Event::Sent(version(2))), []);
    assert_eq!(saved(&mut edit, 3), [Action::Send(Condition::Is(version(2)))]);
}

#[test]
fn a_save_that_changes_nothing_is_not_sent() {
    let mut edit = opened();
    assert_eq!(saved(&mut edit, 1), []);
    assert!(matches!(edit.phase, Phase::Watching));
}

#[test]
fn what_is_unsaved_is_not_closed_until_it_is_saved() {
    let mut edit = opened();
    saved(&mut edit, 2);
    assert_eq!(edit.on(Event::Finish), []);
    assert_eq!(edit.on(Event::SendFailed(world::offline())), [Action::RetryLater]);
    assert_eq!(edit.on(Event::Retry), [Action::Settle]);
    assert_eq!(
        edit.on(Event::Rested { content: content(2), modified: None }),
        [Action::Send(Condition::Is(version(1)))]
    );
    assert_eq!(edit.on(Event::Sent(version(2))), [Action::Settle], "a last look, before it is removed");
    assert_eq!(edit.on(Event::Rested { content: content(2), modified: None }), [Action::Remove]);
    edit.on(Event::Removed);
    assert!(edit.is_closed());
}

#[test]
fn a_lost_answer_to_an_own_write_is_no_conflict() {
    let mut edit = opened();
    let modified = Some(std::time::UNIX_EPOCH + std::time::Duration::from_nanos(7));
    edit.on(Event::Touched);
    edit.on(Event::Rested { content: content(2), modified });
    edit.on(Event::SendFailed(world::offline()));
    assert_eq!(saved(&mut edit, 3), [Action::Send(Condition::Is(version(1)))]);
    let ours = Remote { modified, size: content(2).size, ..remote(2) };
    assert_eq!(edit.on(Event::Refused(Some(ours))), [Action::Settle]);
    assert_eq!(
        edit.on(Event::Rested { content: content(3), modified: None }),
        [Action::Send(Condition::Is(version(2)))],
        "what was saved later goes over what turned out to be ours"
    );
}

#[test]
fn both_are_kept_under_the_first_name_that_is_free() {
    let mut edit = opened();
    saved(&mut edit, 2);
    edit.on(Event::Refused(Some(remote(9))));
    assert!(matches!(edit.phase, Phase::Asking(Conflict::Changed(_), None)));
    assert_eq!(edit.on(Event::Answered(Answer::KeepBoth)), [Action::Settle]);
    let send = edit.on(Event::Rested { content: content(2), modified: None });
    assert_eq!((send, edit.destination().as_str()), (vec![Action::Send(Condition::Absent)], "folder/a (2).txt"));
    assert_eq!(edit.on(Event::Refused(Some(remote(8)))), [Action::Settle], "taken, too: no question");
    edit.on(Event::Rested { content: content(2), modified: None });
    edit.on(Event::Sent(version(3)));
    assert_eq!((edit.target.key.as_str(), edit.beside), ("folder/a (3).txt", None));
}

#[test]
fn what_was_deleted_and_left_so_is_asked_about_again() {
    let mut edit = opened();
    saved(&mut edit, 2);
    edit.on(Event::Refused(None));
    assert!(matches!(edit.phase, Phase::Asking(Conflict::Deleted, _)));
    assert_eq!(edit.on(Event::Answered(Answer::KeepTheirs)), [Action::PutAside]);
    edit.on(Event::PutAside);
    assert!(matches!(edit.phase, Phase::Strays(1)));
    assert_eq!(saved(&mut edit, 3), []);
    assert!(matches!(edit.phase, Phase::Asking(Conflict::Deleted, _)));
    assert_eq!(edit.on(Event::Answered(Answer::KeepMine)), [Action::Settle]);
    assert_eq!(
        edit.on(Event::Rested { content: content(3), modified: None }),
        [Action::Send(Condition::Absent)],
        "put back only where nothing stands"
    );
}

#[test]
fn after_a_restart_only_what_was_seen_to_rest_goes_up_unasked() {
    let mut edit = opened();
    saved(&mut edit, 2);
    let mut seen = world::restarted(&edit);
    assert_eq!(seen.on(Event::Restarted), [Action::Settle]);
    assert_eq!(
        seen.on(Event::Rested { content: content(2), modified: None }),
        [Action::Send(Condition::Is(version(1)))]
    );
    let mut unseen = world::restarted(&edit);
    unseen.on(Event::Restarted);
    assert_eq!(unseen.on(Event::Rested { content: content(3), modified: None }), []);
    assert!(matches!(unseen.phase, Phase::Held(Held::Found)));
    assert_eq!(unseen.on(Event::Retry), [Action::Settle]);
    assert_eq!(
        unseen.on(Event::Rested { content: content(3), modified: None }),
        [Action::Send(Condition::Is(version(1)))]
    );
    let mut clean = world::restarted(&opened());
    clean.on(Event::Restarted);
    assert_eq!(clean.on(Event::Rested { content: content(1), modified: None }), [Action::Remove]);
    let mut never_opened = world::restarted(&world::edit());
    assert_eq!(never_opened.on(Event::Restarted), [Action::RemoveAll]);
    assert!(matches!(opened().base, Some(Base { at: At::Version(_), content: Some(_) })));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// Whatever happens in whatever order: what the person saved isn't removed before it is at the store, and what
    /// others wrote isn't overwritten unseen. At the end, once everything works, the last save is at the store.
    #[test]
    fn no_save_is_lost_and_nothing_is_overwritten_unseen(steps in proptest::collection::vec(0_u8..24, 0..80)) {
        let mut world = World::new();
        for step in steps {
            world.step(step);
            world.check();
        }
        world.calm_down();
        world.check();
    }
}
