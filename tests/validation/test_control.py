"""The experiment as a whole: independent accounts, planted copies, empty and odd workspaces, stopping."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from core.errors import CancelledError
from core.model import Contribution, Verdict
from core.model.study import Estimate
from core.validation.control import CONTROLS
from core.validation.control_table import share_words
from core.verdict.chance import bits_needed, default_base_rate
from tests.validation.town import MONDAY, in_halves, subject, townsfolk

N = 40


def tables(section):
    return {table.key.removeprefix("controls_"): table for table in section.tables}


def rows(section, group):
    """Give the rows of a table by claim and control."""
    return {(row[0], row[1]): row for row in tables(section)[group].rows}


def rate_of(section, group, claim, control):
    row = next(
        row for (said, how), row in rows(section, group).items() if said.startswith(claim) and how == control
    )
    found = next(cell for cell in row if isinstance(cell, Estimate))
    assert (row[3], row[4] / row[3]) == (found.n, pytest.approx(found.value))
    return found


def judging(monkeypatch, bits_of):
    """Put a judge in the place of the real one: bits by pair of keys, None where there are none."""

    def judge(gallery, pairs, model=None, *, progress, cancelled):
        given = [bits_of(frozenset(pair), gallery) for pair in pairs]
        missing = tuple("too few posts" if one is None else None for one in given)
        bits = np.array([np.nan if one is None else one for one in given])

        def verdict(row):
            a, b = pairs[row]
            doubts = ("another kind of account",) if "x:9" in (a, b) else ()
            part = Contribution("words", "Words", "content.tfidf_cosine", given[row], 1, 1, 1, 9, 9, "words")
            return Verdict(a, b, "made", given[row], None, None, (part,), doubts=doubts)

        return SimpleNamespace(bits=bits, missing=missing, verdict=verdict)

    monkeypatch.setattr("core.validation.control_verdict.judge", judge)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """Forty accounts that have nothing to do with each other, in two groups that mean nothing."""
    patch = pytest.MonkeyPatch()
    judging(patch, lambda pair, gallery: -5.0)
    town = townsfolk(N)
    section = CONTROLS.run(subject(tmp_path_factory.mktemp("quiet"), town, in_halves(town)))
    patch.undo()
    return section


@pytest.mark.parametrize(("p", "nominal"), [("0.05", 0.05), ("0.01", 0.01), ("0.001", 0.001)])
def test_shuffled_audiences_overlap_beyond_chance_as_often_as_is_promised(quiet, p, nominal):
    found = rate_of(
        quiet, "independent", f"They share more targets than chance makes, p ≤ {p}", "Audiences shuffled"
    )
    assert found.n == 20 * N * (N - 1) // 2
    assert found.value <= 1.1 * nominal
    assert found.value > 0.2 * nominal  # a test that never fires would be of no use either


@pytest.mark.parametrize(
    ("group", "control"),
    [("independent", "Accounts that share no topic"), ("topic", "Accounts of one label")],
)
def test_independent_accounts_are_near_the_nominal_rate_whatever_they_are_called(quiet, group, control):
    found = rate_of(quiet, group, "They share more targets than chance makes, p ≤ 0.05", control)
    assert found.n in {20 * 20, 2 * 190}
    assert found.low <= 0.05
    assert found.value <= 0.09


def test_nothing_is_said_of_independent_texts(quiet):
    for claim in ("They have texts", "They have near-identical", "Consistent", "As many bits", "Alike"):
        found = rate_of(quiet, "independent", claim, "Accounts that share no topic")
        assert (found.value, found.low) == (0.0, 0.0)
        assert found.high == pytest.approx(0.168, abs=0.001)  # of 20 disjoint pairs


def test_two_calendars_weeks_apart_are_no_more_alike_than_others(quiet):
    found = rate_of(quiet, "independent", "By day they are", "One calendar moved by weeks")
    assert found.n == 3 * N * (N - 1) // 2
    assert found.low <= 0.05 <= found.high


def test_the_answer_is_made_of_the_tables(quiet):
    first, *others = quiet.answer.split("\n")
    assert first.startswith("Where accounts were made independent: none of ")
    assert any(line.startswith("Accounts that share no topic: none of ") for line in others)
    # forty profiles are too few for the smallest of the promised rates
    standings = [row[7] for row in rows(quiet, "independent").values()]
    assert "more often" not in standings
    assert {"kept", "too few to say"} <= set(standings)
    strong = rate_of(quiet, "independent", "They have strong friendships", "Audiences shuffled")
    said = f"strong friendships in common, {share_words(strong.value)} of the pairs ("
    assert (said in quiet.answer) == (strong.value > 0)


def test_every_row_has_the_columns_of_its_table_and_every_claim_is_listed(quiet):
    for table in quiet.tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
    listed = {row[0] for row in tables(quiet)["claims"].rows}
    for group in ("independent", "topic", "crowd"):
        assert {claim for claim, _ in rows(quiet, group)} <= listed
    assert any(note.startswith("Event: the week in which most profiles posted") for note in quiet.notes)


@pytest.fixture(scope="module")
def loud(tmp_path_factory):
    """Make the same town, but let ten accounts of the west copy each other in whom they name and what they say."""
    patch = pytest.MonkeyPatch()
    town = townsfolk(N)
    copied = town["x:39"][:50]
    for who in range(30, 39):
        own = town[f"x:{who}"]
        town[f"x:{who}"] = [
            replace(post, text=source.text, mentions=source.mentions)
            for post, source in zip(own, copied, strict=False)
        ] + own[50:]
    enough = bits_needed(0.9, default_base_rate(N))
    judging(
        patch,
        lambda pair, gallery: (
            enough + 1 if pair <= {"x:30", "x:31", "x:9", "x:8"} else None if "x:0" in pair else 0.5
        ),
    )
    section = CONTROLS.run(subject(tmp_path_factory.mktemp("loud"), town, in_halves(town)))
    patch.undo()
    return section


def test_planted_copies_are_counted_to_the_pair(loud):
    """Ten of one label are 45 of its 380 pairs, and no pair across labels."""
    for claim in ("They have texts", "They have near-identical"):
        found = rate_of(loud, "topic", claim, "Accounts of one label")
        assert found.value == pytest.approx(45 / 380)
        assert rate_of(loud, "independent", claim, "Accounts that share no topic").value == 0.0


def test_planted_copies_make_the_overlap_claims_fire_above_nominal(loud):
    claim = "They share more targets than chance makes, p ≤ 0.001"
    found = rate_of(loud, "topic", claim, "Accounts of one label")
    assert found.value >= 45 / 380
    assert rows(loud, "topic")[claim, "Accounts of one label"][7] == "more often"
    (line,) = [line for line in loud.answer.split("\n") if line.startswith("Accounts of one label: ")]
    assert "made more often than promised: overlap p ≤" in line


def test_planted_copies_leave_nothing_in_the_shuffles(loud):
    claim = "They share more targets than chance makes, p ≤ 0.05"
    assert rate_of(loud, "independent", claim, "Audiences shuffled").value <= 0.055


def test_the_nearest_by_words_are_the_copies_first(loud):
    found = rate_of(loud, "topic", "They have texts", "Nearest by words")
    assert found.value * found.n > 20
    assert found.n <= 3 * N


def test_bits_are_counted_with_and_without_doubts_and_not_where_there_are_none(loud):
    """Of the six pairs of 8, 9, 30 and 31 with bits enough, three are with 9, of which there are doubts."""
    control = "Accounts of one label"
    assert rate_of(loud, "topic", "Consistent", control).value * (380 - 19) == pytest.approx(1)
    assert rate_of(loud, "topic", "As many bits", control).value * (380 - 19) == pytest.approx(2)
    unlike = "Accounts that share no topic"
    assert rate_of(loud, "independent", "Consistent", unlike).value * (400 - 20) == pytest.approx(2)
    assert rate_of(loud, "independent", "As many bits", unlike).value * (400 - 20) == pytest.approx(4)


@pytest.fixture
def small():
    return townsfolk(6, n_posts=30)


def test_one_subject_gives_one_section(tmp_path, small, monkeypatch):
    judging(monkeypatch, lambda pair, gallery: 0.0)
    first = CONTROLS.run(subject(tmp_path / "a", small, in_halves(small)))
    assert first == CONTROLS.run(subject(tmp_path / "b", small, in_halves(small)))
    other = CONTROLS.run(subject(tmp_path / "c", small, in_halves(small), seed=1))
    assert other.question == first.question


def test_without_labels_and_languages_it_is_said_what_cannot_be_told(tmp_path, small, monkeypatch):
    judging(monkeypatch, lambda pair, gallery: None)
    section = CONTROLS.run(subject(tmp_path, small))
    untested = {
        (claim, row[1]): row[2] for row in tables(section)["untested"].rows for claim in row[0].split("; ")
    }
    unlike = untested["every claim", "Accounts that share no topic"]
    assert unlike == "the profiles have no two labels and no two main languages"
    assert untested["every claim", "Accounts of one label"] == "no two accounts have the same label"
    assert untested["consistent with one operator", "Nearest by words"] == "too few posts"
    assert untested["alike by bits", "Nearest by words"] == "too few posts"
    assert untested["a time-zone hint", "Nearest by words"].endswith("200 needed")


def test_without_labels_languages_tell_who_shares_no_topic(tmp_path, small, monkeypatch):
    judging(monkeypatch, lambda pair, gallery: 0.0)
    for who in ("x:0", "x:1"):
        small[who] = [replace(post, language="de") for post in small[who]]
    section = CONTROLS.run(subject(tmp_path, small))
    found = rate_of(section, "independent", "They have texts", "Accounts that share no topic")
    assert found.n == 2 * 4


def test_two_captures_of_one_account_are_never_a_pair(tmp_path, small, monkeypatch):
    judging(monkeypatch, lambda pair, gallery: 99.0 if pair == {"x:0", "x:1"} else 0.0)
    small["x:1"] = [replace(post, profile="x:1", post_id=f"again{post.post_id}") for post in small["x:0"]]
    accounts = {"x:0": "x:me", "x:1": "x:me"}
    section = CONTROLS.run(subject(tmp_path, small, dict.fromkeys(small, "all"), accounts=accounts))
    for claim in ("They have texts", "Consistent"):
        found = rate_of(section, "topic", claim, "Accounts of one label")
        assert (found.value, found.n) == (0.0, 14)
        assert rate_of(section, "crowd", claim, "Everybody in an event's days").value == 0.0


def test_a_crowd_is_compared_by_the_days_of_its_event_only(tmp_path, small, monkeypatch):
    """Five of six use a hashtag; two of them copy each other then, two others at another time."""
    judging(monkeypatch, lambda pair, gallery: 0.0)
    for who in range(5):
        post = small[f"x:{who}"][0]
        at = MONDAY + timedelta(days=50, hours=who)
        small[f"x:{who}"].append(replace(post, post_id=f"flood-{who}", time=at, hashtags=["flood"]))
    for pair, day in (((0, 1), 51), ((2, 3), 90), ((4, 5), 52)):
        for who in pair:
            at, text = MONDAY + timedelta(days=day, hours=who), f"the very same words on day {day}"
            post = replace(small[f"x:{who}"][0], post_id=f"copy-{who}-{day}", time=at, text=text)
            small[f"x:{who}"].append(post)
    section = CONTROLS.run(subject(tmp_path, small, dict.fromkeys(small, "all")))
    crowd = rate_of(section, "crowd", "They have texts", "One event's crowd")
    everybody = rate_of(section, "crowd", "They have texts", "Everybody in an event's days")
    label = rate_of(section, "topic", "They have texts", "Accounts of one label")
    assert (crowd.n, crowd.value) == (10, pytest.approx(1 / 10))
    assert (everybody.n, everybody.value) == (15, pytest.approx(2 / 15))
    assert (label.n, label.value) == (15, pytest.approx(3 / 15))
    assert any(note.startswith("Event: #flood, ") for note in section.notes)


def test_nobody_and_one_profile_are_turned_away_and_harm_nothing(tmp_path, small):
    nobody = subject(tmp_path / "none", {})
    assert (
        CONTROLS.lack(nobody) == "the workspace has 0 profiles, 12 needed: of fewer pairs no rate can be told"
    )
    alone = subject(tmp_path / "one", {"x:0": small["x:0"]})
    assert "12 needed" in CONTROLS.lack(alone)
    for one in (nobody, alone):
        section = CONTROLS.run(one)
        assert section.answer
        assert all(len(row) == len(table.columns) for table in section.tables for row in table.rows)
    assert CONTROLS.lack(subject(tmp_path / "six", small)).startswith(
        "the workspace has 6 profiles, 12 needed"
    )


def test_progress_runs_from_nothing_to_all_and_never_back(tmp_path, small, monkeypatch):
    judging(monkeypatch, lambda pair, gallery: 0.0)
    shares = []
    CONTROLS.run(subject(tmp_path, small, progress=lambda share, said: shares.append(share)))
    assert shares[-1] == 1.0
    assert min(shares) >= 0.0
    assert np.diff(shares).min() > -1e-9
    assert np.diff(shares).max() < 0.3


def test_it_can_be_stopped_in_every_part(tmp_path, small, monkeypatch):
    judging(monkeypatch, lambda pair, gallery: 0.0)
    made = subject(tmp_path, small, in_halves(small))
    for stop_at in (0.0, 0.12, 0.35, 0.5, 0.65, 0.71, 0.75, 0.8, 0.9, 0.95):
        told = [0.0]

        def tell(share, said, told=told):
            told.append(share)

        def stopped(told=told, stop_at=stop_at):
            return told[-1] >= stop_at

        with pytest.raises(CancelledError):
            CONTROLS.run(replace(made, progress=tell, cancelled=stopped))
        assert told[-1] < stop_at + 0.1


def test_the_workspace_is_as_it_was(tmp_path, small, monkeypatch):
    judging(monkeypatch, lambda pair, gallery: 0.0)
    made = subject(tmp_path, small)
    before = made.gallery.workspace.fingerprint
    CONTROLS.run(made)
    assert type(made.gallery.workspace)(tmp_path).fingerprint == before
    assert not list(tmp_path.rglob("event-*"))
