use std::sync::Barrier;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use super::*;

const COUNTS: [usize; 4] = [1, 2, 3, 7];

#[test]
fn results_come_in_order_whatever_the_number_of_workers() {
    for count in COUNTS {
        let mut squares = Vec::new();
        let ended = Workers::new(count).map(
            100,
            || (),
            |(), index| {
                std::thread::sleep(Duration::from_micros((index as u64 * 37) % 100));
                Ok::<_, ()>(index * index)
            },
            |index, square| {
                squares.push((index, square));
                Ok(())
            },
        );
        assert_eq!(ended, Ok(Ended::Complete));
        assert_eq!(squares, (0..100).map(|index| (index, index * index)).collect::<Vec<_>>());
    }
}

#[test]
fn sums_have_the_same_bits_whatever_the_number_of_workers() {
    let sum = |count| {
        let mut sum = 0.0;
        let term = |(): &mut (), index| Ok::<_, ()>(1.0 / (index as f64 + 0.3));
        let add = |_, term: f64| {
            sum += term;
            Ok(())
        };
        assert_eq!(Workers::new(count).map(1000, || (), term, add), Ok(Ended::Complete));
        sum.to_bits()
    };
    for count in COUNTS {
        assert_eq!(sum(count), sum(1));
    }
}

#[test]
fn no_tasks_are_no_work() {
    for count in COUNTS {
        let ended = Workers::new(count).map(0, || (), |(), _| Err::<(), _>("ran"), |_, ()| Err("delivered"));
        assert_eq!(ended, Ok(Ended::Complete));
    }
}

#[test]
fn the_first_error_in_task_order_is_returned_after_all_results_before_it() {
    for count in COUNTS {
        let fail = |(): &mut (), index| match index {
            20 => {
                std::thread::sleep(Duration::from_millis(5));
                Err("slow and first")
            }
            21 | 23 => Err("fast and later"),
            _ => Ok(index),
        };
        check_failure(count, fail, |_| Ok(()), "slow and first", 20);
    }
}

#[test]
fn an_error_of_the_sink_ends_the_map() {
    for count in COUNTS {
        let refuse = |index| if index == 5 { Err("full") } else { Ok(()) };
        check_failure(count, |(), index| if index == 6 { Err("later") } else { Ok(index) }, refuse, "full", 5);
    }
}

fn check_failure(
    count: usize,
    task: impl Fn(&mut (), usize) -> Result<usize, &'static str> + Sync,
    accept: impl Fn(usize) -> Result<(), &'static str>,
    error: &str,
    expected_deliveries: usize,
) {
    let mut delivered = Vec::new();
    let ended = Workers::new(count).map(
        1000,
        || (),
        task,
        |index, result| {
            accept(index)?;
            delivered.push(result);
            Ok(())
        },
    );
    assert_eq!(ended, Err(error), "{count} workers");
    assert_eq!(delivered, (0..expected_deliveries).collect::<Vec<_>>(), "{count} workers");
}

#[test]
fn a_panic_in_a_task_goes_on_in_the_caller() {
    for count in COUNTS {
        let mut delivered = 0;
        let workers = Workers::new(count);
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let task = |(): &mut (), index| if index == 11 { panic!("eleven") } else { Ok::<_, ()>(()) };
            let _ = workers.map(
                50,
                || (),
                task,
                |_, ()| {
                    delivered += 1;
                    Ok(())
                },
            );
        }));
        assert_eq!(panic.unwrap_err().downcast_ref::<&str>(), Some(&"eleven"));
        assert_eq!(delivered, 11);
        check_usable(&workers);
    }
}

#[test]
fn a_panic_in_the_sink_ends_the_map() {
    for count in COUNTS {
        let workers = Workers::new(count);
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _ = workers.map(50, || (), |(), _| Ok::<_, ()>(()), |_, ()| panic!("sink"));
        }));
        assert_eq!(panic.unwrap_err().downcast_ref::<&str>(), Some(&"sink"));
        check_usable(&workers);
    }
}

