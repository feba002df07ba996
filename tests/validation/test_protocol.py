"""Both protocols from a workspace to a section."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from core.errors import CancelledError, InputError
from core.gallery import Gallery
from core.model import Estimate, Post
from core.validation.classifier import CLASSIFIERS, MAJORITY
from core.validation.feature import ALL, BLIND, CRAWL
from core.validation.protocol import PROTOCOLS, lack, protocols
from core.validation.subject import Subject
from core.validation.trial import ProtocolParams
from core.workspace import Workspace
from tests.corpus import START, store

QUICK = ProtocolParams(
    n_repeats=1,
    n_inner=2,
    n_candidates=1,
    n_draws=60,
    classifiers=tuple(one for one in CLASSIFIERS if one.key in {"logistic", "tree"}),
)
TOPICS = {
    "sailors": "harbour tide anchor sail rudder compass deck hull mast keel",
    "cooks": "onion butter oven garlic flour pepper simmer roast whisk ladle",
}


def posts(key, group, seed):
    rng = np.random.default_rng(seed)
    for n in range(60):
        words = rng.choice(TOPICS[group].split(), 6)
        yield Post(
            key,
            START + timedelta(hours=int(rng.integers(0, 24 * 90))),
            post_id=f"{seed}{n}",
            text=" ".join(words),
            mentions=[f"x:{group}-{rng.integers(0, 9)}"],
            likes=int(rng.integers(0, 9)) if group == "cooks" else None,
        )


@pytest.fixture(scope="module")
def subject(tmp_path_factory):
    folder = tmp_path_factory.mktemp("labelled")
    labels = {f"x:{n}": list(TOPICS)[n % 2] for n in range(24)}
    store(folder, [one for n, (key, group) in enumerate(labels.items()) for one in posts(key, group, n)])
    gallery = Gallery(Workspace(folder))
    gallery.complete()
    return Subject(gallery, {**labels, "x:elsewhere": "cooks"})


@pytest.fixture(scope="module")
def section(subject):
    return protocols(subject, QUICK)


def table(section, key):
    return next(one for one in section.tables if one.key == key)


def test_a_section_has_the_tables_charts_and_confusions_of_both(section):
    assert [one.key for one in section.tables] == ["paper", "honest", "drop", "grid", "profiles"]
    for one in section.tables:
        assert all(len(row) == len(one.columns) for row in one.rows)
    # three sets, two classifiers and the majority
    assert len(table(section, "paper").rows) == len(table(section, "honest").rows) == 9
    assert [row[:2] for row in table(section, "paper").rows] == [
        row[:2] for row in table(section, "drop").rows
    ]
    assert [chart.key for chart in section.charts] == ["reliability-paper", "reliability-honest"]
    assert all(len(chart.curves) == 3 for chart in section.charts)
    assert len(section.confusions) == 6


def test_every_figure_stands_with_its_interval_and_the_pairs_it_rests_on(section):
    for key in ("paper", "honest"):
        for row in table(section, key).rows:
            accuracy = row[2]
            assert isinstance(accuracy, Estimate)
            assert accuracy.low <= accuracy.value <= accuracy.high
            # a quarter of 276 pairs; four folds of six profiles, fifteen pairs each
            assert accuracy.n == (69 if key == "paper" else 60)


def test_the_drop_is_the_difference_of_the_two_tables_in_points(section):
    for paper, honest, row in zip(
        table(section, "paper").rows, table(section, "honest").rows, table(section, "drop").rows, strict=True
    ):
        assert row[2:4] == (paper[2], honest[2])
        assert row[4].value == pytest.approx(100 * (paper[2].value - honest[2].value))


def test_a_confusion_holds_every_tested_pair_and_gives_the_accuracy_of_its_table(section):
    by_label = {row[:2]: row[2] for row in table(section, "honest").rows}
    for confusion in section.confusions:
        if not confusion.key.startswith("confusion-honest"):
            continue
        (hit, missed), (false, rejected) = confusion.counts
        title = confusion.title.rpartition(": ")[2]
        features, _, classifier = title.partition(", ")
        assert hit + missed + false + rejected == 60
        assert by_label[features, classifier].value == pytest.approx((hit + rejected) / 60)


def test_planted_topics_are_found_with_unseen_profiles_and_without_the_crawl(section):
    best = max(row[2].value for row in table(section, "honest").rows if row[0] == "Crawl-blind measures")
    assert best > 0.9


def test_the_answer_is_made_from_the_numbers(section):
    assert section.answer.startswith("12 cooks, 12 sailors: 276 pairs.")
    assert "97% for its own data" in section.answer
    majority = next(row[2] for row in table(section, "paper").rows if row[1] == "Majority")
    assert f"{majority.value:.1%}" in section.answer
    for protocol in ("paper", "honest"):
        for confusion in section.confusions:
            if confusion.key.startswith(f"confusion-{protocol}"):
                (hit, missed), (false, rejected) = confusion.counts
                share = (hit + rejected) / (hit + missed + false + rejected)
                assert f"{share:.1%}" in section.answer
    assert "nan" not in section.answer


def test_the_page_can_print_the_grids_and_who_was_studied(section):
    grid = table(section, "grid").rows
    assert ("Decision tree", "max_depth", "2, 3, 5, 8, 12, None") in grid
    who = table(section, "profiles").rows
    assert [row[:2] for row in who] == [("cooks", 12), ("sailors", 12)]
    assert "x:0" in who[1][2]
    assert "x:elsewhere" not in str(who)


def test_the_notes_name_the_measures_of_each_set(section):
    said = " ".join(section.notes)
    for name in ("content.tfidf_cosine", "behaviour.likes_received_per_post_ratio", "likes_given_gap"):
        assert name in said
    assert "identity." not in said


def test_two_runs_are_equal(subject, section):
    assert protocols(subject, QUICK) == section


def test_another_seed_splits_otherwise(subject, section):
    assert protocols(replace(subject, seed=5), QUICK) != section


def test_progress_grows_from_nothing_to_all_and_a_stop_is_heard(subject):
    told = []
    protocols(replace(subject, progress=lambda share, _: told.append(share)), QUICK)
    assert told[0] == 0
    assert max(told) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in told)
    for n in (0, 3, 30):
        asked = []

        def cancelled(asked=asked, n=n):
            asked.append(1)
            return len(asked) > n

        with pytest.raises(CancelledError):
            protocols(replace(subject, cancelled=cancelled), QUICK)


def test_what_is_lacking_is_said_in_words(subject):
    assert PROTOCOLS.lack(subject) is None
    few = replace(subject, labels={f"x:{n}": list(TOPICS)[n % 2] for n in range(23)})
    assert PROTOCOLS.lack(few) is None
    few = replace(subject, labels={f"x:{n}": list(TOPICS)[n % 2] for n in range(21)})
    assert PROTOCOLS.lack(few) == (
        "two groups of at least 11 labelled profiles are needed; only sailors has as many (11)"
    )
    assert lack(replace(subject, labels={"x:elsewhere": "a"})).endswith("no group has as many")
    with pytest.raises(InputError, match="two groups of at least 11"):
        PROTOCOLS.run(few)
    assert {CRAWL, ALL, BLIND, MAJORITY}.isdisjoint(subject.labels)
