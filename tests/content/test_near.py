"""Near-identical posts: by hand, against a slow twin, by properties, on planted edits."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content import near_post, twin
from core.content.difference import difference
from core.content.near import NEAR_SHARE, near_counts, twins
from core.content.near_post import Moments, near_posts, nearest_twins
from core.content.wording import MOST_NEAR_WORDS, near_words, stored, word_numbers, wording
from core.errors import CancelledError, ParameterError
from core.model import Post
from core.schema import posts_table
from tests.content.planting import EDITS, planted
from tests.strategies import HOSTILE

START = datetime(2024, 3, 1, 12, tzinfo=UTC)
BASE = "Come all and vote for the harbour on Sunday"


def frame(*texts, kind="original", minute=0.0):
    return posts_table(
        [
            Post("x:1", START + timedelta(minutes=minute + at), kind, text=text)
            for at, text in enumerate(texts)
        ]
    ).to_pandas()


def of(rows):
    """Make a wording of rows of small numbers."""
    return stored(sorted(set(map(tuple, rows))))


def words_apart(a, b):
    """Give Levenshtein's distance over words, cell by cell."""
    above = list(range(len(b) + 1))
    for line, word in enumerate(a, 1):
        here = [line]
        for column, other in enumerate(b, 1):
            here.append(min(above[column] + 1, here[-1] + 1, above[column - 1] + (word != other)))
        above = here
    return above[-1]


def slow_twins(wordings, share):
    """Compare all with all."""
    rows = [
        (owner, tuple(part.tolist()))
        for owner, one in enumerate(wordings)
        for part in np.split(one.words, np.cumsum(one.lengths.astype(int))[:-1])
        if len(one)
    ]
    found = set()
    for a, (owner_a, words_a) in enumerate(rows):
        for b, (owner_b, words_b) in enumerate(rows):
            apart = words_apart(words_a, words_b)
            if owner_a != owner_b and apart <= (1 - share) * max(len(words_a), len(words_b)) + 1e-9:
                found.add((a, b, apart))
    return found


def fast_twins(wordings, share=NEAR_SHARE, **options):
    return {tuple(row) for part in twins(wordings, share=share, **options) for row in part.rows.tolist()}


@pytest.mark.parametrize(
    "copy",
    [
        BASE.replace("Sunday", "Monday"),
        BASE.replace("all ", ""),
        f"{BASE} folks",
        f"{BASE.upper()} 🚢🚢 https://b.example/2",
        f"@ann {BASE}!!!",
        BASE.replace("harbour", "#Harbour"),
    ],
)
def test_a_post_with_one_small_edit_is_near_identical(copy):
    found = near_posts(frame(f"{BASE} https://a.example/1"), frame(copy, minute=5))
    assert [(post.n_apart <= 1, post.lag_seconds) for post in found] == [(True, 300.0)]


@pytest.mark.parametrize(
    "other",
    [
        "Come all and dance for the garden on Monday",
        "Sunday on harbour the for vote and all come",
        "Come all and vote",
        "",
        "https://a.example/1 @ann @bob @cat @dan @eve @fay",
    ],
)
def test_a_post_that_says_something_else_is_not(other):
    assert near_posts(frame(BASE), frame(other)) == ()


def test_a_repost_is_nobodys_own_wording():
    assert len(wording(frame(BASE, kind="repost"))) == 0


def test_five_words_are_too_few_and_six_are_enough():
    assert wording(frame("a b c d e", "a b c d e f")).lengths.tolist() == [6]


def test_one_word_of_six_may_differ_and_two_may_not():
    six = [1, 2, 3, 4, 5, 6]
    assert fast_twins([of([six]), of([[1, 9, 3, 4, 5, 6]])]) == {(0, 1, 1), (1, 0, 1)}
    assert fast_twins([of([six]), of([[1, 9, 8, 4, 5, 6]])]) == set()


def test_of_several_twins_the_one_with_fewest_changes_is_shown():
    other = frame(f"{BASE} friends", BASE, minute=9)
    (found,) = near_posts(frame(BASE), other)
    assert (found.text_b, found.n_apart, found.share, found.positions_b) == (BASE, 0, 1.0, (1,))


