"""The Audience page says what the register says, and every number on it opens or adds up."""

from __future__ import annotations

import itertools
import re
import shutil

import pytest

from components import theme
from components.chance_card import p_value, p_words
from components.target_table import LISTED
from core.comparison import compare
from core.gallery import Gallery
from core.params import ComparisonParams
from core.pseudonyms import Pseudonyms
from core.pseudonyms.conversion import pseudonymise
from core.workspace import Workspace
from core.workspace.folder import default_path
from tests.corpus import post, store
from tests.pages.opening import assert_sound, framed, said, turn

TARGETS = {"Target", "A", "B", "Strong"}
NUMBERS = itertools.count()
EVIL = "</script><img/src=x>"


def table(app, columns):
    """Give the table that has these columns first: the page has each once, and its twin in a card."""
    found = [one.value for one in app.main.dataframe if set(columns) <= set(one.value.columns)]
    assert found, f"no table of {sorted(columns)}"
    return found[-1]


def number(app, label):
    (found,) = [metric for metric in app.metric if metric.label == label]
    return found


def control(app, label):
    widgets = (*app.main.segmented_control, *app.main.pills)
    return next(widget for widget in widgets if widget.label == label)


def register(folder, a, b, mode="default"):
    gallery = Gallery(Workspace(folder))
    params = ComparisonParams.of(mode)
    return compare(gallery.portrait(a), gallery.portrait(b), gallery.reference, params, "audience")


def say(n, who="x:1", **fields):
    """Give n posts of one profile, each its own."""
    return [post(who, next(NUMBERS), **fields) for _ in range(n)]


@pytest.fixture
def met():
    """Make two who share twelve targets; one of these is a profile that names both, and another of them."""
    shared = [f"x:{n}" for n in range(50, 62)]
    posts = [
        *(one for who in ("x:1", "x:2") for key in shared for one in say(4, who, mentions=[key])),
        *say(3, "x:1", mentions=["x:2"]),
        *say(6, "x:50", mentions=["x:1"]),
        *say(2, "x:50", mentions=["x:2"]),
        *say(5, "x:50", mentions=["x:51"]),
        *say(3, "x:7", mentions=["x:60"]),
    ]
    store(default_path(), posts, identities=[("x", "50", EVIL)])
    return default_path()


def opened(**query):
    app = framed("audience", w="own", a="x:1", b="x:2", **query)
    assert_sound(app)
    return app


@pytest.mark.parametrize("mode", ["default", "paper"])
def test_the_numbers_are_those_of_the_register(mode, demo, demo_folder):
    app = framed("audience", w="demo", a=demo[0], b=demo[1])
    control(app, "Measures").set_value(mode).run()
    assert_sound(app)
    found = register(demo_folder / "demo", *demo, mode=mode)
    for label, measure in (
        ("Jaccard", "jaccard"),
        ("Attention shared", "weighted_jaccard"),
        ("Rare ones first", "rarity_cosine"),
    ):
        assert number(app, label).value == theme.decimal(found[f"audience.{measure}"].value, 3)
    strong = found["audience.strong_jaccard"]
    assert number(app, "Strong, shared").delta == f"Jaccard {theme.decimal(strong.value, 3)}"
    assert number(app, "Strong, shared").value.startswith(f"{strong.shared} of ")
    kinds = table(app, ["Named by", "Jaccard"])
    for kind, value in zip(("repost", "quote", "reply", "mention"), kinds["Jaccard"], strict=True):
        assert value == found[f"audience.jaccard_{kind}"].value or found[f"audience.jaccard_{kind}"].missing


def test_the_probability_shown_is_that_of_the_core(demo, demo_folder):
    app = framed("audience", w="demo", a=demo[0], b=demo[1])
    surprise = register(demo_folder / "demo", *demo)["audience.overlap_surprise"]
    assert any(text.startswith(f"{p_words(p_value(surprise.value))}: ") for text in said(app))
    law = table(app, ["Shared targets", "Probability"])
    beyond = law[law["Shared targets"] >= surprise.shared]["Probability"].sum()
    assert beyond == pytest.approx(p_value(surprise.value), abs=3e-4)
    expected = (law["Shared targets"] * law["Probability"]).sum()
    assert any(f"Chance would make about **{expected:.0f}**" in text for text in said(app))


@pytest.mark.parametrize("kinds", [[], ["repost"], ["reply", "mention"]])
def test_the_parts_of_the_shared_targets_add_up_to_the_cosine_shown(kinds, demo):
    app = framed("audience", w="demo", a=demo[0], b=demo[1])
    control(app, "Named by").set_value(kinds).run()
    assert_sound(app)
    parts = table(app, [*TARGETS, "Part"])["Part"]
    assert len(parts) > 2
    shown = number(app, "Rare ones first").value
    if shown != theme.MISSING:
        assert theme.decimal(parts.sum(), 3) == shown
    assert parts.is_monotonic_decreasing
    assert (parts > 0).all()


@pytest.mark.usefixtures("demo")
def test_the_ways_of_naming_that_are_chosen_are_those_of_every_table():
    app = framed("audience")
    whole = table(app, TARGETS)["A"].sum()
    control(app, "Named by").set_value(["repost", "reply"]).run()
    assert_sound(app)
    assert table(app, ["Named by", "Jaccard"])["Named by"].tolist() == ["Reposts", "Replies"]
    assert table(app, ["By", "A to B"])["By"].tolist() == ["Reposts", "Replies"]
    assert table(app, TARGETS)["A"].sum() < whole
    # chance is that of all ways of naming, and says so
    assert any("By all ways of naming they share 29. Chance" in text for text in said(app))


