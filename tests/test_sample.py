"""The demo corpus: the same every time, harmless, and hiding exactly what it says it hides."""

from __future__ import annotations

import difflib
import io
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta, timezone
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import schema
from core.errors import ParameterError
from core.model import KINDS
from core.sample import END, LABEL, MAX_PROFILES, MIN_PROFILES, sample_corpus
from core.sample.dice import Dice, running
from core.sample.phrase import phrases
from core.sample.rhythm import DAY, WINDOW_DAYS, invented_rhythm, post_times
from core.sample.style import answered, invented_style, said
from core.text import HASHTAG, LINK, normalised
from tests.conftest import ROOT

EDGE = {"new_in_lindport": 1, "slow_almanac": 12}
QUICK_SECONDS = 600
MIN_WORDS = 3


def table_bytes(batch):
    sink = io.BytesIO()
    for table in (batch.posts, batch.profiles, batch.identities):
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    return sink.getvalue()


class Tables:
    """What the tests need of a corpus, computed directly from its tables."""

    def __init__(self, sample):
        self.sample = sample
        self.posts = sample.batch.posts.to_pylist()
        self.profiles = sample.batch.profiles.to_pylist()
        self.keys = [profile["key"] for profile in self.profiles]
        self.handles = {profile["key"]: profile["handle"] for profile in self.profiles}
        self.by = {key: [p for p in self.posts if p["profile"] == key] for key in self.keys}
        self.own = {key: [p for p in posts if p["kind"] != "repost"] for key, posts in self.by.items()}
        self.texts = {key: self._texts(posts) for key, posts in self.own.items()}
        self.reposts = {
            key: {p["ref_id"]: p["time"] for p in posts if p["kind"] == "repost"}
            for key, posts in self.by.items()
        }
        self.targets = {key: self._targets(posts) for key, posts in self.by.items()}
        self.marks = {key: self._marks(posts) for key, posts in self.own.items()}
        self.strong_of = {
            key: {t for t, weight in targets.items() if weight >= 3} for key, targets in self.targets.items()
        }
        self.kind_of = {
            frozenset(pair): planted.kind
            for planted in sample.planted
            for pair in combinations(planted.profiles, 2)
        }

    @staticmethod
    def _texts(posts):
        found = {}
        for post in posts:
            words = normalised(post["text"])
            if len(words.split()) >= MIN_WORDS:
                found.setdefault(words, post)
        return found

    @staticmethod
    def _targets(posts):
        return Counter(
            target
            for post in posts
            for target in (post["ref_author"], post["quoted_author"], *post["mentions"])
            if target
        )

    @staticmethod
    def _marks(posts):
        """Count what is neither letter, digit nor blank in a profile's texts, links left out."""
        text = "".join(LINK.sub("", p["text"]) for p in posts)
        return Counter(c for c in text if not c.isalnum() and not c.isspace())

    def pairs(self, kind=None):
        return [pair for pair in combinations(self.keys, 2) if self.kind_of.get(frozenset(pair)) == kind]

    def same_texts(self, a, b):
        return self.texts[a].keys() & self.texts[b].keys()

    def same_reposts(self, a, b):
        return self.reposts[a].keys() & self.reposts[b].keys()

    def quick_reposts(self, a, b):
        lags = [
            abs((self.reposts[a][i] - self.reposts[b][i]).total_seconds()) for i in self.same_reposts(a, b)
        ]
        return sum(lag <= QUICK_SECONDS for lag in lags)

    def strong(self, key, other):
        return self.strong_of[key] - {key, other}

    def strong_jaccard(self, a, b):
        left, right = self.strong(a, b), self.strong(b, a)
        return len(left & right) / max(len(left | right), 1)

    def hours(self, key):
        return np.bincount([p["time"].hour for p in self.by[key]], minlength=24)


def cosine(a, b):
    return float(np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b))


def counter_cosine(a, b):
    names = sorted(a | b)
    return cosine([a[n] for n in names], [b[n] for n in names])


@pytest.fixture(scope="module")
def demo():
    return Tables(sample_corpus())


@pytest.fixture(scope="module", params=[1, 2, 3])
def other_seed(request):
    return Tables(sample_corpus(request.param, n_profiles=MIN_PROFILES))