def test_of_several_posts_of_one_wording_the_two_closest_in_time_are_shown():
    (found,) = near_posts(frame(BASE, "x", BASE), frame(BASE.upper(), minute=3))
    assert (found.positions_a, found.positions_b, found.lag_seconds) == ((0, 2), (0,), 60.0)


def test_the_closest_in_time_come_first_and_n_limits_them():
    a = frame(BASE, "one two three four five six seven")
    b = frame("one two three four five six eight", BASE, minute=2)
    assert [post.lag_seconds for post in near_posts(a, b)] == [60.0, 180.0]
    assert len(near_posts(a, b, 1)) == 1


def test_words_are_what_is_left_without_links_handles_signs_and_emoji():
    assert near_words("Don’t @ann, STOP🚢now! #Vote http://x.y/z 2024") == [
        "don't",
        "stop",
        "now",
        "vote",
        "2024",
    ]
    assert near_words("東京は夜") == ["東", "京", "は", "夜"]
    assert near_words("हिन्दी में") == ["हिन्दी", "में"]


def test_of_a_long_post_the_beginning_is_compared():
    long = " ".join(f"w{k}" for k in range(400))
    (lengths,) = {tuple(wording(frame(long)).lengths)}
    assert lengths == (MOST_NEAR_WORDS,)
    assert near_posts(frame(long), frame(f"{long} and more"))[0].n_apart == 0


def test_a_flood_of_one_template_is_found_and_counted_once_a_timeline():
    rows = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 100 + k] for k in range(300)]
    a, b = of(rows[:150]), of(rows[150:])
    assert near_counts([a, b], np.array([[0, 1]])).tolist() == [[150, 150]]
    assert sum(len(part.rows) for part in twins([a, b])) == 300
    assert sum(len(part.rows) for part in twins([a, b], every=True)) == 2 * 150 * 150


def test_of_two_floods_of_one_template_each_text_is_handed_over_once(monkeypatch):
    n, looked_at, compared = 600, [], []
    nearest, closest = near_post.nearest_twins, near_post._closest

    def counted(*args, **options):
        for part in nearest(*args, **options):
            looked_at.extend(part.rows.tolist())
            yield part

    monkeypatch.setattr(near_post, "nearest_twins", counted)
    monkeypatch.setattr(near_post, "_closest", lambda *args: compared.append(args) or closest(*args))
    a = frame(*(f"Join our big prize draw right now today with code {k}" for k in range(n)))
    b = frame(
        *(f"Join our big prize draw right now today with code {k}" for k in range(n, 2 * n)), minute=0.5
    )
    found = near_posts(a, b)
    assert (len(looked_at), len(compared)) == (n, n)
    assert {(post.n_apart, abs(post.lag_seconds)) for post in found} == {(1, 30.0)}
    assert len(found) == n


def test_a_text_that_meets_too_many_others_in_vain_is_counted():
    orders = islice(permutations(range(3, 11)), twin.MOST_TRIED + 100)
    far, near = of([[1, 2, *order] for order in orders]), of([[*range(10, 0, -1)]])
    parts = list(twins([near, far]))
    assert sum(part.n_cut for part in parts) == 1
    assert sum(len(part.rows) for part in parts) == 0


def test_nothing_and_one_alone_have_no_twins():
    nothing = of([])
    assert fast_twins([]) == fast_twins([nothing]) == fast_twins([nothing, of([[1] * 6])]) == set()
    assert near_counts([nothing, nothing], np.array([[0, 1]])).tolist() == [[0, 0]]
    assert near_counts([], np.zeros((0, 2), np.int64)).shape == (0, 2)


def test_a_timeline_is_near_identical_to_itself():
    one = of([[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]])
    assert near_counts([one], np.array([[0, 0]])).tolist() == [[2, 2]]


def test_a_share_out_of_range_is_refused():
    with pytest.raises(ParameterError, match="between"):
        next(twins([of([[1] * 6])], share=0.4))


def test_the_search_says_how_far_it_is_and_can_be_stopped():
    told = []
    list(twins([of([[1, 2, 3, 4, 5, k] for k in range(50)])], progress=told.append))
    assert told == [1.0]
    with pytest.raises(CancelledError):
        list(twins([of([[1] * 6])], cancelled=lambda: True))