def test_direct_contact_is_counted_by_way_and_direction_and_opens_to_its_posts(met):
    app = opened()
    contact = table(app, ["By", "A to B", "B to A"])
    assert contact.set_index("By").loc["Mentions"].tolist() == [3, 0]
    assert (
        contact[["A to B", "B to A"]].to_numpy().sum()
        == register(met, "x:1", "x:2")["audience.contact"].value
    )
    assert "A names B **3 times**, B names A **never**." in said(app)
    posts = next(one for one in app.expander if one.label == "Posts in which they name each other")
    assert any("3 posts" in text.value for text in posts.markdown)


@pytest.mark.usefixtures("met")
def test_a_shared_target_that_names_both_is_a_bridge_and_its_name_does_no_harm():
    app = opened()
    bridges = table(app, ["From A", "To B"])
    assert bridges.to_numpy().tolist() == [[f"@{EVIL}", 4, 4, 6, 2]]
    assert any("1 shared target is a profile here; it names A or B in turn." in text for text in said(app))
    edges = table(app, ["Source", "Target", "Step"])
    second = edges[edges["Step"] == 2].drop(columns="Step").to_numpy().tolist()
    assert second == [[f"@{EVIL}", "A", 6], [f"@{EVIL}", "B", 2], [f"@{EVIL}", "x:51", 5]]
    # the posts behind the first bridge are open
    assert any("6 posts" in text for text in said(app))


def test_without_profiles_among_the_targets_nothing_is_claimed_of_a_second_step(demo):
    app = framed("audience", w="demo", a=demo[0], b=demo[1])
    assert any("nothing is known of whom they name" in text for text in said(app))


@pytest.mark.parametrize(
    ("of_a", "of_b", "words"),
    [(0, 0, "Neither names anybody"), (0, 3, "A names nobody"), (3, 0, "B names nobody")],
)
def test_who_names_nobody_has_no_audience(of_a, of_b, words):
    posts = [
        *say(2, "x:1"),
        *say(2, "x:2", text="something else"),
        *say(of_a, "x:1", mentions=["x:9"]),
        *say(of_b, "x:2", mentions=["x:9"]),
    ]
    store(default_path(), posts)
    app = opened()
    assert any(text.startswith(words) for text in said(app))
    assert {metric.value for metric in app.metric} == {theme.MISSING}
    needed = re.compile(r"— [A-Z].+: [AB] has \d (?:targets?, 10|strong friendships, 1) needed\.")
    assert any(needed.fullmatch(text) for text in said(app))
    assert_sound(app.run())


def test_a_few_targets_are_listed_though_their_numbers_are_missing():
    store(default_path(), [one for who in ("x:1", "x:2") for one in say(3, who, mentions=["x:9"])])
    app = opened()
    assert number(app, "Jaccard").value == theme.MISSING
    assert "— Jaccard, Attention shared, Rare ones first: A has 1 target, 10 needed." in said(app)
    assert len(table(app, TARGETS)) == 1
    assert any(
        "Whether chance would make as many cannot be said: A has 1 target" in text for text in said(app)
    )


def test_fifty_thousand_targets_are_listed_up_to_a_cap_and_the_file_holds_all():
    everybody = [f"x:{n}" for n in range(1_000, 51_000)]
    posts = [
        post(who, 1_000 * n + k, mentions=everybody[k * 1_000 : (k + 1) * 1_000])
        for n, who in enumerate(("x:1", "x:2"))
        for k in range(50)
    ]
    store(default_path(), posts)
    app = opened()
    assert len(table(app, TARGETS)) == LISTED
    assert any(f"The first {LISTED:,}; the CSV holds all." in text for text in said(app))
    assert any("They share **50,000** of 50,000 and 50,000" in text for text in said(app))
    assert any(re.search(r"14 of 50,000 shared", text) for text in said(app))
    assert_sound(app.run())


def test_a_pseudonymised_workspace_shows_pseudonyms_only(demo_folder, tmp_path):
    folder = tmp_path / "workspace"
    shutil.copytree(demo_folder / "demo", folder)
    raw = Workspace(folder)
    names = {handle for handle in raw.profiles["handle"] if isinstance(handle, str)}
    assert len(names) > 30
    pseudonymise(raw, Pseudonyms.create(tmp_path / "case.key"))
    a, b = Workspace(folder).opening
    app = framed("audience", w="own", a=a, b=b)
    assert_sound(app)
    shown = "\n".join([*said(app), *(one.value.to_csv() for one in app.dataframe)])
    assert len(table(app, TARGETS)) > 5
    assert not [name for name in names if name in shown]


def test_the_page_keeps_its_controls_when_one_leaves_and_comes_back(demo):
    app = framed("audience", w="demo", a=demo[0], b=demo[1])
    control(app, "Named by").set_value(["repost"]).run()
    control(app, "Measures").set_value("paper").run()
    before = [metric.value for metric in app.metric]
    turn(app, "content")
    turn(app, "audience")
    assert_sound(app)
    assert [metric.value for metric in app.metric] == before
