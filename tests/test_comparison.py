"""A comparison is every measure of one pair; against the plain textbook on real timelines."""

import math

import numpy as np
import pandas as pd
import pytest
from dtaidistance import dtw
from sklearn.feature_extraction.text import TfidfVectorizer

import core.comparison
from core.comparison import compare
from core.errors import InputError, ParameterError
from core.gallery import Gallery
from core.intake import import_items
from core.measures import Scores, all_measures
from core.params import AudienceParams, ComparisonParams
from core.sources.options import ReadOptions
from core.text import count_words, normalised
from core.workspace import Workspace
from tests.corpus import NOW
from tests.test_measures import A, B, busy, measured

PAIR = ("fwong", "rocketjumptweet")


def test_a_comparison_has_every_measure_in_order():
    found = measured(busy(A), busy(B))
    assert (found.a, found.b, found.mode) == ("x:1", "x:2", "default")
    assert [m.measure for m in found.measurements] == [m.name for m in all_measures()]
    with pytest.raises(KeyError):
        found["nothing"]


def test_a_profile_is_not_compared_with_itself():
    with pytest.raises(InputError, match=r"A and B are the same profile \(x:1\); choose two"):
        measured(busy(A), busy(A, hour=3))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_missing_with_a_reason(monkeypatch, value):
    one = all_measures()[0]

    def compute(*_):
        return Scores(np.array([value]), (None,), np.array([1]), np.array([1]), (None,))

    broken = type(one)(**{**{name: getattr(one, name) for name in type(one).__slots__}, "compute": compute})
    monkeypatch.setattr(core.comparison, "all_measures", lambda: (broken,))
    (found,) = measured(busy(A), busy(B)).measurements
    assert found.value is None
    assert found.missing


def test_all_aspects_are_compared_in_one_mode():
    assert ComparisonParams.of("paper").content.mode == "paper"
    with pytest.raises(ParameterError, match="all aspects share one mode"):
        ComparisonParams("paper")
    with pytest.raises(ParameterError, match="all aspects share one mode"):
        ComparisonParams(audience=AudienceParams(mode="paper"))
    with pytest.raises(ParameterError):
        ComparisonParams.of("other")


# Paper mode, straight from the file with the reference libraries


@pytest.fixture(scope="module")
def celebrities(real_data):
    """Give the rows of two people, straight from the file."""
    frame = pd.read_parquet(real_data / "timelines" / "celebrities_2015.parquet")
    return [frame[frame["screen_name"].str.casefold() == name].sort_values("created_at") for name in PAIR]


@pytest.fixture(scope="module")
def found(real_data, celebrities, tmp_path_factory):
    """Give what we say of the two, through an import of their rows."""
    folder = tmp_path_factory.mktemp("celebrities")
    pd.concat(celebrities).to_parquet(folder / "two.parquet")
    import_items(Workspace(folder / "w"), [folder / "two.parquet"], ReadOptions(), now=NOW)
    gallery = Gallery(Workspace(folder / "w"))
    a, b = (gallery.portrait(gallery.workspace.find(name)) for name in PAIR)
    return compare(a, b, None, ComparisonParams.of("paper"))


def test_daily_dtw_is_that_of_the_reference_library_on_raw_counts(celebrities, found):
    series = []
    for frame in celebrities:
        days = frame["created_at"].dt.tz_convert("UTC").dt.floor("D")
        span = pd.date_range(days.min(), days.max(), freq="D")
        series.append(days.value_counts().reindex(span, fill_value=0).to_numpy(dtype=np.double))
    measurement = found["behaviour.dtw_posts_per_day"]
    assert measurement.value == pytest.approx(dtw.distance(*series, use_c=True), rel=1e-9)
    assert (measurement.n_a, measurement.n_b) == tuple(len(frame) for frame in celebrities)


def test_hourly_dtw_is_that_of_the_reference_library_on_raw_counts(celebrities, found):
    hours = [
        np.bincount(frame["created_at"].dt.tz_convert("UTC").dt.hour, minlength=24).astype(np.double)
        for frame in celebrities
    ]
    assert found["behaviour.dtw_posts_by_hour"].value == pytest.approx(dtw.distance(*hours), rel=1e-9)