# The same every time


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    first, again, other = (sample_corpus(seed, n_profiles=MIN_PROFILES) for seed in (7, 7, 8))
    assert table_bytes(first.batch) == table_bytes(again.batch)
    assert (first.planted, first.opening) == (again.planted, again.opening)
    assert table_bytes(first.batch) != table_bytes(other.batch)


def test_the_order_of_hashes_changes_nothing():
    script = (
        "import hashlib; from core.sample import sample_corpus; from tests.test_sample import table_bytes;"
        f"print(hashlib.sha256(table_bytes(sample_corpus(n_profiles={MIN_PROFILES}).batch)).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(digests) == 1


def test_the_end_is_an_instant_whatever_its_zone():
    there = END.astimezone(timezone(timedelta(hours=-7)))
    here = sample_corpus(3, n_profiles=MIN_PROFILES)
    assert table_bytes(sample_corpus(3, n_profiles=MIN_PROFILES, end=there).batch) == table_bytes(here.batch)


def test_a_later_end_moves_every_post_with_it():
    early, late = (
        sample_corpus(3, n_profiles=MIN_PROFILES, end=end).batch.posts["time"].to_pylist()
        for end in (END, END + timedelta(days=7))
    )
    assert max(late) < END + timedelta(days=7)
    assert max(late) - max(early) > timedelta(days=6)


# What is in it


def test_the_tables_are_those_of_the_schema(demo):
    batch = demo.sample.batch
    assert batch.posts.schema.equals(schema.POSTS)
    assert batch.profiles.schema.equals(schema.PROFILES)
    assert batch.identities.schema.equals(schema.IDENTITIES)
    assert batch.n_rows == batch.posts.num_rows
    assert batch.refusals == ()


def test_there_are_as_many_profiles_as_asked_for(demo):
    assert len(set(demo.keys)) == len(demo.profiles) == 40
    assert len({handle.casefold() for handle in demo.handles.values()}) == 40
    assert all(re.fullmatch(r"[a-z0-9_]{4,15}", handle) for handle in demo.handles.values())
    assert all(p["name"] and p["bio"] and p["platform"] == "x" for p in demo.profiles)
    assert all(p["followers"] > 0 and p["following"] > 0 and p["created"] < END for p in demo.profiles)
    assert sample_corpus(n_profiles=23).batch.profiles.num_rows == 23


def test_profiles_have_many_posts_but_for_the_two_edge_cases(demo):
    for key, posts in demo.by.items():
        if demo.handles[key] in EDGE:
            assert len(posts) == EDGE[demo.handles[key]]
        else:
            assert 250 <= len(posts) <= 900
            assert timedelta(days=170) < posts[-1]["time"] - posts[0]["time"] < timedelta(days=WINDOW_DAYS)


def test_posts_are_by_profile_and_time_and_all_before_the_end(demo):
    assert [p["profile"] for p in demo.posts] == [p["profile"] for key in demo.keys for p in demo.by[key]]
    for posts in demo.by.values():
        times = [p["time"] for p in posts]
        assert times == sorted(times)
    assert all(p["time"].tzinfo is not None and p["time"] < END for p in demo.posts)


def test_ids_are_unique_and_nobodys(demo):
    ids = [p["post_id"] for p in demo.posts] + [p["user_id"] for p in demo.profiles]
    assert len(set(ids)) == len(ids)
    assert all(9 * 10**18 < int(i) < 2**63 for i in ids)


def test_every_kind_of_post_and_each_language_is_there(demo):
    assert {p["kind"] for p in demo.posts} == set(KINDS)
    languages = Counter(p["language"] for p in demo.posts)
    assert set(languages) == {"en", "es", "ar"}
    assert min(languages["es"], languages["ar"]) >= 20
    assert languages["en"] > 0.9 * len(demo.posts)
    arabic = [p["text"] for p in demo.posts if p["language"] == "ar"]
    assert all(re.search("[\u0600-\u06ff]", text) for text in arabic)


def test_texts_are_many_and_different(demo):
    texts = {normalised(p["text"]) for p in demo.posts if p["kind"] != "repost"}
    assert len(texts) > 10_000
    assert sum("\U0001f300" <= c <= "\U0001faff" for text in texts for c in text) > 100


def test_a_template_leaves_no_slot_open(demo):
    assert not any("{" in p["text"] or "}" in p["text"] for p in demo.posts)


def test_no_address_leads_anywhere(demo):
    sites = [re.match(r"https://([^/]+)/", link) for p in demo.posts for link in p["links"]]
    assert len(sites) > 1000
    assert all(site and site[1].endswith(".example") for site in sites)
    for post in demo.posts:
        assert LINK.findall(post["text"]) == post["links"]


def test_hashtags_and_mentions_are_those_of_the_text(demo):
    handle_of = {f"x:{row['user_id']}": row["handle"] for row in demo.sample.batch.identities.to_pylist()}
    for post in demo.posts:
        assert HASHTAG.findall(post["text"]) == post["hashtags"]
        assert all(f"@{handle_of[key]}" in post["text"] for key in post["mentions"])
        if post["kind"] == "reply":
            assert post["text"].startswith(f"@{handle_of[post['ref_author']]} ")


def test_everybody_named_has_an_identity(demo):
    known = {f"x:{row['user_id']}" for row in demo.sample.batch.identities.to_pylist()}
    named = {target for targets in demo.targets.values() for target in targets}
    assert named <= known
    assert set(demo.keys) <= known
    assert named & set(demo.keys)


def test_what_is_pointed_at_exists_and_is_older(demo):
    by_id = {p["post_id"]: p for p in demo.posts}
    inside = 0
    for post in demo.posts:
        assert (post["kind"] == "original") == (post["ref_id"] is None) == (post["ref_author"] is None)
        assert post["ref_author"] != post["profile"]
        if original := by_id.get(post["ref_id"]):
            inside += 1
            assert original["profile"] == post["ref_author"]
            assert original["time"] < post["time"]
            assert post["kind"] != "repost" or original["text"] == post["text"]
    assert inside > 20


def test_a_post_reposted_twice_by_one_profile_does_not_exist(demo):
    for posts in demo.by.values():
        reposted = [p["ref_id"] for p in posts if p["kind"] == "repost"]
        assert len(set(reposted)) == len(reposted)


def test_one_original_has_one_text_and_one_author(demo):
    seen = {}
    for post in demo.posts:
        if post["kind"] == "repost":
            assert seen.setdefault(post["ref_id"], (post["ref_author"], post["text"])) == (
                post["ref_author"],
                post["text"],
            )


def test_likes_have_a_heavy_tail_and_reposts_none(demo):
    likes = [p["likes"] for p in demo.posts if p["kind"] != "repost"]
    assert max(likes) > 100 * (np.median(likes) + 1)
    assert all(p["likes"] == 0 for p in demo.posts if p["kind"] == "repost")
    assert all(p["replies"] <= p["likes"] and p["reposts"] <= p["likes"] for p in demo.posts)


def test_profiles_sleep_at_hours_of_their_own(demo):
    quietest = []
    for key in demo.keys:
        if demo.handles[key] not in EDGE:
            hours = demo.hours(key)
            night = [np.roll(hours, -start)[:5].sum() / hours.sum() for start in range(24)]
            assert min(night) < 0.03
            quietest.append(int(np.argmin(night)))
    assert len(set(quietest)) >= 8


def test_most_pairs_were_seen_on_enough_common_days(demo):
    days = {key: (posts[0]["time"], posts[-1]["time"]) for key, posts in demo.by.items()}
    common = [
        (min(days[a][1], days[b][1]) - max(days[a][0], days[b][0])).days + 1
        for a, b in combinations(demo.keys, 2)
    ]
    assert np.mean(np.array(common) >= 28) > 0.9


# What is hidden in it


def test_the_kinds_of_planted_findings_are_all_there(demo):
    sizes = Counter((planted.kind, len(planted.profiles)) for planted in demo.sample.planted)
    assert sizes == {
        ("one_operator", 2): 1,
        ("coordinated", 4): 1,
        ("copy_paste", 5): 2,
        ("look_alike", 2): 1,
    }
    assert {key for planted in demo.sample.planted for key in planted.profiles} <= set(demo.keys)
    assert all(planted.note for planted in demo.sample.planted)


def test_the_app_opens_with_the_one_operator_pair(demo):
    assert demo.sample.opening == demo.sample.planted[0].profiles
    assert [demo.handles[key] for key in demo.sample.opening] == ["harbor_notes", "delta_journal"]


def test_the_operator_repeats_itself_within_hours(demo):
    a, b = demo.sample.opening
    texts, reposts = demo.same_texts(a, b), demo.same_reposts(a, b)
    assert len(texts) == 12
    assert sum(demo.texts[a][t]["links"] != demo.texts[b][t]["links"] for t in texts) == 6
    assert len(reposts) >= 18
    lags = [abs(demo.texts[a][t]["time"] - demo.texts[b][t]["time"]) for t in texts]
    assert timedelta(minutes=4) <= min(lags)
    assert max(lags) <= timedelta(hours=4)


def test_the_operator_stands_out_from_every_other_pair(demo):
    a, b = demo.sample.opening
    others = [pair for pair in combinations(demo.keys, 2) if pair != (a, b)]
    assert len(demo.same_texts(a, b)) > 5 * max(len(demo.same_texts(*pair)) for pair in others)
    assert demo.strong_jaccard(a, b) > 1.3 * max(demo.strong_jaccard(*pair) for pair in others)


def test_the_operator_sleeps_and_writes_the_same_but_not_about_the_same(demo):
    a, b = demo.sample.opening
    full = [pair for pair in demo.pairs() if not {demo.handles[key] for key in pair} & EDGE.keys()]
    clocks = [cosine(demo.hours(x), demo.hours(y)) for x, y in full]
    marks = [counter_cosine(demo.marks[x], demo.marks[y]) for x, y in full]
    assert cosine(demo.hours(a), demo.hours(b)) > np.quantile(clocks, 0.98)
    assert counter_cosine(demo.marks[a], demo.marks[b]) > np.quantile(marks, 0.95)
    assert len(demo.by[a]) > 1.4 * len(demo.by[b])
    tags = [Counter(tag for p in demo.own[key] for tag in p["hashtags"]) for key in (a, b)]
    assert tags[0].most_common(1)[0][0] != tags[1].most_common(1)[0][0]


def test_the_coordinated_repost_the_same_within_minutes(demo):
    for a, b in demo.pairs("coordinated"):
        assert demo.quick_reposts(a, b) >= 12
    assert max(demo.quick_reposts(*pair) for pair in demo.pairs()) <= 1


def test_the_coordinated_write_from_one_template_but_never_the_same(demo):
    members = demo.sample.planted[1].profiles
    campaign = {key: [p for p in demo.own[key] if "NightFerry" in p["hashtags"]] for key in members}
    assert {len(posts) for posts in campaign.values()} == {6}
    for a, b in demo.pairs("coordinated"):
        assert not demo.same_texts(a, b)
        by_link = {p["links"][0]: p for p in campaign[b]}
        for post in campaign[a]:
            twin = by_link[post["links"][0]]
            assert difflib.SequenceMatcher(None, post["text"], twin["text"]).ratio() > 0.8
            assert abs(post["time"] - twin["time"]) <= timedelta(minutes=45)


def test_the_coordinated_keep_a_rhythm_and_friends_of_their_own(demo):
    a, b = demo.sample.opening
    for pair in demo.pairs("coordinated"):
        assert cosine(*map(demo.hours, pair)) < cosine(demo.hours(a), demo.hours(b))
        assert demo.strong_jaccard(*pair) < 0.5 * demo.strong_jaccard(a, b)


def test_viral_texts_are_all_that_their_copiers_share(demo):
    viral = {normalised(text) for text in phrases().viral}
    pairs = demo.pairs("copy_paste")
    assert len(pairs) == 20
    for pair in pairs:
        assert len(demo.same_texts(*pair) & viral) == 1
        assert len(demo.same_texts(*pair)) <= 2


def test_look_alikes_look_alike_and_share_no_text(demo):
    [(a, b)] = demo.pairs("look_alike")
    left, right = (next(p for p in demo.profiles if p["key"] == key) for key in (a, b))
    for field in ("handle", "name", "bio"):
        assert difflib.SequenceMatcher(None, left[field], right[field]).ratio() > 0.8
    assert len(demo.strong(a, b) & demo.strong(b, a)) >= 4
    assert not demo.same_texts(a, b)
    assert demo.quick_reposts(a, b) == 0
    first, second = demo.sample.opening
    assert counter_cosine(demo.marks[a], demo.marks[b]) < 0.8 * counter_cosine(
        demo.marks[first], demo.marks[second]
    )


def test_unrelated_pairs_share_almost_no_text(demo):
    shared = [len(demo.same_texts(*pair)) for pair in demo.pairs()]
    assert max(shared) <= 1
    assert np.mean(shared) < 0.01


def test_the_planted_truth_holds_for_other_seeds(other_seed):
    a, b = other_seed.sample.opening
    assert len(other_seed.same_texts(a, b)) >= 12
    assert len(other_seed.same_reposts(a, b)) >= 18
    assert other_seed.strong_jaccard(a, b) > max(other_seed.strong_jaccard(*p) for p in other_seed.pairs())
    assert all(other_seed.quick_reposts(*pair) >= 10 for pair in other_seed.pairs("coordinated"))
    assert not any(other_seed.same_texts(*pair) for pair in other_seed.pairs("look_alike"))
    assert max(len(other_seed.same_texts(*pair)) for pair in other_seed.pairs()) <= 1
    assert np.mean([bool(other_seed.same_texts(*pair)) for pair in other_seed.pairs()]) < 0.02


# How it is made


def test_the_label_says_that_nothing_is_real():
    assert "synthetic" in LABEL.lower()
    assert "invented" in LABEL


@pytest.mark.parametrize(
    ("seed", "options", "word"),
    [
        (-1, {}, "seed"),
        (7, {"n_profiles": MIN_PROFILES - 1}, "profiles"),
        (7, {"n_profiles": MAX_PROFILES + 1}, "profiles"),
        (7, {"end": datetime(2025, 1, 1)}, "zone"),  # noqa: DTZ001 - the naive time is the point
    ],
)
def test_a_parameter_out_of_range_is_refused_with_a_reason(seed, options, word):
    with pytest.raises(ParameterError, match=word):
        sample_corpus(seed, **options)


@given(st.integers(0, 2**32), st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=20))
def test_a_weighted_draw_is_always_one_of_the_items(seed, weights):
    dice = Dice(seed)
    items = list(range(len(weights)))
    assert all(dice.weighted(items, running(weights)) in items for _ in range(30))


