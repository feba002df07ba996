"""Work on every core: all of it, what went wrong with it, and its end when asked."""

from __future__ import annotations

import threading
from functools import partial

import numpy as np
import pytest

from core.errors import CancelledError
from core.progress import never
from core.spread import work_through


def run(tasks, *, told=None, cancelled=never):
    stop = np.zeros(1, dtype=np.uint8)
    told = [] if told is None else told
    try:
        work_through(tasks, [1.0] * len(tasks), stop, progress=told.append, cancelled=cancelled)
    finally:
        assert stop[0] == 1
    return told


def test_every_task_is_done_once_and_progress_only_grows():
    done = []
    told = run([partial(done.append, k) for k in range(40)])
    assert sorted(done) == list(range(40))
    assert told == sorted(told)
    assert told[-1] == 1


def test_no_tasks_are_done_at_once():
    assert run([]) == []


def test_what_goes_wrong_in_a_thread_is_raised_where_it_was_asked():
    with pytest.raises(ZeroDivisionError):
        run([lambda: None, lambda: 1 // 0])


def test_stopping_waits_for_no_task_that_has_not_begun():
    gate, begun = threading.Event(), []

    def task(k):
        begun.append(k)
        gate.wait(5)

    def cancelled():
        if begun:
            gate.set()
        return bool(begun)

    with pytest.raises(CancelledError):
        run([partial(task, k) for k in range(500)], cancelled=cancelled)
    assert len(begun) < 500
