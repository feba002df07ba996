"""What is kept of a timeline's content."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.content.cleaning import term_counts, tokens
from core.content.repeats import post_keys, repost_keys
from core.content.sentiment import MOST_TEXTS
from core.content.sketch import content
from core.content.style import style
from core.content.term import terms
from core.content.wording import wording
from core.model import Post
from core.schema import posts_table
from tests.audience.celebrity import timelines
from tests.conftest import ROOT

START = datetime(2024, 3, 1, 12, tzinfo=UTC)


def post(text=None, kind="original", **fields):
    return Post("x:1", START, kind, text=text, **fields)


def frame(*posts):
    return posts_table(posts).to_pandas()


def counts(found):
    return dict(zip(found.terms, found.counts.tolist(), strict=True))


def test_paper_tokens_read_reposts_and_default_words_do_not():
    found = content(frame(post("mine own"), post("RT @ann: theirs", "repost", ref_author="x:@ann")))
    assert counts(found.tokens) == {"mine": 1, "own": 1, "rt": 1, "ann": 1, "theirs": 1}
    assert counts(found.words) == {"mine": 1, "own": 1}
    assert (found.n_texts, found.n_own_texts, found.n_reposts) == (2, 1, 1)


def test_a_post_without_text_is_not_counted_as_a_text():
    found = content(frame(post(), post(""), post(" \n"), post(None, "repost", ref_id="1"), post("hello")))
    assert (found.n_texts, found.n_own_texts, found.n_reposts) == (1, 1, 1)
    assert found.repost_keys.shape == (1,)


def test_a_timeline_without_any_text_has_no_words():
    found = content(frame(post(), post()))
    assert found.tokens.terms == found.words.terms == ()
    assert found.n_texts == 0
    assert found.languages == {"und": 2}


def test_a_timeline_without_posts_is_empty():
    found = content(frame())
    assert (found.n_texts, found.n_own_texts, found.n_reposts, found.languages) == (0, 0, 0, {})
    assert found.post_keys.dtype == found.repost_keys.dtype == np.uint64


def test_languages_are_counted_the_commonest_first_and_null_is_und():
    rows = frame(post(language="es"), post(language="en"), post(language="en"), post(), post(language="und"))
    assert list(content(rows).languages.items()) == [("en", 2), ("und", 2), ("es", 1)]


def test_hostile_text_becomes_plain_words():
    found = content(frame(post("</script><script>alert('x')</script>")))
    assert counts(found.words) == {"script": 3, "alert": 1}


POSTS = st.lists(
    st.builds(
        post,
        st.none() | st.text(max_size=40),
        st.sampled_from(["original", "repost", "quote", "reply"]),
        language=st.none() | st.sampled_from(["en", "es"]),
        ref_id=st.none() | st.just("1"),
    ),
    max_size=8,
)


@given(POSTS, st.randoms(use_true_random=False))
def test_the_order_of_posts_does_not_matter(posts, random):
    shuffled = list(posts)
    random.shuffle(shuffled)
    one, other = content(frame(*posts)), content(frame(*shuffled))
    assert counts(one.tokens) == counts(other.tokens)
    assert counts(one.words) == counts(other.words)
    assert np.array_equal(one.post_keys, other.post_keys)
    assert np.array_equal(one.repost_keys, other.repost_keys)
    assert np.array_equal(one.style.rates, other.style.rates)
    assert np.array_equal(one.wording.words, other.wording.words)
    assert one.sentiment == other.sentiment
    assert list(one.languages.items()) == list(other.languages.items())
    assert (one.n_texts, one.n_own_texts, one.n_reposts) == (
        other.n_texts,
        other.n_own_texts,
        other.n_reposts,
    )


def test_the_sketch_of_a_real_timeline_is_made_of_its_parts(real_data):
    [rows] = timelines(real_data, "RealGrumpyCat")
    found = content(rows)
    own = rows.loc[rows["kind"] != "repost", "text"]
    assert (found.n_texts, found.n_own_texts, found.n_reposts) == (len(rows), len(own), len(rows) - len(own))
    assert counts(found.tokens) == counts(term_counts(rows["text"], tokens))
    assert counts(found.words) == counts(terms(rows))
    assert np.array_equal(found.style.rates, style(rows).rates)
    assert np.array_equal(found.wording.words, wording(rows).words)
    assert found.sentiment.n_texts == min(MOST_TEXTS, found.languages["en"], len(set(own)))
    assert np.array_equal(found.post_keys, post_keys(rows))
    assert np.array_equal(found.repost_keys, repost_keys(rows))
    assert len(found.repost_keys) > 2000


def test_fifty_thousand_posts_are_counted_exactly():
    texts = [f"the harbour has {n % 1000:b} boats".replace("1", "i").replace("0", "o") for n in range(50_000)]
    found = content(frame(*[Post("x:1", START + timedelta(seconds=n), text=t) for n, t in enumerate(texts)]))
    assert found.n_texts == 50_000
    assert counts(found.words)["harbour"] == 50_000
    assert len(found.post_keys) == 1000


def test_a_cold_command_line_does_not_load_scikit_learn():
    code = "import sys, core.content.sketch, core.content.vectors; print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"
