"""Where a pair stands is said only where a workspace has pairs enough for it."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components import content_numbers, ranking, theme
from core.model import Comparison, Measurement
from core.standing import LEAST_PAIRS, Standing

NAME = "content.tfidf_cosine"
FOUND = Measurement(NAME, "content", 0.5, None, "cosine", "similarity", 9, 9, "posts")
PAIR = Comparison("x:1", "x:2", "default", (FOUND,))


def crowd(n):
    return Standing(n, n, {NAME: np.linspace(0, 0.4, n)})


@pytest.mark.parametrize("n", [1, 3, LEAST_PAIRS - 1])
def test_in_a_tiny_crowd_every_percentile_is_withheld_with_its_reason(n):
    few = crowd(n)
    assert ranking.words(FOUND, few) is None
    reason = ranking.withheld(few)
    assert reason.startswith(f"among {n} pair{'' if n == 1 else 's'} ")
    assert reason.endswith(f"it takes {LEAST_PAIRS}")
    said = ranking.answer(PAIR, few)
    assert reason in said
    assert "being worked out" not in said
    assert "more than" not in said.casefold()
    cell = content_numbers._cell(FOUND, "TF-IDF", few)
    assert cell.meaning == "unranked"


def test_among_enough_pairs_they_are_shown():
    enough = crowd(LEAST_PAIRS)
    assert ranking.withheld(enough) is None
    assert ranking.words(FOUND, enough) == "more alike than 100%"
    assert content_numbers._cell(FOUND, "TF-IDF", enough).meaning == "more than 100%"
    assert "More alike than **100%**" in ranking.answer(PAIR, enough)


def test_what_is_pending_is_not_called_withheld():
    assert ranking.withheld(None) is None
    assert "being worked out" in ranking.answer(PAIR, None)
    assert content_numbers._cell(FOUND, "TF-IDF", None).meaning == "rank pending"
    assert theme.MISSING not in ranking.answer(PAIR, None)


def remarks(comparison, standing):
    from components import content_numbers  # noqa: PLC0415 - AppTest runs this function by itself

    content_numbers._remarks(comparison, standing)


def table(comparison, standing):
    from components import measure_table  # noqa: PLC0415 - AppTest runs this function by itself

    measure_table.draw(comparison, standing, "measures")


def test_numbers_without_a_rank_have_the_reason_below_them():
    app = AppTest.from_function(remarks, args=(PAIR, crowd(1))).run()
    assert [one.value for one in app.caption] == [f"No ranks: {ranking.withheld(crowd(1))}."]
    app = AppTest.from_function(remarks, args=(PAIR, crowd(20))).run()
    assert [one.value for one in app.caption] == [
        "Under each number: the share of the workspace's pairs that are less alike."
    ]


@pytest.mark.parametrize(("n", "has_bars"), [(1, False), (LEAST_PAIRS, True)])
def test_a_table_without_a_single_bar_has_no_column_for_them(n, has_bars):
    app = AppTest.from_function(table, args=(PAIR, crowd(n))).run()
    assert not app.exception
    assert ("More alike than" in app.dataframe[0].value) == has_bars
