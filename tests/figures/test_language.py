"""Languages are drawn as shares of each profile's posts."""

import pytest

from figures.language import language_figure


def test_shares_are_of_each_profile_alone():
    a, b = language_figure(["English", "Welsh"], [3, 1], [0, 2], "light").data
    assert list(a.x) == [0.75, 0.25]
    assert list(b.x) == [0, 1]
    assert list(b.text) == ["◆ none", "◆ 100%, 2"]
    assert list(a.text) == ["● 75%, 3", "● 25%, 1"]


def test_the_two_are_told_apart_without_colour():
    a, b = language_figure(["English"], [1], [1], "dark").data
    assert a.marker.pattern.shape is None
    assert b.marker.pattern.shape == "/"
    assert b.marker.pattern.fillmode == "overlay"


@pytest.mark.parametrize(("n", "said"), [(1, "under 0.1%"), (12, "0.1%"), (994, "9.9%"), (995, "10%")])
def test_small_shares_keep_their_digits(n, said):
    assert language_figure(["x"] * 2, [n, 10_000 - n], [0, 0], "light").data[0].text[0] == f"● {said}, {n}"


def test_names_are_foreign_text_and_no_posts_are_no_error():
    figure = language_figure(["<b>"], [0], [0], "light")
    assert figure.layout.yaxis.ticktext == ("&lt;b&gt;",)
    assert not len(language_figure([], [], [], "light").data[0].x)
