"""The law of chance is drawn whole, and the number found lies where it belongs."""

import numpy as np
import pytest

from figures.chance import chance_figure


def bars(figure):
    return figure.data[0]


def test_every_number_has_its_bar_and_the_one_found_its_line():
    figure = chance_figure([3, 4, 5], [0.2, 0.5, 0.3], 9, "light")
    assert bars(figure).x.tolist() == [3, 4, 5]
    assert bars(figure).y.tolist() == [0.2, 0.5, 0.3]
    assert figure.layout.shapes[0].x0 == 9
    low, high = figure.layout.xaxis.range
    assert low < 3
    assert high > 9


@pytest.mark.parametrize("n", [61, 500, 12_345])
def test_many_numbers_share_bars_and_no_probability_is_lost(n):
    figure = chance_figure(np.arange(n), np.full(n, 1 / n), 4, "dark")
    assert len(bars(figure).x) <= 60
    assert sum(bars(figure).y) == pytest.approx(1)
    assert bars(figure).customdata[0].startswith("0 to ")
    assert bars(figure).customdata[-1].endswith(f"{n - 1:,}")


@pytest.mark.parametrize("found", [0, 5, 10, 400])
def test_the_words_stay_within_the_figure(found):
    figure = chance_figure(np.arange(11), np.full(11, 1 / 11), found, "light")
    said = next(note for note in figure.layout.annotations if "share" in note.text)
    low, high = figure.layout.xaxis.range
    assert said.text == f"<b>they share {found}</b>"
    assert (said.xanchor == "right") == (found > (low + high) / 2)


def test_one_sure_number_can_be_drawn():
    figure = chance_figure([0], [1.0], 0, "light")
    assert figure.layout.xaxis.range[0] < 0 < figure.layout.xaxis.range[1]
