"""The verdict's card says what the numbers say, and follows the base rate."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from components import compute_verdict, verdict_card, verdict_part
from core.verdict.chance import probability
from core.verdict.wording import UNLIKE
from tests.corpus import post, store
from tests.verdict.made import verdict


def card_page(folder: str):
    from pathlib import Path  # noqa: PLC0415 - AppTest runs this function by itself

    import streamlit as st  # noqa: PLC0415

    from components import compute, ticket, verdict_card  # noqa: PLC0415
    from components.shell import Scene  # noqa: PLC0415
    from core.params import ComparisonParams  # noqa: PLC0415

    gallery = compute.gallery(Path(folder))
    scene = Scene(gallery, "x:1", "x:2", "@ann", "@bob")
    told = verdict_card.draw(scene)
    comparison = compute.comparison(gallery, "x:1", "x:2", ComparisonParams.of("default"))
    st.code(ticket.text(scene, comparison, None, told), language=None)
    st.caption(verdict_card.answer(told, "Most alike in words."))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("card") / "workspace"
    store(
        made,
        [post(f"x:{key}", n, text=f"apple pear number{n} fruit") for key in (1, 2, 3) for n in range(30)],
    )
    return made


@pytest.fixture
def shown(folder, monkeypatch):
    """Give a function that draws the card of a made-up verdict."""

    def draw(found, **fixed):
        monkeypatch.setattr(compute_verdict, "verdict", lambda *_: found)
        app = AppTest.from_function(card_page, args=(str(folder),), default_timeout=30)
        for name, value in fixed.items():
            app.session_state[name] = value
        app.run()
        assert not app.exception
        assert not app.error
        return app

    return draw


def said(app):
    return [str(one.value) for one in app.markdown]


def numbers(app):
    return {one.label: (one.value, one.delta) for one in app.metric}


def below(app, title):
    """List the lines under a title of the card."""
    lines = said(app)[said(app).index(f"**{title}**") + 1 :]
    found = []
    for line in lines:
        if not line.startswith("- "):
            break
        found.append(re.sub(r"\\(.)", r"\1", line[2:]).replace("\u2060", ""))
    return found


def test_sentence_numbers_and_interval_are_those_of_the_verdict(shown):
    app = shown(verdict(4.1, 5.2, -0.3, spread=2.1))
    (header,) = app.header
    assert header.value == "Alike, but not enough to say one operator"
    assert any("**512 times** likelier" in line for line in said(app))
    assert numbers(app) == {
        "Evidence, bits": ("+9.0", "+6.9 to +11.1"),
        "Chance after looking": ("84%", "55% to 96%"),
    }


def test_moving_the_base_rate_across_the_cut_changes_the_sentence(shown):
    app = shown(verdict(10.0, 3.0))
    (slider,) = app.select_slider
    assert slider.options[0] == "100"
    assert slider.options[-1] == "1 million"
    assert app.header[0].value == "Consistent with one operator"
    slider.set_value(1_000_000).run()
    assert not app.exception
    assert app.header[0].value == "Alike, but not enough to say one operator"
    assert numbers(app)["Chance after looking"][0] == f"{100 * probability(13, 1e-6):.1f}%"
    assert "**Alike, but not enough to say one operator.** Most alike in words." in app.caption[-1].value
    app.run()
    assert app.select_slider[0].value == 1_000_000
    app.select_slider[0].set_value(100).run()
    assert app.header[0].value == "Consistent with one operator"


def test_two_reasons_against_and_what_would_change_it_always_stand_there(shown):
    app = shown(verdict(10.0, 3.0, -0.4))
    assert below(app, "What speaks against it")[0].startswith("Against it by 0.4 bits: how they write")
    assert len(below(app, "What speaks against it")) == 2
    assert below(app, "What would change this")[0].startswith("A base rate below one pair in ")


def test_with_doubts_there_is_rank_and_warning_and_neither_slider_nor_probability(shown):
    app = shown(verdict(10.0, 3.0, doubts=("its <b>posts</b> are :red[short]",), share_below=0.994))
    assert not app.select_slider
    assert set(numbers(app)) == {"Evidence, bits", "More bits than"}
    assert numbers(app)["More bits than"] == ("99%", "of the pairs here")
    assert any(line.endswith(UNLIKE) for line in said(app))
    assert any(r"\<b\>" in line and r"\:" in line for line in said(app))
    assert "one pair in" not in " ".join([*said(app), app.code[0].value])


def test_an_unknown_rank_is_said_to_be_unknown(shown):
    app = shown(verdict(2.0, doubts=("it differs",), share_below=None))
    assert numbers(app)["More bits than"] == ("—", "not known yet")


def test_insufficient_evidence_has_its_reason_and_its_remedy_and_no_number(shown):
    app = shown(verdict(missing="B has 3 posts, 50 needed"))
    assert app.header[0].value == "Insufficient evidence"
    assert "B has 3 posts, 50 needed" in " ".join(said(app)).replace("\\", "")
    assert below(app, "What would change this") == ["47 more posts of B."]
    assert not app.metric
    assert not app.get("plotly_chart")


def test_until_there_is_a_verdict_nothing_is_said(shown):
    app = shown(None)
    assert not app.header
    assert app.caption[-1].value == "Most alike in words."
    assert "Reason against" not in app.code[0].value


def test_the_table_twin_adds_up_and_names_what_is_missing():
    found = verdict(2.5, "B has 3 mentions, 10 needed", -0.75)
    table = verdict_part.frame(found)
    assert table["Bits"].iloc[:-1].sum() == table["Bits"].iloc[-1] == found.bits
    assert table["Missing"].tolist() == ["", "B has 3 mentions, 10 needed", "", ""]
    assert table["Bits"].isna().tolist() == [False, True, False, False]


def test_the_table_that_is_shown_has_a_dash_and_its_reason_for_a_missing_view_and_no_empty_column():
    shown = verdict_part.written(verdict(2.5, "B has 3 mentions, 10 needed", -0.75))
    missing = shown[shown["View"] == "Whom they name"].iloc[0]
    assert missing["Missing"] == "B has 3 mentions, 10 needed"
    assert set(missing[["Bits", "Likeness", "Usual", "Deviations"]]) == {"—"}
    assert shown["Bits"].tolist() == ["+2.5", "—", "−0.8", "+1.8"]
    assert shown.columns[-1] == "Missing"
    assert not shown.isna().any().any()
    assert all((shown[name] != "").any() for name in shown)
    assert "Missing" not in verdict_part.written(verdict(2.5, 1.0))
    assert "Likeness" not in verdict_part.written(verdict("A has 3 words, 200 needed"))


def test_an_interval_beyond_what_may_be_shown_is_said_once(shown):
    assert numbers(shown(verdict(-20.0, spread=2.0)))["Chance after looking"] == ("< 0.1%", "below 0.1%")
    assert numbers(shown(verdict(40.0, spread=2.0)))["Chance after looking"] == ("> 99.9%", "above 99.9%")


def test_the_card_says_why_its_likeness_is_another_number_than_the_tables(shown):
    helps = [one.help for one in shown(verdict(4.0, 2.0)).subheader]
    assert verdict_part.OTHERWISE in helps


def test_what_the_waterfall_shows_is_said_for_those_who_do_not_see_it():
    assert verdict_part.alt(verdict(2.5, -0.75, spread=1.0)) == (
        "Waterfall of bits. Words they choose +2.5, Whom they name −0.8. All evidence +1.8, 95% +0.8 to +2.8"
    )


def test_each_view_leads_to_its_page(shown):
    app = shown(verdict(2.0, 1.0, 0.5))
    assert [one.label for one in app.button if one.key.startswith("verdict-open")] == [
        "Words they choose",
        "Whom they name",
        "How they write",
    ]


def test_the_ticket_holds_sentence_bits_interval_base_rate_reasons_and_changes(shown):
    text = shown(verdict(4.1, 5.2, -0.3, spread=2.1)).code[0].value
    for part in (
        "Alike, but not enough to say one operator. The posts make one operator 512 times likelier",
        "Evidence: +9.0 bits (95% interval +6.9 to +11.1), model default",
        "Chance after looking: 84%; base rate one pair in 100",
        "  How they write: −0.3",
        "Reason against: Against it by 0.3 bits: how they write",
        "Would change it: ",
    ):
        assert part in text
    assert text.count("Reason against: ") == 2
    assert "**" not in text


def test_the_ticket_of_a_doubted_verdict_holds_the_doubt_and_no_probability(shown):
    text = shown(verdict(9.0, "A has 3 mentions, 10 needed", doubts=("it is mostly reposts.",))).code[0].value
    assert f"{UNLIKE}\n  it is mostly reposts." in text
    assert "  Whom they name: — (A has 3 mentions, 10 needed)" in text
    assert "Chance after looking" not in text


def test_the_slider_starts_at_the_workspaces_own_base_rate_and_offers_it(shown, monkeypatch):
    assert shown(verdict(5.0)).select_slider[0].value == 100
    monkeypatch.setattr(verdict_card.chance, "default_base_rate", lambda _n: 1 / 335)
    (slider,) = shown(verdict(5.0)).select_slider
    assert slider.value == 335
    assert slider.options[:4] == ["100", "200", "335", "500"]


def test_a_base_rate_chosen_before_is_still_chosen(shown):
    app = shown(verdict(10.0, 3.0), verdict_one_in_100=1_000_000)
    assert app.select_slider[0].value == 1_000_000
    assert app.header[0].value == "Alike, but not enough to say one operator"
