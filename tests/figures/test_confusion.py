"""A matrix holds every count and the share of its row, in words that can be read and do nothing."""

import numpy as np
import pytest
from hypothesis import given, settings

from core.model import Confusion
from figures.confusion import confusion_figure
from figures.template import TOKENS
from tests.validation.made_study import confusions, hostile_section

themes = pytest.mark.parametrize("theme", ["light", "dark"])


def test_a_matrix_holds_counts_and_shares_of_rows():
    figure = confusion_figure(Confusion("c", "C", ("a", "b"), ((8, 2), (0, 0))), "light")
    assert np.asarray(figure.data[0].z).tolist() == [[0.8, 0.2], [0.0, 0.0]]
    said = {(note.x, note.y): note.text for note in figure.layout.annotations}
    assert said == {
        (0, 0): "<b>8</b><br>80.0%",
        (1, 0): "<b>2</b><br>20.0%",
        (0, 1): "<b>0</b><br>0%",
        (1, 1): "<b>0</b><br>0%",
    }
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first truth stands on top


@themes
def test_the_words_of_a_cell_stand_out_from_its_ground(theme):
    figure = confusion_figure(Confusion("c", "C", ("a", "b"), ((9, 1), (5, 5))), theme)
    colours = [note.font.color for note in figure.layout.annotations]
    assert colours == [TOKENS[theme][name] for name in ("page", "text", "text", "text")]


def test_hostile_names_are_no_markup():
    drawn = confusion_figure(hostile_section().confusions[0], "light").to_json().replace("\\u003c", "<")
    assert "<script" not in drawn
    assert "<img" not in drawn


@settings(max_examples=12)
@given(confusions())
def test_every_matrix_can_be_drawn(confusion):
    figure = confusion_figure(confusion, "dark")
    assert len(figure.layout.annotations) == len(confusion.labels) ** 2