def targets(frame):
    """List whom each row names, once a row; keyed by handle, as the file has no other ids."""
    for row in frame.itertuples():
        users = {name.casefold() for name in row.mentions}
        for flag, user in (
            (row.is_retweet, row.rt_user),
            (row.is_reply, row.reply_user),
            (row.is_quote, row.quote_user),
        ):
            if flag and isinstance(user, str) and user:
                users.add(user.casefold())
        yield from users - set(PAIR)


def jaccard(one, other):
    return len(one & other) / len(one | other)


def test_audiences_overlap_as_plain_sets_do(celebrities, found):
    named = [pd.Series(list(targets(frame))).value_counts() for frame in celebrities]
    everybody = [set(counts.index) for counts in named]
    assert found["audience.jaccard"].value == pytest.approx(jaccard(*everybody), rel=1e-12)
    assert (found["audience.jaccard"].n_a, found["audience.jaccard"].n_b) == tuple(map(len, everybody))
    strong = [set(counts.index[counts >= 3]) for counts in named]
    assert found["audience.strong_jaccard"].value == pytest.approx(jaccard(*strong), rel=1e-12)


def test_same_posts_are_the_distinct_texts_of_both(celebrities, found):
    texts = [
        {
            words
            for text in frame.loc[~frame["is_retweet"].fillna(value=False), "text"].dropna()
            if count_words(words := normalised(text)) >= 3
        }
        for frame in celebrities
    ]
    assert texts[0] & texts[1]
    assert found["content.same_posts"].value == len(texts[0] & texts[1])


def test_same_reposts_are_the_distinct_originals_of_both(celebrities, found):
    originals = []
    for frame in celebrities:
        reposts = frame[frame["is_retweet"].fillna(value=False)]
        assert reposts["ref_id"].notna().all()
        originals.append(set(reposts["ref_id"]))
    shared = len(originals[0] & originals[1])
    assert shared > 0
    assert found["content.same_reposts"].value == shared


def test_the_vocabulary_cosine_is_that_of_scikit_learn_on_two_documents(celebrities, found):
    documents = [" ".join(frame["text"].dropna()) for frame in celebrities]
    vectors = TfidfVectorizer().fit_transform(documents)
    assert found["content.tfidf_cosine"].value == pytest.approx(
        (vectors[0] @ vectors[1].T).toarray()[0, 0], rel=1e-9
    )


# Two captures of one account


@pytest.fixture(scope="module")
def captures(real_data, tmp_path_factory):
    """Give a gallery of the two captures of two politicians, told apart by a joined map."""
    folder = tmp_path_factory.mktemp("captures")
    frame = pd.read_parquet(real_data / "timelines" / "us_politicians.parquet")
    people = sorted(frame["screen_name"].unique())[:2]
    frame[frame["screen_name"].isin(people)].to_parquet(folder / "two.parquet")
    options = ReadOptions.parse(["profile=screen_name+capture"])
    import_items(Workspace(folder / "w"), [folder / "two.parquet"], options, now=NOW)
    return people, Gallery(Workspace(folder / "w"))


def test_two_captures_of_one_account_are_two_profiles(captures):
    people, gallery = captures
    expected = {f"x:@{name.casefold()}+{year}" for name in people for year in (2019, 2021)}
    assert set(gallery.workspace.profiles["key"]) == expected


@pytest.mark.parametrize("mode", ["default", "paper"])
def test_the_handle_of_a_captured_account_is_not_in_its_audience(captures, mode):
    people, gallery = captures
    for name in people:
        one, other = (gallery.portrait(f"x:@{name.casefold()}+{year}") for year in (2019, 2021))
        named = {key for portrait in (one, other) for key in portrait.audience.targets}
        assert (
            one.profile.account
            == other.profile.account
            == gallery.workspace.identities.one(f"x:@{name.casefold()}")
        )
        assert one.profile.account in named  # its posts do name it, by handle; the file has its id
        params = ComparisonParams.of(mode)
        drawn = next(m for m in all_measures() if m.name == "audience.jaccard").explain(
            one, other, None, params
        )
        assert one.profile.account not in {*drawn.weights_a, *drawn.weights_b}
        assert compare(one, other, gallery.reference, params)["audience.jaccard"].value > 0
