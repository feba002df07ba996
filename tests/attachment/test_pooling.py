"""What the files of a profile say together: each counts once, and what none of them has says why."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.attachment import profile_media
from core.attachment.pooling import pooled
from core.model.media import VECTORS, MediaAnalysis, Words
from core.model.persona import CLASSES
from core.workspace import Workspace
from tests.attachment.making import Look, analysis, tie
from tests.attachment.making import given as file

EVEN = dict.fromkeys(CLASSES, 1 / 8)


def found(**changes):
    return MediaAnalysis("a", 1.0, 1, 1, 1, **changes)


def test_each_file_counts_once_in_each_vector_that_it_has():
    """By hand: object (1 + 3) / 2 and (2 + 6) / 2, of the two files that have it; text as its one file has it."""
    one = found(vectors={"object": np.array([1.0, 2.0])}, missing={"text": "silent", "emotion": "no face"})
    two = found(
        vectors={"object": np.array([3.0, 6.0]), "text": np.array([0.5])}, missing={"emotion": "no face"}
    )
    three = found(missing={"object": "no picture", "emotion": "off", "action": "off"})
    media = pooled([one, two, three])
    assert media.vectors["object"].tolist() == [2.0, 4.0]
    assert media.vectors["text"].tolist() == [0.5]
    assert media.missing == {"emotion": "no face; off", "action": "off"}
    assert (media.n_files, media.n_failed) == (3, 0)


@given(st.lists(st.sampled_from(VECTORS), max_size=4), st.permutations([0.0, 1.0, 4.0]))
def test_a_vector_is_there_or_its_reason_is_and_the_order_does_not_matter(names, values):
    files = [found(vectors={name: np.array([value]) for name in names}) for value in values]
    media = pooled(files)
    assert {*media.vectors, *media.missing} == {*VECTORS}
    assert not {*media.vectors} & {*media.missing}
    assert all(vector.tolist() == [5 / 3] for vector in media.vectors.values())


def test_what_cannot_be_read_says_nothing():
    media = pooled([found(error="damaged", vectors={"text": np.ones(1)}), found(error="newer")])
    assert (media.n_files, media.n_failed, media.vectors) == (2, 2, {})
    assert media.missing == dict.fromkeys(VECTORS, "no file could be read")
    assert (media.words, media.languages, media.classes, media.network, media.n_judged) == (
        (),
        {},
        None,
        None,
        0,
    )


def test_a_vector_of_another_length_is_of_another_version_and_left_out():
    old, new = found(vectors={"text": np.ones(3)}), found(vectors={"text": np.zeros(2)})
    assert pooled([old, old, new]).vectors["text"].tolist() == [0.0, 0.0]


def test_words_come_file_by_file_with_the_language_of_what_was_said():
    said = (Words("so it", 0, 1, 1), Words("goes", 1, 2, 1))
    one = found(speech=said, language="en", text_in_frames=(Words("VOTE", 0, 0, 1),))
    two = found(speech=(Words("hola", 0, 1, 1),), language="es")
    three = found(speech=(Words("mm", 0, 1, 1),), language=None)
    media = pooled([one, two, found(speech=(Words("  ", 0, 1, 1),), language="en"), three])
    assert media.words == ("so it goes", "VOTE", "hola", "mm")
    assert media.languages == {"en": 1, "und": 2, "es": 1}


def test_classes_are_the_mean_over_the_files_that_the_last_network_judged():
    """By hand: (0.5 + 1) / 2 and (0.5 + 0) / 2; the older network's file does not count."""
    half = {**dict.fromkeys(CLASSES, 0.0), "Thinkers": 0.5, "Feelers": 0.5}
    sure = {**dict.fromkeys(CLASSES, 0.0), "Thinkers": 1.0}
    old = found(classes={**dict.fromkeys(CLASSES, 0.0), "Judgers": 1.0}, network="old")
    media = pooled([old, found(classes=half, network="new"), found(), found(classes=sure, network="new")])
    assert (media.network, media.n_judged) == ("new", 2)
    assert media.classes == {**dict.fromkeys(CLASSES, 0.0), "Thinkers": 0.75, "Feelers": 0.25}
    assert sum(media.classes.values()) == pytest.approx(1)


@pytest.mark.parametrize("classes", [{}, {"Thinkers": 1.0}, {**EVEN, "Others": 0.0}])
def test_shares_of_other_classes_count_for_nothing(classes):
    media = pooled([found(classes=classes, network="n"), found(classes=EVEN, network="n")])
    assert (media.classes, media.n_judged) == (EVEN, 1)


def test_a_profile_without_files_has_no_media_and_others_files_are_not_its_own(folder, inbox):
    tie(folder, "x:1", file(inbox), look=Look(analysis(n_frames=3)))
    workspace = Workspace(folder)
    assert profile_media(workspace, "x:2") is None
    assert profile_media(workspace, "x:nobody") is None
    assert profile_media(workspace, "x:1").words == ("so it goes", "VOTE")
