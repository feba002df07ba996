"""One look: figures and app have the same colours, and they can be told apart."""

import tomllib
from pathlib import Path

import plotly.graph_objects as go
import pytest

from figures.template import DIVERGING, RAMP_A, RAMP_B, SEQUENTIAL, TOKENS, blank, colourscale, template

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())
THEMES = ("light", "dark")
SAME = {
    "page": "backgroundColor",
    "panel": "secondaryBackgroundColor",
    "text": "textColor",
    "border": "borderColor",
    "a": "blueColor",
    "a_text": "blueTextColor",
    "a_soft": "blueBackgroundColor",
    "b": "orangeColor",
    "b_text": "orangeTextColor",
    "b_soft": "orangeBackgroundColor",
    "toward": "greenColor",
    "against": "violetColor",
    "against_text": "violetTextColor",
    "muted": "grayColor",
}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_tokens_are_those_of_the_app(theme):
    for token, setting in SAME.items():
        assert TOKENS[theme][token] == CONFIG["theme"][theme][setting], (token, setting)


@pytest.mark.parametrize("theme", THEMES)
def test_ramps_are_those_of_the_app(theme):
    assert list(SEQUENTIAL[theme]) == CONFIG["theme"][theme]["chartSequentialColors"]
    assert list(DIVERGING[theme]) == CONFIG["theme"][theme]["chartDivergingColors"]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("token", ["text", "muted", "a_text", "b_text", "against_text", "shared"])
def test_words_can_be_read_on_the_page(theme, token):
    assert contrast(TOKENS[theme][token], TOKENS[theme]["page"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("token", ["a", "b", "toward", "against"])
def test_marks_stand_out_from_the_page(theme, token):
    assert contrast(TOKENS[theme][token], TOKENS[theme]["page"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ramp", [RAMP_A, RAMP_B, SEQUENTIAL])
def test_ramps_leave_the_page_step_by_step(theme, ramp):
    steps = [contrast(colour, TOKENS[theme]["page"]) for colour in ramp[theme]]
    assert steps == sorted(steps)


def test_a_scale_runs_from_0_to_1():
    places = [place for place, _ in colourscale(SEQUENTIAL["light"])]
    assert (places[0], places[-1]) == (0, 1)
    assert places == sorted(places)


@pytest.mark.parametrize("theme", THEMES)
def test_a_blank_figure_has_the_look_and_no_default_colours(theme):
    figure = blank(theme, 100)
    assert figure.layout.template.layout.colorway[:2] == (TOKENS[theme]["a"], TOKENS[theme]["b"])
    assert figure.layout.height == 100
    assert "#636efa" not in figure.to_json().lower()


def test_templates_are_not_shared():
    first = template("light")
    first.layout.font.size = 99
    assert template("light").layout.font.size == 14
    assert isinstance(first, go.layout.Template)