ROWS = st.lists(st.lists(st.integers(0, 5), min_size=6, max_size=14), max_size=6).map(of)
WORDINGS = st.lists(ROWS, max_size=4)


@given(WORDINGS, st.sampled_from([0.5, 0.7, 0.8, 0.9, 1.0]))
def test_every_twin_is_found_and_no_other(wordings, share):
    assert fast_twins(wordings, share, every=True) == slow_twins(wordings, share)


MOMENTS = st.lists(st.integers(-50, 50), min_size=1, max_size=4).map(sorted)


def slow_nearest(a, b, moments_a, moments_b, share):
    """Of all twins of each of A's texts keep the best by changes, then time, then number."""
    best = {}
    for text, other, apart in slow_twins([a, b], share):
        if text < len(a):
            lag = min(abs(x - y) for x in moments_a[text] for y in moments_b[other - len(a)])
            best[text] = min(best.get(text, (apart, lag, other)), (apart, lag, other))
    return [[text, other, apart] for text, (apart, _, other) in sorted(best.items())]


def laid_out(moments):
    """Put the times of all texts one after the other."""
    return Moments(
        np.array([time for times in moments for time in times], np.int64),
        np.array([len(one) for one in moments], np.int64),
    )


@given(ROWS, ROWS, st.sampled_from([0.5, 0.7, 0.8, 1.0]), st.data())
def test_the_nearest_twin_has_the_fewest_changes_then_the_least_time_between(a, b, share, data):
    moments_a, moments_b = (data.draw(st.lists(MOMENTS, min_size=n, max_size=n)) for n in (len(a), len(b)))
    parts = nearest_twins(a, b, laid_out(moments_a), laid_out(moments_b), share=share)
    rows = [row for part in parts for row in part.rows.tolist()]
    assert rows == slow_nearest(a, b, moments_a, moments_b, share)


@given(MOMENTS, MOMENTS)
def test_the_least_time_between_is_that_of_trying_all(a, b):
    times = np.array([*a, *b], np.int64)
    least = twin.least_lag(times, 0, len(a), len(a), times.size)
    assert least == min(abs(x - y) for x in a for y in b)


WORDS = st.lists(st.integers(0, 4), min_size=1, max_size=12)


@given(WORDS, WORDS, st.integers(-1, 12))
def test_wordings_that_lack_more_words_are_those_with_so_many_of_their_own(a, b, most):
    ordered = np.array([*sorted(a), *sorted(b)], np.int32)
    own = max((Counter(a) - Counter(b)).total(), (Counter(b) - Counter(a)).total())
    assert own <= words_apart(a, b)
    assert twin.lacks_more(ordered, 0, len(a), len(a), len(b), most) == (own > most)


def test_a_text_whose_nearest_is_sought_is_given_up_only_before_it_has_a_twin():
    orders = [[3, 2, *order] for order in islice(permutations([1, *range(4, 11)]), twin.MOST_TRIED + 100)]
    alone, twin_first = of([[1, *range(10, 1, -1)]]), [1, *range(10, 3, -1), 2, 3]
    for others, rows, n_cut in ((of(orders), [], 1), (of([twin_first, *orders]), [[0, 1, 2]], 0)):
        times = Moments(np.zeros(len(others), np.int64), np.ones(len(others), np.int64))
        noon = Moments(np.zeros(1, np.int64), np.ones(1, np.int64))
        (part,) = nearest_twins(alone, others, noon, times)
        assert (part.rows.tolist(), part.n_cut) == (rows, n_cut)


@given(WORDINGS)
def test_counts_are_those_of_comparing_all_with_all(wordings):
    n = len(wordings)
    pairs = np.array([(a, b) for a in range(n) for b in range(n) if a != b], np.int64).reshape(-1, 2)
    owners = np.repeat(np.arange(n), [len(one) for one in wordings])
    seen = {(int(owners[a]), int(owners[b]), a) for a, b, _ in slow_twins(wordings, NEAR_SHARE)}
    counted = Counter((a, b) for a, b, _ in seen)
    assert near_counts(wordings, pairs).tolist() == [
        [counted[a, b], counted[b, a]] for a, b in pairs.tolist()
    ]


