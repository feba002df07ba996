"""The Content page: each part is drawn when it is opened, says why it is empty, and lets no post act."""

import re

import pytest

from components import content_posts, jobs
from core.workspace import Workspace
from core.workspace.folder import default_path
from tests.corpus import post, store
from tests.pages.opening import SOON, assert_sound, framed, said

TABS = ("Posts", "Words", "Hashtags, links, clients", "Style, languages")
KINDS = ("same posts", "reworded posts", "same reposts")
MARKERS = ("Hashtags", "Linked domains", "Clients")
PARTS = [
    *((TABS[0], "content_kind", kind) for kind in KINDS),
    (TABS[1], "content_mode", "default"),
    (TABS[1], "content_mode", "paper"),
    *((TABS[2], "content_marker", marker) for marker in MARKERS),
    (TABS[3], "content_mode", "default"),
]
every_part = pytest.mark.parametrize(("tab", "control", "choice"), PARTS)


def opened(tab, control=None, choice=None, **query):
    """Open a part of the page, as somebody who clicks there."""
    app = framed("content", **query)
    app.session_state["content_tab"] = tab
    if control is not None:
        app.session_state[control] = choice
    return app.run()


def alts(app):
    """Give the words that stand for the figures, tables and lists of the page."""
    return [element.proto.alt for element in (*app.dataframe, *app.get("plotly_chart"))]


def tables(app):
    """Give what the tables of the page hold."""
    return [frame.value.to_numpy().tolist() for frame in app.dataframe]


def copies(*pairs):
    """Store two timelines in which B posts its text an hour after A's."""
    posts = []
    for n, (text_a, text_b) in enumerate(pairs):
        posts += [post("x:1", 10 * n, text=text_a), post("x:2", 10 * n + 1, text=text_b)]
    store(default_path(), posts)


@every_part
@pytest.mark.usefixtures("demo")
def test_every_part_shows_the_demo_and_bears_two_reruns(tab, control, choice):
    app = opened(tab, control, choice)
    assert_sound(app)
    before = said(app)
    for _ in range(2):
        app.run()
        assert_sound(app)
    assert said(app) == before


@every_part
def test_every_part_bears_people_who_mean_harm(tab, control, choice, hostile):
    for a, b in ((0, 1), (2, 3), (4, 5)):
        app = opened(tab, control, choice, w="own", a=hostile[a], b=hostile[b])
        assert_sound(app)


@every_part
def test_every_part_bears_a_profile_with_one_post(tab, control, choice, demo, demo_folder):
    lonely = Workspace(demo_folder / "demo").profiles.query("n_posts == 1")["key"].item()
    for a, b in ((demo[0], lonely), (lonely, demo[1])):
        assert_sound(opened(tab, control, choice, w="demo", a=a, b=b))


@pytest.mark.usefixtures("demo")
def test_what_is_hidden_is_not_drawn():
    tables = {tab: set(alts(opened(tab))) for tab in TABS}
    for one in TABS:
        for other in TABS:
            assert one == other or not tables[one] & tables[other]
    assert "Same posts, with both times and the lag" in tables["Posts"]
    assert "Shared words with counts and rarity" in tables["Words"]
    assert "Shared hashtags with counts and their part in the cosine" in tables["Hashtags, links, clients"]
    assert "Share of posts of both by language" in tables["Style, languages"]


@pytest.mark.usefixtures("demo")
def test_every_content_measure_is_a_number_or_has_its_reason():
    app = framed("content")
    labels = {metric.label: metric.value for metric in app.metric}
    assert list(labels) == [
        *("Words, TF-IDF", "Embedding", "Same posts", "Near-identical", "Same reposts"),
        *("Hashtags, cosine", "Links, cosine", "Clients, cosine", "Style, cosine"),
    ]
    reasons = "\n".join(caption.value for caption in app.caption)
    for label, value in labels.items():
        assert re.search(r"\d", value) or re.search(rf"— (?:.*; )?{label}.*: .{{10,}}\.", reasons)


