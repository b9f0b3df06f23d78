use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::*;

fn client(address: u8, credential: u64) -> Client {
    Client { address: [10, 0, 0, address].into(), credential }
}

/// Those that wait, in the order in which they get turns of their own when there is one at a time.
fn order(turns: &mut Turns<u32>) -> Vec<u32> {
    let mut order = Vec::new();
    while let Some((client, waiter)) = turns.next() {
        order.push(waiter);
        turns.end(client);
    }
    order
}

#[test]
fn turns_go_round_the_addresses_and_then_round_their_credentials() {
    let mut turns = Turns::new(1, 100);
    assert!(turns.begin(client(9, 0)));
    for number in 0..4 {
        turns.wait(client(1, 1), number);
    }
    // Whoever invents credentials shares out his own turns.
    for number in 4..7 {
        turns.wait(client(1, u64::from(number)), number);
    }
    turns.wait(client(2, 1), 20);
    turns.wait(client(2, 1), 21);
    turns.end(client(9, 0));
    assert_eq!(order(&mut turns), [0, 20, 4, 21, 5, 6, 1, 2, 3]);
    assert_eq!((turns.running(), turns.waiting()), (0, 0));
}

#[test]
fn long_transfers_of_one_client_leave_room_for_another() {
    let mut turns = Turns::new(16, 100);
    let many = (0..100).filter(|_| turns.begin(client(1, 1))).count();
    assert_eq!(many, 9, "three quarters of three quarters");
    let other_credentials = (2..100).filter(|credential| turns.begin(client(1, *credential))).count();
    assert_eq!(other_credentials, 3, "an address has three quarters");
    turns.wait(client(1, 1), 1);
    assert!(turns.next().is_none());
    let others = (2..100).filter(|address| turns.begin(client(*address, 0))).count();
    assert_eq!((others, turns.running()), (4, 16));
    turns.end(client(1, 1));
    assert_eq!(turns.next().map(|(client, waiter)| (client.credential, waiter)), Some((1, 1)));
}

#[test]
fn where_the_queue_is_full_the_longest_part_gives_way() {
    let mut turns = Turns::new(1, 4);
    assert!(turns.begin(client(9, 0)));
    let displaced: Vec<_> = (0..6).map(|number| turns.wait(client(1, 1), number).1).collect();
    assert_eq!(displaced, [None, None, None, None, Some(4), Some(5)]);
    assert_eq!(turns.wait(client(2, 1), 20).1, Some(3));
    assert_eq!(turns.wait(client(3, 1), 30).1, Some(2));
    assert_eq!(turns.waiting(), 4);
    turns.end(client(9, 0));
    assert_eq!(order(&mut turns), [0, 20, 30, 1]);
}

#[test]
fn who_leaves_is_forgotten_and_leaving_twice_does_nothing() {
    let mut turns = Turns::new(1, 10);
    assert!(turns.begin(client(9, 0)));
    let tickets: Vec<_> = (0..3).map(|number| turns.wait(client(1, 1), number).0).collect();
    turns.leave(client(1, 1), tickets[1]);
    turns.leave(client(1, 1), tickets[1]);
    turns.leave(client(4, 1), tickets[0]);
    assert_eq!(turns.waiting(), 2);
    turns.end(client(9, 0));
    assert_eq!(order(&mut turns), [0, 2]);
}

#[tokio::test]
async fn a_turn_that_nobody_takes_any_more_goes_on_to_the_next() {
    let queue = Queue::new(1, 10, Duration::from_mins(1));
    let first = queue.enter(client(1, 1)).await.ok().unwrap();
    let mut context = Context::from_waker(Waker::noop());
    let mut patient = pin!(queue.enter(client(3, 1)));
    {
        let mut impatient = pin!(queue.enter(client(2, 1)));
        assert!(impatient.as_mut().poll(&mut context).is_pending());
        assert!(patient.as_mut().poll(&mut context).is_pending());
        assert_eq!(queue.counts(), (1, 2));
        // It has its turn now, and goes away without having looked.
        drop(first);
        assert_eq!(queue.counts(), (1, 1));
    }
    let Poll::Ready(Ok(permit)) = patient.as_mut().poll(&mut context) else { panic!("no turn") };
    assert_eq!(queue.counts(), (1, 0));
    drop(permit);
    assert_eq!(queue.counts(), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn who_waits_too_long_is_told_so_and_at_the_end_so_is_everybody() {
    let queue = Queue::new(1, 10, Duration::from_secs(30));
    let permit = queue.enter(client(1, 1)).await.ok().unwrap();
    assert_eq!(queue.enter(client(2, 1)).await.err(), Some(QueueRefusal::Waited));
    assert_eq!(queue.counts(), (1, 0));
    let waiting = tokio::spawn({
        let queue = queue.clone();
        async move { queue.enter(client(2, 1)).await.err() }
    });
    while queue.counts() != (1, 1) {
        tokio::task::yield_now().await;
    }
    queue.close();
    assert_eq!(waiting.await.unwrap(), Some(QueueRefusal::Stopping));
    assert_eq!(queue.enter(client(2, 1)).await.err(), Some(QueueRefusal::Stopping));
    drop(permit);
    assert_eq!(queue.counts(), (0, 0));
}