@given(WORDINGS.filter(lambda many: len(many) > 2))
def test_a_pair_counts_the_same_alone_and_among_others(wordings):
    whole = near_counts(wordings, np.array([[0, 1]]))
    assert whole.tolist() == near_counts(wordings[:2], np.array([[0, 1]])).tolist()


@given(st.lists(st.integers(0, 4), max_size=30), st.lists(st.integers(0, 4), max_size=30), st.integers(0, 12))
def test_the_banded_distance_is_exact_within_its_band(a, b, most):
    words = np.array([*a, *b], np.int32)
    row = np.empty(len(words) + 1, np.int32)
    found = twin.distance(words, 0, len(a), len(a), len(b), most, row)
    assert found == min(words_apart(a, b), most + 1)


@given(st.text(max_size=200) | st.sampled_from(HOSTILE), st.text(max_size=200) | st.sampled_from(HOSTILE))
def test_marked_spans_lie_in_the_texts_and_take_turns(text_a, text_b):
    marked = difference(text_a, text_b)
    for text, spans in ((text_a, marked.spans_a), (text_b, marked.spans_b)):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert all(0 <= start < end <= len(text) for start, end in spans)
    assert difference(text_a, text_a) == ((), ())


def test_what_was_changed_is_marked_and_nothing_else():
    a, b = f"{BASE} https://a.example/1", f"{BASE.replace('harbour', 'garden')} 🚢"
    marked = difference(a, b)
    assert [a[i:j] for i, j in marked.spans_a] == ["harbour", "https://a.example/1"]
    assert [b[i:j] for i, j in marked.spans_b] == ["garden", "🚢"]


def test_a_huge_text_is_marked_in_time():
    assert difference("a! " * 20_000, "b? " * 20_000) == (((0, 60_000),), ((0, 60_000),))


@given(
    st.lists(st.sampled_from(HOSTILE) | st.text(max_size=80), max_size=8), st.randoms(use_true_random=False)
)
def test_the_order_of_the_posts_does_not_matter(texts, dice):
    one = wording(frame(*texts), min_words=1)
    dice.shuffle(texts)
    other = wording(frame(*texts), min_words=1)
    assert one.words.tolist() == other.words.tolist()
    assert one.lengths.tolist() == other.lengths.tolist()


def test_planted_edits_are_found_and_little_else():
    texts, copies = planted(3_000, 600, seed=1)
    mine, theirs = word_numbers(texts), word_numbers([copy.copy for copy in copies])
    keys, found = sorted(theirs), Counter()
    place_of = {at: place for place, key in enumerate(sorted(mine)) for at in mine[key]}
    copy_place = {at: len(mine) + place for place, key in enumerate(keys) for at in theirs[key]}
    pairs = {(a, b) for a, b, _ in fast_twins([of(mine), of(theirs)], every=True) if a < len(mine)}
    truth = {(place_of[at], copy_place[at]): copy.edit for at, copy in enumerate(copies)}
    found.update(truth[pair] for pair in pairs & truth.keys())
    planted_edits = Counter(truth.values())
    assert {edit: found[edit] / planted_edits[edit] for edit in EDITS} == dict.fromkeys(EDITS, 1.0)
    assert len(pairs & truth.keys()) / len(pairs) >= 0.95


def test_real_timelines_with_planted_edits_give_them_back(real_data):
    import pyarrow.parquet as pq  # noqa: PLC0415 — only where there is real data

    rows = pq.read_table(
        real_data / "timelines" / "celebrities_2015.parquet", columns=["text", "screen_name"]
    )
    texts = rows.slice(0, 6_000).column("text").to_pylist()
    dice = random.Random(4)  # noqa: S311
    eligible = [text for text in dict.fromkeys(texts) if len(near_words(text)) >= 8][:400]
    copies = [" ".join(["brandnewword", *text.split()[1:], "🚢", "https://b.example/9"]) for text in eligible]
    dice.shuffle(copies)
    found = near_posts(frame(*eligible), frame(*copies))
    assert len(found) >= 0.95 * len(eligible)