def test_a_weighted_draw_follows_its_weights():
    dice = Dice(5)
    n = 4000
    counts = Counter(dice.weighted("abc", running((1, 2, 5))) for _ in range(n))
    # five standard errors of a share at its widest
    assert [counts[c] / n for c in "abc"] == pytest.approx([1 / 8, 2 / 8, 5 / 8], abs=5 * 0.5 / n**0.5)


@given(st.integers(0, 2**32), st.integers(0, 12), st.lists(st.integers(), max_size=10))
def test_some_draws_different_items(seed, n, items):
    found = Dice(seed).some(list(enumerate(items)), n)
    assert len(found) == len(set(found)) == min(n, len(items))


@given(st.integers(0, 2**32), st.integers(1, 300), st.integers(0, WINDOW_DAYS - 2), st.integers(1, 60))
def test_times_are_sorted_and_stay_within_their_days(seed, n, first, length):
    dice = Dice(seed)
    days = (first, min(first + length, WINDOW_DAYS))
    start = int(END.timestamp()) - WINDOW_DAYS * DAY
    times = post_times(invented_rhythm(dice), n, days, start, dice)
    assert len(times) == n
    assert times == sorted(times)
    assert start + days[0] * DAY <= times[0]
    assert times[-1] < start + days[1] * DAY


@given(st.integers(0, 2**32), st.sampled_from(sorted(phrases().topics)))
def test_a_line_names_its_own_hashtags_and_links(seed, topic):
    dice = Dice(seed)
    line = said(phrases().topics[topic], invented_style(dice), dice)
    assert tuple(HASHTAG.findall(line.text)) == line.hashtags
    assert tuple(LINK.findall(line.text)) == line.links
    assert normalised(line.text)


@given(st.integers(0, 2**32), st.sampled_from(["warm", "asking", "doubting", "quoting"]))
def test_an_answer_is_more_than_a_set_phrase(seed, kind):
    dice = Dice(seed)
    line = answered(kind, phrases().topics["weather"], invented_style(dice), dice)
    assert len(line.text.split()) > MIN_WORDS
