"""What is said of a pair follows from its numbers, says three things and never the fourth."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.measures import DETAIL, all_measures, get
from core.model import Comparison, Measurement
from core.verdict.chance import bits_needed, probability
from core.verdict.change import what_would_change
from core.verdict.phrase import topic
from core.verdict.reason import SHOWN, Reason, differences, reasons_against
from core.verdict.wording import (
    AGAINST_UP_TO,
    CONSISTENT_FROM,
    CUT_OFFS,
    DECISIONS,
    UNLIKE,
    decide,
    plain_text,
    say,
)
from tests.conftest import ROOT
from tests.rule import modules
from tests.verdict.made import BASE_RATES, VIEWS, contribution, verdict, verdicts
from tests.verdict.phrases import forbidden, literals

GRID = [-300.0, -12.0, -3.4, -3.3, -1.0, -0.01, 0.0, 0.04, 1.0, 3.8, 9.7, 9.9, 15.0, 24.0, 300.0]
RATES = [1 / 100, 1 / 1_000, 1e-6]


def texts(found, base_rate):
    """Gather every text that is made of a verdict."""
    said = say(found, base_rate)
    reasons = [reason.text for reason in reasons_against(found, base_rate)]
    alone = [said.headline, said.sentence, said.warning or ""]
    return [plain_text(text) for text in [*alone, *reasons, *what_would_change(found, base_rate)] if text]


# ------------------------------------------------------------------ what is said


def test_evidence_that_outweighs_the_base_rate_is_consistent_with_one_operator():
    said = say(verdict(8.0, 4.0), 1 / 100)
    assert (said.decision, said.headline) == ("consistent", "Consistent with one operator")
    assert said.probability == probability(12.0, 1 / 100)
    assert plain_text(said.sentence) == (
        "The posts make one operator 4,096 times likelier than before looking. From one pair in 100, that is 98%."
    )


def test_a_likeness_that_does_not_outweigh_the_base_rate_is_not_enough():
    said = say(verdict(3.0, 1.6, -0.8), 1 / 1_000)
    assert said.decision == "undecided"
    assert said.headline == "Alike, but not enough to say one operator"
    assert "14 times" in plain_text(said.sentence)
    assert plain_text(said.sentence).endswith("From one pair in 1,000, that is one in 73.")


def test_a_low_probability_alone_is_not_called_against():
    assert say(verdict(0.0), 1e-6).decision == "undecided"
    assert say(verdict(AGAINST_UP_TO + 0.01), 1e-6).decision == "undecided"
    assert say(verdict(AGAINST_UP_TO), 0.5).decision == "against"


def test_a_chance_too_small_to_be_shown_is_said_in_words_within_a_sentence():
    (reason, *_) = reasons_against(verdict(10.0, spread=25.0), 1 / 100)
    assert reason.text == "The interval reaches down to −15.0 bits, where the chance is below 0.1%."


def test_what_is_worth_nothing_is_said_to_be():
    said = say(verdict(0.02), 1 / 100)
    assert "as likely to post like this" in said.sentence
    assert plain_text(said.sentence).endswith("that is still one in 99.")


def test_evidence_against_is_said_to_speak_against():
    said = say(verdict(-4.0, -6.0), 1 / 100)
    assert said.headline == "The evidence speaks against one operator"
    assert "1,024 times less likely" in plain_text(said.sentence)
    assert plain_text(said.sentence).endswith("that is less than one in 1,000.")


def test_too_little_evidence_is_said_with_its_reason():
    said = say(verdict(missing="the workspace has 12 profiles, 30 needed to learn what is usual"), 1 / 100)
    assert (said.decision, said.headline) == ("insufficient", "Insufficient evidence")
    assert said.sentence == "The workspace has 12 profiles, 30 needed to learn what is usual."
    assert said.probability is said.low is said.high is None


def test_where_there_are_doubts_bits_and_rank_are_said_and_no_probability():
    said = say(verdict(14.0, doubts=("its scores are spread wider.",), share_below=0.997), 1 / 100)
    assert said.decision == "undecided"
    assert said.probability is said.low is said.high is None
    assert plain_text(said.sentence) == (
        "The posts are worth +14.0 bits, more than 99.7% of the workspace's pairs."
    )
    assert said.warning == UNLIKE
    assert "%" not in said.headline


@given(verdicts(), BASE_RATES)
def test_a_doubted_verdict_never_gives_a_probability_nor_consistency(found, base_rate):
    said = say(found, base_rate)
    if found.doubts and found.bits is not None:
        assert said.probability is None
        assert said.warning
        assert said.decision in {"against", "undecided"}
        assert not re.search(r"one pair in|chance is", " ".join(texts(found, base_rate)))
    else:
        assert said.warning is None
        assert (said.probability is None) == (found.bits is None)


@given(verdicts(), BASE_RATES)
def test_every_decision_has_its_words_and_its_cut_off(found, base_rate):
    assert decide(found, base_rate) in DECISIONS
    assert set(DECISIONS) == set(CUT_OFFS)


@given(st.floats(-40, 60), BASE_RATES, BASE_RATES)
def test_a_higher_base_rate_never_takes_consistency_away(bits, one, other):
    low, high = sorted((one, other))
    if decide(verdict(bits), low) == "consistent":
        assert decide(verdict(bits), high) == "consistent"


@given(st.floats(5, 40))
def test_the_sentence_changes_as_the_base_rate_crosses_the_cut(bits):
    cut = probability(-bits, CONSISTENT_FROM)
    above, below = say(verdict(bits), cut * 1.01), say(verdict(bits), cut * 0.99)
    assert (above.decision, below.decision) == ("consistent", "undecided")
    assert above.headline != below.headline


@given(verdicts(), BASE_RATES)
def test_words_of_numbers_are_never_raw(found, base_rate):
    said = " ".join(texts(found, base_rate))
    assert not re.search(r"nan|inf\b|None|e[+-]\d|\d-\d|\*\*", said)


@pytest.mark.parametrize(
    ("found", "decision"),
    [
        (verdict(9.0, 9.0), "consistent"),
        (verdict(-9.0), "against"),
        (verdict(-1.5), "undecided"),
        (verdict(0.0), "undecided"),
        (verdict(missing="B has 3 posts, 50 needed"), "insufficient"),
    ],
)
def test_a_decision_is_called_the_same_on_the_card_and_on_the_method_page(found, decision):
    said = say(found, 1 / 100)
    assert said.decision == decision
    assert said.headline.startswith(DECISIONS[decision])


# ------------------------------------------------------------------ reasons against


def test_the_views_that_speak_against_come_first_strongest_first():
    reasons = reasons_against(verdict(-0.3, 6.0, -0.8), 1 / 1_000)
    assert [reason.text for reason in reasons] == [
        "Against it by 0.8 bits: how they write, 0.102, where their nearest others reach 0.142.",
        "Against it by 0.3 bits: words they choose, 0.102, where their nearest others reach 0.142.",
    ]
    assert [reason.measure for reason in reasons] == ["content.style_cosine", "content.tfidf_cosine"]


def test_a_view_above_what_is_usual_that_speaks_against_all_the_same_says_so():
    found = replace(
        verdict(-0.4, 9.0), contributions=(contribution(0, -0.4, value=0.2), contribution(1, 9.0))
    )
    assert reasons_against(found, 1 / 1_000)[0].text == (
        "Against it by 0.4 bits: words they choose, 0.200, too little above the 0.142 of their nearest others."
    )


def test_where_every_view_speaks_for_it_the_base_rate_does_not():
    first, _ = reasons_against(verdict(2.0, 1.8), 1 / 1_000)
    assert first.text == (
        "Of 100 pairs with so much evidence about 99 would be of two strangers, for only one pair in 1,000 has one "
        "operator to begin with."
    )


def test_strong_evidence_has_its_interval_and_its_other_explanation_against_it():
    first, second = reasons_against(verdict(11.0, 1.0, spread=3.0), 1 / 100)
    assert first.text == "The interval reaches down to +9.0 bits, where the chance is 84%."
    assert second.text == (
        "92% of what speaks for it is one view, words they choose: two who write of one subject choose the same "
        "words."
    )


def test_however_strong_all_views_are_the_strongest_has_another_explanation():
    first, second = reasons_against(verdict(12.0, 2.0, 12.0, spread=1.0), 1 / 100)
    assert first.text == (
        "46% of what speaks for it is one view, words they choose: two who write of one subject choose the same words."
    )
    assert second.text.startswith("Of 1,000 pairs with so much evidence about 1 would be of two strangers")


def test_a_measure_in_which_they_differ_comes_before_a_missing_view():
    found = verdict(20.0, "B has 3 mentions, 10 needed", spread=0.1)
    one = Reason("They differ in daily activity: more alike than only 3% of the workspace's pairs.")
    assert reasons_against(found, 1 / 100, [one])[0] == one
    said = [reason.text for reason in reasons_against(found, 1 / 100)]
    assert said[1] == "No evidence of whom they name: B has 3 mentions, 10 needed."


def test_a_doubt_is_a_reason_against():
    reasons = reasons_against(verdict(9.0, 8.0, doubts=("it is mostly reposts.",)), 1 / 100)
    assert reasons[0].text == "Unlike what the score was learned on: it is mostly reposts."


@given(verdicts(), BASE_RATES)
def test_two_reasons_always_stand_against_and_both_have_numbers_or_a_doubt(found, base_rate):
    reasons = reasons_against(found, base_rate)
    assert len({reason.text for reason in reasons}) == (0 if found.bits is None else SHOWN)
    stated = {*found.doubts, *(one.missing for one in found.contributions)}
    for reason in reasons:
        told = any(said and said.rstrip(".") in reason.text for said in stated)
        assert told or re.search(r"\d", reason.text)


@given(verdicts(), BASE_RATES)
def test_every_view_that_speaks_against_is_stronger_than_any_that_does_not(found, base_rate):
    against = sorted(one.bits for one in found.contributions if not one.missing and one.bits <= -0.05)
    said = [reason.text for reason in reasons_against(found, base_rate)]
    if found.bits is not None:
        # sorted is stable: what is said first is worth most
        assert [text.startswith("Against it by") for text in said] == [n < len(against) for n in range(SHOWN)]


def measurement(name, aspect, value, direction="similarity"):
    return Measurement(name, aspect, value, None, "", direction, 9, 9, "posts", 0)


class Ranks:
    """A standing that says what it is told."""

    def __init__(self, **shares):
        self.shares = {name.replace("__", "."): share for name, share in shares.items()}

    def more_alike_than(self, found):
        return self.shares.get(found.measure)


def test_what_differs_is_said_least_alike_first_and_names_alike_last():
    comparison = Comparison(
        "x:1",
        "x:2",
        "default",
        (
            measurement("identity.handle", "identity", 0.91),
            measurement("identity.bio_words", "identity", 0.01),
            measurement("behaviour.shift_gain", "behaviour", 0.3, "distance"),
            measurement("behaviour.dtw_posts_per_day", "behaviour", 3.0, "distance"),
            measurement("audience.jaccard", "audience", 0.2),
            measurement("content.hashtag_cosine", "content", 0.0),
        ),
    )
    standing = Ranks(
        behaviour__shift_gain=0.12,
        behaviour__dtw_posts_per_day=0.0,
        audience__jaccard=0.9,
        content__hashtag_cosine=0.0,
        identity__bio_words=0.0,
    )
    assert [reason.text for reason in differences(comparison, standing)] == [
        "They differ in daily activity: less alike than all other of the workspace's pairs.",
        "They differ in time-zone shift: more alike than only 12% of the workspace's pairs.",
        "Handles alike, 0.91 of 1: one may imitate the other, who is somebody else then.",
    ]
    assert [reason.measure for reason in differences(comparison, None)] == ["identity.handle"]


# ------------------------------------------------------------------ what would change it


def stated_rate(sentence):
    """Read a base rate back from its words."""
    number, scale = re.search(r"one pair in ([\d,.]+)( million| billion| trillion)?", sentence).groups()
    sizes = {None: 1, " million": 1e6, " billion": 1e9, " trillion": 1e12}
    return 1 / (float(number.replace(",", "")) * sizes[scale])


@given(st.floats(10.5, 42), st.sampled_from(RATES))
def test_at_the_base_rate_that_is_named_the_statement_has_changed(bits, base_rate):
    found = verdict(bits)
    now = decide(found, base_rate)
    first = what_would_change(found, base_rate)[0]
    moved = stated_rate(first) * (1.0 if "or more" in first else 0.999)
    assert decide(found, moved) != now
    # and not long before it
    assert decide(found, moved * (0.97 if "or more" in first else 1.03)) == now


@given(st.floats(-3, 40), st.sampled_from(RATES))
def test_with_the_bits_that_are_named_the_statement_has_changed(bits, base_rate):
    found = verdict(bits)
    said = next(text for text in what_would_change(found, base_rate) if "at this base rate" in text)
    number, way = re.match(r"([\d.]+) (more|fewer) bits", said).groups()
    wanted = float(number) * (1 if way == "more" else -1)
    before, after = decide(found, base_rate), decide(verdict(bits + wanted * (1 + 1e-9)), base_rate)
    assert before != after
    assert abs(bits + wanted - bits_needed(CONSISTENT_FROM, base_rate)) <= 0.1 + 1e-6


def test_where_no_base_rate_of_the_slider_is_enough_that_is_said():
    assert what_would_change(verdict(3.8), 1 / 1_000) == (
        "No base rate up to one pair in 100 would be enough.",
        "9.4 more bits at this base rate.",
    )
    assert what_would_change(verdict(60.0), 1 / 1_000)[0] == (
        "No base rate down to one pair in 1 trillion would be too low."
    )


def test_what_speaks_against_is_changed_by_bits_only():
    assert what_would_change(verdict(-5.2), 1 / 100) == (
        "1.9 more bits would leave it undecided; no base rate would.",
    )


def test_a_missing_view_says_how_much_more_it_needs():
    said = what_would_change(verdict(3.0, "B has 3 mentions, 10 needed"), 1 / 100)
    assert said[-1] == "Evidence of whom they name: 7 more mentions of B."
    (said,) = what_would_change(verdict(missing="A has no posts, 50 needed"), 1 / 100)
    assert said == "50 more posts of A."
    (said,) = what_would_change(
        verdict(missing="the workspace has 12 profiles, 30 needed to learn what is usual"), 1 / 100
    )
    assert said == "18 more profiles in the workspace."


@given(verdicts(), BASE_RATES)
def test_something_would_always_change_it(found, base_rate):
    assert all(len(said) > 5 for said in what_would_change(found, base_rate))
    assert what_would_change(found, base_rate)


# ------------------------------------------------------------------ what is never said


@pytest.mark.parametrize(("bits", "base_rate"), list(product(GRID, RATES)))
def test_nothing_on_a_wide_grid_says_that_two_accounts_share_a_person(bits, base_rate):
    for doubts, spread in product([(), ("its scores are spread wider",)], [0.0, 4.0]):
        for share in (None, 0.0, 0.5, 1.0):
            found = verdict(bits / 2, bits / 2, spread=spread, doubts=doubts, share_below=share)
            assert [forbidden(text) for text in texts(found, base_rate)].count([]) == len(
                texts(found, base_rate)
            )


@given(verdicts(), BASE_RATES)
def test_nothing_says_that_two_accounts_share_a_person_nor_names_one(found, base_rate):
    named = verdict(3.0, a="x:@harbor_notes", b="x:@delta_journal")
    for text in [*texts(found, base_rate), *texts(named, base_rate)]:
        assert forbidden(text) == []
        assert not re.search(r"harbor|delta|x:|@", text)
        assert not re.search(r"\b(?:is|are) (?:one|the same)\b(?! in \d| view)", text)


@pytest.mark.parametrize("label", [label for _, label, _, _ in VIEWS])
def test_labels_stand_within_sentences(label):
    found = verdict(*(-1.0 if one[1] == label else 2.0 for one in VIEWS))
    assert contribution().label[0].isupper()
    assert f"{label[0].lower()}{label[1:]}" in reasons_against(found, 1 / 100)[0].text


USER_FACING = [path for path in modules() if path.endswith(".py")]
DOCUMENTS = [
    "README.md",
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").glob("*.md"))),
]


@pytest.mark.parametrize("path", USER_FACING)
def test_no_text_of_the_house_says_that_accounts_share_a_person_or_whose_they_are(path):
    found = [
        f"{path}:{line}: {what}"
        for line, text in literals((ROOT / path).read_text())
        for what in forbidden(text)
    ]
    assert found == []


@pytest.mark.parametrize("path", DOCUMENTS)
def test_no_document_says_that_accounts_share_a_person_or_whose_they_are(path):
    assert forbidden((ROOT / path).read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        "These two accounts are the same person.",
        "They are clearly one person",
        "Both *are* one operator.",
        "This account belongs to somebody.",
        "run by the same people",
        "A state-sponsored network",
        "It is attributed to an agency",
        "Russian trolls",
        "a suspicious pair",
        "We do not know much. They are one person.",
        "This proves that they are alike",
        "the two share an operator",
    ],
)
def test_the_check_catches_a_planted_claim(text):
    assert forbidden(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nothing here says that two accounts *are* one person.",
        "It does not say that they are the same person.",
        "Consistent with one operator",
        "Do they talk to the same people?",
        "No output says that an account belongs to somebody.",
        "written in Russian",
    ],
)
def test_the_check_lets_pass_what_is_not_claimed(text):
    assert forbidden(text) == []


def test_the_check_reads_what_is_shown_and_not_what_explains_the_code():
    source = '''"""They are one person."""\nX = "a"\n"""They are one person."""\n'''
    assert [text for _, text in literals(source)] == ["a"]
    source = 'def f(n):\n    """Doc."""\n    return f"they {n} are " "one person"\n'
    assert [text for _, text in literals(source)] == ["they … are one person"]


def test_a_shared_circle_is_the_first_reason_against_a_consistent_pair():
    found = verdict(8.0, 6.0)
    first = reasons_against(found, 0.01)[0]
    assert first.text.startswith(
        "Friends, colleagues and an office with its holder name the same people too (+6.0 bits)"
    )
    assert first.measure == "audience.rarity_cosine"
    doubted = replace(found, doubts=("this workspace has 31 profiles",))
    assert not any(one.text.startswith("Friends") for one in reasons_against(doubted, 0.01))


@pytest.mark.parametrize("bits", [-20.0, -4.0, 0.0, 4.0, 20.0])
def test_where_there_are_doubts_nothing_is_decided_either_way(bits):
    doubted = verdict(bits, doubts=("it is unlike",))
    assert decide(doubted, 0.01) == "undecided"
    assert "speaks against" not in say(doubted, 0.01).headline


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("behaviour.repost_share_difference", "They differ in repost share: "),
        ("content.tfidf_cosine", "They differ in vocabulary: "),
        ("audience.rarity_cosine", "They differ in shared targets, rare ones first: "),
    ],
)
def test_a_reason_names_what_differs_and_not_how_that_is_worked_out(name, said):
    found = measurement(name, name.partition(".")[0], 0.5, get(name).direction)
    standing = Ranks(**{name.replace(".", "__"): 0.1})
    (reason,) = differences(Comparison("x:1", "x:2", "default", (found,)), standing)
    assert reason.text.startswith(said)


def test_no_two_measures_are_named_alike_in_a_sentence():
    shown = [topic(measure.label) for measure in all_measures() if DETAIL not in measure.tags]
    assert len(set(shown)) == len(shown)
