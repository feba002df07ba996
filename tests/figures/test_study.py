"""What a study found, drawn: the stair of a curve is kept, names are harmless, counts are whole."""

import numpy as np
import pytest
from hypothesis import given, settings

from core.model import Chart, Curve
from core.validation.twin import found_at
from figures.study import LEAST_RATE, detection_figure, reliability_figure
from figures.template import TOKENS
from tests.validation.made_study import charts, detection, hostile_section, reliability

themes = pytest.mark.parametrize("theme", ["light", "dark"])


def stair(figure, n=1):
    return np.asarray(figure.data[n].x, dtype=float), np.asarray(figure.data[n].y, dtype=float)


def height(rates, found, rate):
    """Read a stair as it is drawn: the step that begins at or before the rate."""
    below = found[rates <= rate]
    return below[-1] if below.size else None


def test_the_stair_is_read_as_the_curve_is():
    curve = Curve("c", "detection", (0.0, 0.00005, 0.003, 0.003, 0.2), (0.05, 0.1, 0.4, 0.5, 0.9))
    rates, found = stair(detection_figure(Chart("d", "D", (curve,)), "light"))
    for rate in (LEAST_RATE, 0.001, 0.003, 0.01, 0.2, 1.0):
        assert height(rates, found, rate) == found_at(curve, rate)
    assert (rates[0], rates[-1]) == (LEAST_RATE, 1.0)


def test_what_was_found_at_a_lower_rate_is_found_at_a_higher_one_too():
    curve = Curve("c", "detection", (0.001, 0.01), (0.5, 0.4))
    rates, found = stair(detection_figure(Chart("d", "D", (curve,)), "light"))
    assert height(rates, found, 0.01) == found_at(curve, 0.01) == 0.5


def test_many_points_are_thinned_and_the_stair_stays_where_it_was():
    rng = np.random.default_rng(0)
    x = np.sort(10 ** rng.uniform(-5, 0, 30_000))
    curve = Curve("c", "detection", tuple(x.tolist()), tuple(np.sort(rng.uniform(0, 1, x.size)).tolist()))
    rates, found = stair(detection_figure(Chart("d", "D", (curve,)), "light"))
    assert rates.size < 260
    assert (np.diff(found) >= 0).all()
    for rate in np.geomspace(2e-4, 1, 30):
        assert height(rates, found, rate * 1.05) >= found_at(curve, rate / 1.0) - 0.02
        assert height(rates, found, rate / 1.05) <= found_at(curve, rate)


def test_rates_stand_on_a_logarithmic_axis_in_words():
    figure = detection_figure(Chart("d", "D", (detection("a", 3),)), "light")
    assert figure.layout.xaxis.type == "log"
    assert list(figure.layout.xaxis.range) == [-4, 0]
    assert figure.layout.xaxis.ticktext[1] == "1 in 1,000"


@themes
def test_curves_differ_in_more_than_hue_and_none_has_the_colour_of_a_profile(theme):
    lines = [detection(f"view {n}", n) for n in range(12)]
    figure = detection_figure(Chart("d", "D", tuple(lines)), theme)
    looks = [(trace.line.color, trace.line.dash) for trace in figure.data[1:]]
    assert len(set(looks)) == 12
    assert len({dash for _, dash in looks[:4]}) == 4
    assert not {colour for colour, _ in looks} & {TOKENS[theme]["a"], TOKENS[theme]["b"]}


def test_a_reliability_point_has_its_interval_its_pairs_and_a_bar():
    curve = reliability("open", 1.3)
    figure = reliability_figure(Chart("r", "R", (curve,)), "light")
    diagonal, points, bars = figure.data
    assert list(diagonal.x) == list(diagonal.y) == [0, 1]
    assert list(points.x) == list(curve.x)
    assert np.add(points.y, points.error_y.array) == pytest.approx(curve.high)
    assert np.subtract(points.y, points.error_y.arrayminus) == pytest.approx(curve.low)
    assert points.customdata[1][1] == "812 pairs"
    assert list(bars.y) == list(curve.n)
    assert figure.layout.yaxis2.type == "log"
    assert 10 ** figure.layout.yaxis2.range[1] > max(curve.n)


def test_an_interval_need_not_be_even():
    curve = Curve("a", "reliability", (0.5,), (0.6,), (0.55,), (0.9,), (10,))
    bars = reliability_figure(Chart("r", "R", (curve,)), "light").data[1].error_y
    assert (bars.array[0], bars.arrayminus[0]) == (pytest.approx(0.3), pytest.approx(0.05))


def test_without_counts_there_are_no_bars():
    bare = Curve("a", "reliability", (0.1, 0.9), (0.2, 0.8))
    figure = reliability_figure(Chart("r", "R", (bare,)), "light")
    assert [trace.type for trace in figure.data] == ["scatter", "scatter"]
    assert figure.data[1].error_y.array is None


def test_bars_of_two_curves_stand_beside_each_other():
    pair = (reliability("open", 1), reliability("closed", 1.2))
    bars = [trace for trace in reliability_figure(Chart("r", "R", pair), "dark").data if trace.type == "bar"]
    assert np.subtract(bars[1].x, bars[0].x) == pytest.approx(bars[0].width)


def test_hostile_names_are_no_markup():
    section = hostile_section()
    for figure in (
        detection_figure(section.charts[0], "light"),
        reliability_figure(section.charts[1], "light"),
    ):
        drawn = figure.to_json()
        assert "<script" not in drawn.replace("\\u003c", "<")
        assert "<img" not in drawn.replace("\\u003c", "<")


@settings(max_examples=12)
@given(charts)
def test_every_chart_can_be_drawn(chart):
    kinds = {curve.kind for curve in chart.curves}
    draw = detection_figure if "detection" in kinds else reliability_figure
    assert draw(chart, "light").to_json() == draw(chart, "light").to_json()
