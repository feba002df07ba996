"""Made-up experiments, for the tests of the page: they compute nothing and find what the tests wrote down."""

from __future__ import annotations

import threading

from core.progress import check
from core.validation.subject import Experiment, Subject
from tests.validation import made_study

QUESTION = "Is the same account found again years later?"
LONG = "Does it stop when it is told to?"
BLOCKED = "Which group does a profile belong to?"
LACK = "labels of two groups or more are needed"


def _found(subject: Subject):
    subject.progress(0.5, "half of it")
    return made_study.section()


def _until_stopped(subject: Subject):
    pause = threading.Event()
    for second in range(600):
        subject.progress(second / 600, "still at it")
        check(subject.cancelled)
        pause.wait(0.1)
    return made_study.section("long", LONG)


FOUND = Experiment("other-years", "Same account, other years", QUESTION, lambda _: None, _found)
STOPPED = Experiment("long", "A long one", LONG, lambda _: None, _until_stopped)
LACKING = Experiment("paper", "Paper protocol", BLOCKED, lambda _: LACK, _found)
HOSTILE = Experiment(
    "hostile",
    "</script><script>window.planted=1</script>",
    made_study.hostile_section().question,
    lambda _: None,
    lambda _: made_study.hostile_section(),
)
CARD = {
    "fitted_on": "2026-11-22",
    "data": "a made-up crowd of 336 profiles",
    "n_pairs": 36_000,
    "recall_at_1_in_1000": 0.853,
}
