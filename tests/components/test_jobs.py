"""Work in the background: one at a time, one job a key, and no end goes unnoticed."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from components import jobs
from components.runner import KEPT, WIDTH, Runner
from core.errors import CancelledError, InputError

SOON = 10  # seconds: a deadline for what takes milliseconds


@pytest.fixture
def runner():
    return Runner()


class Held:
    """Work that waits until it is let go or cancelled."""

    def __init__(self):
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, progress, cancelled):
        self.begun.set()
        while not self.go.wait(0.005):
            if cancelled():
                raise CancelledError
        return "result"


def test_a_finished_job_has_its_result(runner):
    status = runner.submit("k", lambda progress, cancelled: 42).wait(SOON)
    assert (status.state, status.result, status.error) == ("done", 42, None)


def test_the_same_key_gives_the_same_job_whoever_asks(runner):
    held = Held()
    first = runner.submit("k", held)
    assert held.begun.wait(SOON)
    assert runner.submit("k", held) is first
    held.go.set()
    first.wait(SOON)
    assert runner.submit("k", held) is first
    assert runner.find("k") is first


def test_a_finished_job_makes_room_only_when_asked(runner):
    first = runner.submit("k", lambda progress, cancelled: 1)
    first.wait(SOON)
    second = runner.submit("k", lambda progress, cancelled: 2, again=True)
    assert second is not first
    assert second.wait(SOON).result == 2
    assert runner.find("k") is second


def test_a_running_job_is_not_begun_again(runner):
    held = Held()
    first = runner.submit("k", held)
    assert runner.submit("k", held, again=True) is first
    held.go.set()
    first.wait(SOON)


def test_one_job_runs_at_a_time_in_the_order_of_submission(runner):
    first, second, order = Held(), Held(), []
    a = runner.submit("a", first)
    b = runner.submit("b", second)
    c = runner.submit("c", lambda progress, cancelled: order.append("c"))
    assert first.begun.wait(SOON)
    assert [job.status.state for job in (a, b, c)] == ["running", "queued", "queued"]
    assert [runner.ahead(job) for job in (a, b, c)] == [0, 1, 2]
    assert not second.begun.is_set()
    first.go.set()
    assert second.begun.wait(SOON)
    assert not order
    second.go.set()
    assert c.wait(SOON).state == "done"


def test_progress_is_seen_while_the_job_runs(runner):
    told, go = threading.Event(), threading.Event()

    def work(progress, cancelled):
        progress(0.25, "row 1 of 4")
        told.set()
        go.wait(SOON)

    job = runner.submit("k", work)
    assert told.wait(SOON)
    assert (job.status.fraction, job.status.message) == (0.25, "row 1 of 4")
    go.set()
    job.wait(SOON)


@pytest.mark.parametrize(("told", "shown"), [(-1, 0), (2, 1), (float("nan"), 0)])
def test_a_wrong_fraction_stays_on_the_bar(runner, told, shown):
    job = runner.submit("k", lambda progress, cancelled: progress(told, ""))
    assert job.wait(SOON).fraction == shown


def test_a_cancelled_job_says_so(runner):
    held = Held()
    job = runner.submit("k", held)
    assert held.begun.wait(SOON)
    job.cancel()
    assert job.stopping
    assert job.wait(SOON).state == "cancelled"


def test_a_job_cancelled_in_the_queue_never_begins(runner):
    held, never = Held(), Held()
    first, second = runner.submit("a", held), runner.submit("b", never)
    second.cancel()
    assert second.status.state == "cancelled"
    held.go.set()
    first.wait(SOON)
    runner.submit("c", lambda progress, cancelled: None).wait(SOON)
    assert not never.begun.is_set()


def test_a_job_that_ended_before_it_could_be_stopped_is_done(runner):
    job = runner.submit("k", lambda progress, cancelled: 1)
    job.wait(SOON)
    job.cancel()
    assert job.status.state == "done"


def test_an_error_of_ours_keeps_its_message(runner):
    def work(progress, cancelled):
        message = "line 3 of a.csv is no date"
        raise InputError(message)

    status = runner.submit("k", work).wait(SOON)
    assert (status.state, status.error, status.reference) == ("failed", "line 3 of a.csv is no date", None)


def test_any_other_error_is_a_reference_and_its_text_stays_out_of_the_log(runner, caplog):
    def work(progress, cancelled):
        raise KeyError("a private post")  # noqa: EM101, TRY003

    status = runner.submit("k", work).wait(SOON)
    assert status.state == "failed"
    assert status.error is None
    assert status.reference in caplog.text
    assert "KeyError" in caplog.text
    assert "private" not in caplog.text


def test_the_runner_outlives_a_job_that_wants_to_leave(runner):
    def work(progress, cancelled):
        raise SystemExit

    assert runner.submit("a", work).wait(SOON).state == "failed"
    assert runner.submit("b", lambda progress, cancelled: 1).wait(SOON).state == "done"


def test_finished_jobs_are_forgotten_in_time_and_unfinished_ones_never(runner):
    held = Held()
    first = runner.submit("first", lambda progress, cancelled: 1)
    first.wait(SOON)
    for k in range(KEPT + 5):
        runner.submit(str(k), lambda progress, cancelled: 1).wait(SOON)
    assert runner.find("first") is None
    assert runner.find(str(KEPT + 4)) is not None
    waiting = runner.submit("held", held)
    for k in range(KEPT + 5):
        runner.submit(f"late {k}", lambda progress, cancelled: 1)
    assert runner.find("held") is waiting
    held.go.set()
    waiting.wait(SOON)


def page():
    from components import jobs  # noqa: PLC0415 - AppTest runs this function by itself

    jobs.draw(jobs.find("drawn"), "Reading *3* files")


def shown(app: AppTest) -> str:
    return " ".join(str(element.value) for element in [*app.markdown, *app.error])


@pytest.fixture
def drawn():
    held = Held()
    job = jobs.submit("drawn", held, again=True)
    assert held.begun.wait(SOON)
    yield job, held
    job.cancel()
    job.wait(SOON)


def test_a_running_job_can_be_cancelled_from_the_page(drawn):
    job, _ = drawn
    app = AppTest.from_function(page).run()
    assert [button.label for button in app.button] == ["Cancel"]
    app.button[0].click().run()
    assert job.wait(SOON).state == "cancelled"
    app.run()
    assert "stopped" in shown(app)
    assert [button.label for button in app.button] == ["Start again"]


def test_a_stopped_job_can_be_started_again_from_the_page(drawn):
    job, _ = drawn
    job.cancel()
    job.wait(SOON)
    app = AppTest.from_function(page).run()
    app.button[0].click().run()
    assert jobs.find("drawn") is not job
    jobs.find("drawn").cancel()
    jobs.find("drawn").wait(SOON)


def test_a_finished_job_leaves_the_page_to_its_result(drawn):
    job, held = drawn
    held.go.set()
    job.wait(SOON)
    app = AppTest.from_function(page).run()
    assert not app.button
    assert not app.exception


def test_work_that_waits_for_other_machines_holds_up_no_heavy_work(runner):
    held = Held()
    waiting = runner.submit("fetch", held, lane="network")
    assert held.begun.wait(SOON)
    assert runner.submit("import", lambda progress, cancelled: 1).wait(SOON).state == "done"
    held.go.set()
    assert waiting.wait(SOON).state == "done"


def test_a_few_jobs_of_the_network_run_side_by_side_and_the_next_one_waits(runner):
    held = [Held() for _ in range(WIDTH["network"] + 1)]
    submitted = [runner.submit(str(n), work, lane="network") for n, work in enumerate(held)]
    assert all(work.begun.wait(SOON) for work in held[:-1])
    assert submitted[-1].status.state == "queued"
    assert [runner.ahead(job) for job in submitted] == [0] * WIDTH["network"] + [1]
    held[0].go.set()
    assert held[-1].begun.wait(SOON)
    for work in held:
        work.go.set()
    assert all(job.wait(SOON).state == "done" for job in submitted)


def test_what_a_job_of_the_network_computes_it_computes_in_its_turn(runner):
    heavy, order = Held(), []
    runner.submit("heavy", heavy)
    assert heavy.begun.wait(SOON)

    def fetch(progress, cancelled):
        progress(0.5, "arrived")
        with runner.turn(cancelled):
            order.append("computed")

    job = runner.submit("fetch", fetch, lane="network")
    later = runner.submit("later", lambda progress, cancelled: order.append("later"))
    assert not job.wait(0.1).finished
    assert not order
    heavy.go.set()
    assert {job.wait(SOON).state, later.wait(SOON).state} == {"done"}
    assert set(order) == {"computed", "later"}


def test_waiting_for_a_turn_can_be_stopped(runner):
    heavy = Held()
    runner.submit("heavy", heavy)
    assert heavy.begun.wait(SOON)

    def fetch(progress, cancelled):
        with runner.turn(cancelled):
            progress(1, "")

    job = runner.submit("fetch", fetch, lane="network")
    job.cancel()
    assert job.wait(SOON).state == "cancelled"
    heavy.go.set()


def test_jobs_know_which_ended_last(runner):
    first, second = (runner.submit(k, lambda progress, cancelled: 1) for k in "ab")
    assert first.status.ended is None or first.status.finished
    assert first.wait(SOON).ended < second.wait(SOON).ended
