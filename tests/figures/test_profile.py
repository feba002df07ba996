"""The mix of a profile's posts, and its week."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import KINDS
from figures.heat import week_figure
from figures.mix import HEIGHT, mix_figure
from figures.template import RAMP_A, RAMP_B, TOKENS


@given(st.dictionaries(st.sampled_from(KINDS), st.integers(0, 10**9)))
def test_the_shares_of_the_mix_add_up_to_one(kinds):
    shares = [trace.x[0] for trace in mix_figure(kinds, "a", "light").data]
    assert sum(shares) == pytest.approx(1)


def test_kinds_stand_in_one_order_and_fade():
    bar = mix_figure({"reply": 1, "quote": 1, "repost": 1, "original": 1}, "b", "dark")
    assert [trace.name for trace in bar.data] == ["originals", "reposts", "quotes", "replies"]
    opacities = [trace.marker.opacity for trace in bar.data]
    assert opacities == sorted(opacities, reverse=True)
    assert {trace.marker.color for trace in bar.data} == {TOKENS["dark"]["b"]}
    assert bar.layout.height == HEIGHT


def test_a_profile_without_posts_has_an_empty_track():
    (track,) = mix_figure({}, "a", "light").data
    assert track.marker.color == TOKENS["light"]["grid"]
    assert "no posts" in track.hovertemplate


def test_a_kind_without_posts_is_not_drawn():
    assert len(mix_figure({"original": 5, "repost": 0}, "a", "light").data) == 1


@pytest.mark.parametrize(("side", "ramp"), [("a", RAMP_A), ("b", RAMP_B)])
def test_each_side_has_its_own_ramp_on_the_scale_given(side, ramp):
    (heat,) = week_figure(np.full(168, 1 / 168), side, 0.02, "light").data
    assert [colour for _, colour in heat.colorscale] == list(ramp["light"])
    assert (heat.zmin, heat.zmax) == (0, 0.02)


def test_the_week_is_read_day_by_day():
    shares = np.zeros(168)
    shares[24 * 5 + 13] = 1  # Saturday 13:00
    figure = week_figure(shares, "a", 1, "light", zone="UTC−5")
    (heat,) = figure.data
    row, column = np.argwhere(np.asarray(heat.z) == 1)[0]
    assert (heat.y[row], heat.customdata[row][column]) == ("Sat", "13:00–13:59")
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.xaxis.title.text == "hour of day, UTC−5"


def test_a_week_without_posts_is_drawn_empty():
    (heat,) = week_figure(np.zeros(168), "a", 0, "light").data
    assert heat.zmax == 1


def test_a_week_has_168_hours():
    with pytest.raises(ValueError, match="reshape"):
        week_figure(np.zeros(24), "a", 1, "light")