#[test]
fn a_bounded_number_of_results_waits_for_delivery() {
    for count in COUNTS {
        let (started, delivered) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let workers = Workers::new(count);
        let bound = IN_FLIGHT * workers.count();
        let task = |(): &mut (), _| {
            let in_flight = started.fetch_add(1, Ordering::SeqCst) + 1 - delivered.load(Ordering::SeqCst).min(200);
            // One more: a result counts as delivered here only when the sink is through with it.
            if in_flight <= bound + 1 { Ok(()) } else { Err(in_flight) }
        };
        let ended = workers.map(
            200,
            || (),
            task,
            |index, ()| {
                if index % 50 == 0 {
                    std::thread::sleep(Duration::from_millis(5));
                }
                delivered.fetch_add(1, Ordering::SeqCst);
                Ok(())
            },
        );
        assert_eq!(ended, Ok(Ended::Complete));
    }
}

#[test]
fn workers_work_at_the_same_time() {
    for count in COUNTS {
        let workers = Workers::new(count);
        let all = Barrier::new(workers.count());
        let ended = workers.map(workers.count(), || (), |(), _| Ok::<_, ()>(all.wait()), |_, _| Ok(()));
        assert_eq!(ended, Ok(Ended::Complete));
    }
}

#[test]
fn a_worker_makes_one_scratch() {
    for count in COUNTS {
        let made = AtomicUsize::new(0);
        let scratch = || made.fetch_add(1, Ordering::SeqCst);
        let ended = Workers::new(count).map(100, scratch, |_, _| Ok::<_, ()>(()), |_, ()| Ok(()));
        assert_eq!(ended, Ok(Ended::Complete));
        assert!((1..=count).contains(&made.into_inner()));
    }
}

#[test]
fn a_stop_delivers_what_was_started() {
    for count in COUNTS {
        let stop = Arc::new(AtomicBool::new(false));
        let workers = Workers::with_stop(count, stop.clone());
        let mut delivered = 0;
        let ended = workers.map(
            1_000_000,
            || (),
            |(), index| Ok::<_, ()>(index),
            |index, result| {
                assert_eq!((index, result), (delivered, delivered));
                delivered += 1;
                stop.store(delivered >= 10, Ordering::Relaxed);
                Ok(())
            },
        );
        assert_eq!(ended, Ok(Ended::Stopped { done: delivered }));
        assert!((10..=10 + IN_FLIGHT * count).contains(&delivered));
    }
}

#[test]
fn a_stop_during_the_last_task_is_no_stop() {
    for count in COUNTS {
        let stop = Arc::new(AtomicBool::new(false));
        let workers = Workers::with_stop(count, stop.clone());
        let ended = workers.map(
            3,
            || (),
            |(), _| Ok::<_, ()>(()),
            |index, ()| {
                stop.store(index == 2, Ordering::Relaxed);
                Ok(())
            },
        );
        assert_eq!(ended, Ok(Ended::Complete));
    }
}

#[test]
fn tasks_may_map_on_the_same_workers() {
    for count in COUNTS {
        let workers = Workers::new(count);
        let mut sums = Vec::new();
        let inner = |(): &mut (), index: usize| {
            let mut sum = 0;
            let add = |_, term| {
                sum += term;
                Ok(())
            };
            assert_eq!(workers.map(20, || (), |(), term| Ok::<_, ()>(index * term), add), Ok(Ended::Complete));
            Ok::<_, ()>(sum)
        };
        let push = |_, sum| {
            sums.push(sum);
            Ok(())
        };
        assert_eq!(workers.map(20, || (), inner, push), Ok(Ended::Complete));
        assert_eq!(sums, (0..20).map(|index| 190 * index).collect::<Vec<_>>());
    }
}

#[test]
fn sinks_may_map_on_the_same_workers() {
    for count in COUNTS {
        let workers = Workers::new(count);
        let mut sum = 0;
        let ended = workers.map(
            100,
            || (),
            |(), index| Ok::<_, ()>(index),
            |_, index| {
                let add = |_, term: usize| {
                    sum += term;
                    Ok(())
                };
                assert_eq!(workers.map(10, || (), |(), term| Ok::<_, ()>(index * term), add), Ok(Ended::Complete));
                Ok(())
            },
        );
        assert_eq!((ended, sum), (Ok(Ended::Complete), 45 * 4950));
    }
}

#[test]
fn too_many_workers_are_fewer() {
    assert_eq!(Workers::new(0).count(), 1);
    assert!((1..=1024).contains(&Workers::new(usize::MAX).count()));
}

fn check_usable(workers: &Workers) {
    let mut sum = 0;
    let add = |_, index| {
        sum += index;
        Ok(())
    };
    assert_eq!(workers.map(10, || (), |(), index| Ok::<_, ()>(index), add), Ok(Ended::Complete));
    assert_eq!(sum, 45);
}