def test_without_texts_the_page_says_why_and_calls_nothing_none():
    store(default_path(), [post(f"x:{1 + n % 2}", n, text=None) for n in range(40)])
    for tab in TABS:
        app = opened(tab, w="own", a="x:1", b="x:2")
        assert_sound(app)
    assert any("cannot be said" in text for text in said(app))
    app = opened("Posts", w="own", a="x:1", b="x:2")
    assert any(text.startswith("None: A has no text") for text in said(app))
    assert {metric.value for metric in app.metric} == {"—"}


def test_the_differences_of_a_reworded_pair_are_marked_on_both_sides():
    copies(("Come and vote for Ann at noon today", "Come and vote for Bob at noon today!"))
    app = opened("Posts", w="own", a="x:1", b="x:2")
    assert_sound(app)
    assert app.segmented_control(key="content_kind").value == "reworded posts"
    (table,) = [frame.value for frame in app.dataframe if "Only A" in frame.value]
    assert table[["Only A", "Only B", "Lag"]].to_numpy().tolist() == [
        ["Ann", "Bob … !", "B 60 minutes later"]
    ]
    shown = "\n".join(text.replace("\u2060", "") for text in said(app))
    assert "vote for :blue-background[**Ann**] at noon" in shown
    assert "vote for :orange-background[**Bob**] at noon today:orange-background[**\\!**]" in shown


def test_a_reworded_pair_that_runs_from_right_to_left_keeps_its_order():
    start, end = "صباح الخير يا أهل", "الكرام في كل مكان"
    copies((f"{start} البيت {end}", f"{start} الحي {end}"))
    app = opened("Posts", w="own", a="x:1", b="x:2")
    (shown,) = [text for text in said(app) if ":blue-background[" in text]
    line = shown.replace("\u2060", "").split("\n")[-1]
    assert line == f"\u2068{start} :blue-background[**البيت**] {end}\u2069"


def test_hostile_differences_are_escaped_where_they_are_marked():
    bait = (
        "<script>alert(1)</script>",
        "[x](javascript:alert(1)) ![p](http://evil.example/p.png) :red[no] $x$",
    )
    copies(*((f"six plain words that are {one}", "six plain words that are") for one in bait))
    copies(
        (f"one two three four five six seven {bait[0]}", f"one two three four five six seven {bait[1][:24]}")
    )
    for kind in KINDS:
        assert_sound(opened("Posts", "content_kind", kind, w="own", a="x:1", b="x:2"))


def test_long_timelines_are_searched_in_the_background_and_give_the_same(monkeypatch, demo, demo_folder):
    at_once = tables(opened("Posts"))
    monkeypatch.setattr(content_posts, "_MOST_POSTS", 0)
    app = opened("Posts")
    assert_sound(app)
    fingerprint = Workspace(demo_folder / "demo").fingerprint
    assert jobs.find(f"repeats:{fingerprint}:{demo[0]}:{demo[1]}").wait(SOON).state == "done"
    assert_sound(app.run())
    assert tables(app) == at_once != []


@pytest.mark.usefixtures("demo")
def test_the_search_can_be_stopped_and_begun_again(monkeypatch, busy):
    monkeypatch.setattr(content_posts, "_MOST_POSTS", 0)
    app = opened("Posts", "content_kind", "reworded posts", b="x:9015022003840000017")
    assert tables(app) == []
    next(
        button for button in app.main.button if button.label == "Cancel" and "repeats:" in button.key
    ).click()
    app.run()
    app.run()
    assert any("nothing is lost" in text for text in said(app))
    assert "Start again" in [button.label for button in app.main.button]
    assert not busy.status.finished


@pytest.mark.usefixtures("demo")
def test_paper_mode_opens_the_posts_of_the_words_it_counts():
    app = opened("Words", "content_mode", "paper")
    assert_sound(app)
    assert sum("UTC" in text for text in said(app)) == 2
