"""Tone and abuse of posts of contact: by hand, whatever comes, and what friends say to each other."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.safety.abuse
from core.safety.abuse import abuse, lexicon
from core.safety.tone import MOST_READ, contact_tone

ABUSE = [
    ("you are a moron", "insult"),
    ("What an IDIOT you are", "insult"),
    ("@bob id*ot", "insult"),
    ("b*tch please", "insult"),
    ("a$$hole", "insult"),
    ("you absolute idiooooot", "insult"),
    ("id\u200bi\u00adot", "insult"),
    ("ＩＤＩＯＴ", "insult"),
    ("you piece   of s#it", "insult"),
    ("you're so pathetic", "to_you"),
    ("you’re pathetic", "to_you"),
    ("ur a clown", "to_you"),
    ("You are nothing but a liar!", "to_you"),
    ("just shut up", "dismissal"),
    ("FUCK OFF", "dismissal"),
    ("f*ck you", "dismissal"),
    ("go to hell.", "dismissal"),
    ("I know where you live", "threat"),
    ("I will find you", "threat"),
    ("k*ll yourself", "death_wish"),
    ("kys", "death_wish"),
    ("I hate it, you idiot", "insult"),
    ("everybody told me you are an idiot", "insult"),
    ("I think this idiot lies", "insult"),
    ("please KILL... YOURSELF", "death_wish"),
    ("i hope you die", "death_wish"),
]
KIND = [
    "",
    "I'm such an idiot, sorry",
    "i feel like an idiot",
    "me, myself and that idiot",
    "call me an old bastard but I like it",
    "what an idiotic plan",
    "the looser shirt fits",
    "fuck yes, congratulations!",
    "this killed me, so funny",
    "a pathetic film about a clown",
    "Scunthorpe United",
    "she is not useless at all",
    "@idiot @kys good morning",
    "see https://moron.example/idiot",
    "skys and keys",
    "prickly pears",
    "he said so",
    "I found you a place where you can live",
    "**** **** ****",
    "\u202e\u0000\ud800",
]


@pytest.mark.parametrize(("text", "kind"), ABUSE)
def test_abuse_is_found_in_whatever_dress(text, kind):
    found = abuse(text)
    assert found is not None, text
    assert found[0] == kind


@pytest.mark.parametrize("text", KIND)
def test_what_only_looks_like_it_is_none(text):
    assert abuse(text) is None


def test_every_entry_finds_itself_and_is_written_as_texts_are_read():
    for name, kind in lexicon().items():
        assert kind.reason.endswith(".")
        for said in kind.says:
            assert said == said.casefold().strip()
            assert abuse(f"you {said}!" if name == "to_you" else f"well, {said}!") is not None, said
        assert len(set(kind.says)) == len(kind.says)


def test_the_list_is_short_and_one_file():
    path = Path(core.safety.abuse.__file__).with_name("abuse.toml")
    kinds = tomllib.loads(path.read_text("utf-8"))
    assert sum(len(kind["says"]) for kind in kinds.values()) < 150


@given(st.text())
def test_any_text_gets_an_answer(text):
    found = abuse(text)
    assert found is None or (found[0] in lexicon() and found[1])


@pytest.mark.parametrize(
    "text", ["you " * 5_000, "l" * 50_000, "k*" * 9_000, "you're so so so " * 900, "f " * 9_000]
)
def test_a_text_made_to_take_long_does_not(text):
    abuse("warm")
    began = time.process_time()
    abuse(text)
    assert time.process_time() - began < 0.5


GOOD, BAD, PLAIN = "thank you, that is wonderful!", "this is terrible and I hate it", "the bus leaves at nine"


def test_posts_counted_by_hand():
    found = contact_tone(
        {"reply": 5, "repost": 1},
        [1, 4, 5, 9, 12, 13],
        [GOOD, BAD, PLAIN, None, "you idiot, this is terrible", "c'est terrible"],
        ["en", "en", "en", "en", "en", "fr"],
    )
    assert (found.n_posts, found.n_read) == (6, 4)
    assert (found.n_positive, found.n_negative, found.n_abusive) == (1, 2, 1)
    assert found.positions == (1, 4, 5, 9, 12, 13)
    assert found.abusive == (12,)


def test_a_name_is_no_word():
    assert contact_tone({"reply": 1}, [0], ["@happy_love_joy the bus"], ["en"]).n_positive == 0
    assert contact_tone({"reply": 1}, [0], ["@ann love and joy"], ["en"]).n_positive == 1


def test_of_very_many_posts_the_latest_are_read():
    n = MOST_READ + 40
    found = contact_tone({"reply": n}, range(n), [BAD] * 40 + [GOOD] * MOST_READ, ["en"] * n)
    assert (found.n_posts, found.n_read, found.n_positive, found.n_negative) == (n, MOST_READ, MOST_READ, 0)
    assert len(found.positions) == n


@given(
    st.lists(st.tuples(st.none() | st.text(max_size=40), st.sampled_from(["en", "de", "und"])), max_size=30)
)
def test_counts_fit_into_each_other_whatever_is_posted(posts):
    found = contact_tone(
        {"mention": len(posts)}, range(len(posts)), [text for text, _ in posts], [code for _, code in posts]
    )
    assert found.n_positive + found.n_negative <= found.n_read <= found.n_posts == len(posts)
    assert found.n_abusive == len(found.abusive) <= found.n_read
    assert set(found.abusive) <= set(found.positions)
