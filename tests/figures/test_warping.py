"""The picture of a warping shows what was computed, for any length."""

import html

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Warping
from figures.template import TOKENS
from figures.warping import MOST_LINES, joining_step, joining_words, warping_figure


def warping(a, b, path, *, mode="default", circular=False, band=None, start_a=0, start_b=0) -> Warping:
    a, b, path = np.asarray(a, float), np.asarray(b, float), np.asarray(path, dtype=np.int64)
    costs = (a[path[:, 0]] - b[path[:, 1]]) ** 2
    return Warping(
        a=a, b=b, start_a=start_a, start_b=start_b, path=path, step_costs=costs,
        cost=float(costs.sum()), steps=len(path), distance=0.0, band=band, circular=circular, mode=mode,
    )  # fmt: skip


def diagonal(n: int) -> np.ndarray:
    return np.c_[np.arange(n), np.arange(n)]


def staircase(n: int, m: int) -> np.ndarray:
    steps = np.linspace(0, 1, n + m)
    return np.c_[np.rint(steps * (n - 1)), np.rint(steps * (m - 1))].astype(np.int64)


def traces(figure):
    lines, b, a = figure.data
    return lines, a, b


def segments(lines):
    """Give the joining lines as (x of A, x of B, y of A, y of B)."""
    return [
        (lines.x[k], lines.x[k + 1], float(lines.y[k]), float(lines.y[k + 1]))
        for k in range(0, len(lines.x), 3)
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_is_solid_and_b_is_dashed_in_their_colours(theme):
    figure = warping_figure(
        warping(np.ones(24), np.ones(24), diagonal(24)), "@a", "@b", theme, bins="hour_of_day"
    )
    _, a, b = traces(figure)
    assert (a.line.color, a.line.dash) == (TOKENS[theme]["a"], "solid")
    assert (b.line.color, b.line.dash) == (TOKENS[theme]["b"], "6px,3px")


def test_a_is_lifted_above_everything_of_b():
    w = warping([0, 5, 1], [3, 0, 9], diagonal(3))
    _, a, b = traces(warping_figure(w, "@a", "@b", "light", bins="day"))
    assert min(a.y) > max(b.y)
    assert np.allclose(np.asarray(a.y) - min(a.y), w.a)
    assert np.allclose(b.y, w.b)


def test_hovering_a_bin_names_height_and_partners():
    w = warping([1, 2.5, 0], [1, 0, 2], [[0, 0], [1, 1], [1, 2], [2, 2]], start_a=18_362, start_b=18_362)
    _, a, b = traces(warping_figure(w, "@a", "@b", "light", bins="day"))
    assert list(a.customdata[1]) == ["11 Apr 2020", "2.50", "◆ 11 Apr 2020 to 12 Apr 2020"]
    assert list(b.customdata[2]) == ["12 Apr 2020", "2.00", "● 11 Apr 2020 to 12 Apr 2020"]
    assert "own mean" in a.hovertemplate


def test_paper_mode_counts_in_the_noun_given():
    w = warping([10, 20], [5, 0], diagonal(2), mode="paper")
    figure = warping_figure(w, "@a", "@b", "light", bins="day", noun="reposts")
    _, a, _ = traces(figure)
    assert list(a.customdata[1])[1] == "20"
    assert "reposts" in a.hovertemplate
    assert figure.layout.yaxis.title.text == "reposts a day"


def test_joining_lines_run_between_the_paired_points():
    w = warping([1, 2, 3], [3, 2, 1], [[0, 0], [1, 1], [2, 2]], start_a=10, start_b=20)
    lines, a, b = traces(warping_figure(w, "@a", "@b", "light", bins="day"))
    drawn = segments(lines)
    assert len(drawn) == 3
    for k, (x_a, x_b, y_a, y_b) in enumerate(drawn):
        assert (np.datetime64(x_a), y_a) == (a.x[k], a.y[k])
        assert (np.datetime64(x_b), y_b) == (b.x[k], b.y[k])


def test_the_gaps_between_joining_lines_are_empty():
    figure = warping_figure(warping([1, 2], [1, 2], diagonal(2)), "@a", "@b", "light", bins="day")
    lines, _, _ = traces(figure)
    assert set(lines.x[2::3]) == {None}
    assert np.isnan(np.asarray(lines.y[2::3], dtype=float)).all()


def test_a_line_across_midnight_is_drawn_at_both_ends_and_never_across():
    hours = np.arange(24)
    w = warping(np.ones(24), np.ones(24), np.c_[hours, (hours + 2) % 24], circular=True)
    lines, _, _ = traces(warping_figure(w, "@a", "@b", "light", bins="hour_of_day"))
    spans = [np.datetime64(x_b) - np.datetime64(x_a) for x_a, x_b, _, _ in segments(lines)]
    assert set(spans) == {np.timedelta64(120, "m")}
    assert len(spans) == 24 + 2


def test_the_weekend_is_shaded_for_hours_of_the_week_only():
    week = warping(np.ones(168), np.ones(168), diagonal(168), circular=True)
    assert len(warping_figure(week, "@a", "@b", "light", bins="hour_of_week").layout.shapes) == 1
    day = warping(np.ones(24), np.ones(24), diagonal(24), circular=True)
    assert not warping_figure(day, "@a", "@b", "light", bins="hour_of_day").layout.shapes


@pytest.mark.parametrize(("n", "m"), [(30, 30), (400, 61), (4_000, 3_900)])
def test_calendars_of_any_length_are_drawn_with_few_lines(n, m):
    rng = np.random.default_rng(1)
    w = warping(
        rng.poisson(3, n), rng.poisson(3, m), staircase(n, m), mode="paper", start_a=14_000, start_b=15_000
    )
    lines, a, b = traces(warping_figure(w, "@a", "@b", "light", bins="day"))
    assert len(segments(lines)) <= MOST_LINES
    assert (len(a.x), len(b.x)) == (n, m)
    assert str(b.x[0]).startswith("2011-01-26")


def test_a_zone_is_named_and_its_hours_are_in_order():
    w = warping(np.arange(24), np.ones(24), diagonal(24), circular=True, start_a=2, start_b=2)
    figure = warping_figure(w, "@a", "@b", "light", bins="hour_of_day", zone="UTC+2")
    _, a, _ = traces(figure)
    assert list(a.x) == sorted(a.x)
    assert next(iter(a.customdata[0])) == "00:00"
    assert a.customdata[0][1] == "22.00"
    assert figure.layout.xaxis.title.text == "hour of day, UTC+2"


def test_series_without_any_event_are_drawn_flat():
    figure = warping_figure(
        warping(np.zeros(24), np.zeros(24), diagonal(24), mode="paper"),
        "@a",
        "@b",
        "light",
        bins="hour_of_day",
    )
    assert figure.layout.yaxis.range[1] > 0


def test_one_bin_is_enough():
    figure = warping_figure(warping([3], [2], [[0, 0]]), "@a", "@b", "light", bins="day")
    assert figure.to_json()


def test_names_are_escaped_and_cut():
    w = warping([1], [1], [[0, 0]])
    figure = warping_figure(w, "<img src=x onerror=alert(1)>", "\u202eevil", "light", bins="day")
    first, second = (note.text for note in figure.layout.annotations)
    assert html.unescape(first) == "<b>● <img src=x onerro…</b>"
    assert "<img" not in first
    assert second == "<b>◆ evil</b>"


@given(st.integers(1, 100_000))
def test_never_more_lines_than_the_eye_can_use(n_steps):
    step = joining_step(n_steps)
    assert -(-n_steps // step) <= MOST_LINES
    assert str(step) in joining_words(n_steps) or step in (1, 3)


@given(st.floats(0.01, 1e6))
def test_the_axis_has_between_one_and_a_few_ticks_a_lane(top):
    w = warping([top], [top], [[0, 0]], mode="paper")
    ticks = warping_figure(w, "a", "b", "light", bins="day").layout.yaxis.tickvals
    assert 4 <= len(ticks) <= 8
