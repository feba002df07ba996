"""The cards of the Persona & safety page say what the values say, and no more than that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import (
    card,
    cluster_card,
    cluster_detail,
    method_persona,
    persona_axes,
    persona_numbers,
    safety_card,
    safety_contact,
    safety_hybrid,
    safety_recommend,
    safety_weight,
)
from components.shell import Scene
from core.model.persona import AXES, CAVEAT, CLASSES, AxisScore, Cluster, Clustering, Persona, TraitPart
from core.model.safety import FACTORS, ContactTone, HybridSimilarity, Safety, SafetyPart
from core.persona.association import Association
from core.persona.model_file import default_model
from core.safety.grouping import Whereabouts
from core.safety.part import LABELS
from core.safety.recommend import Recommendations
from core.safety.weight import WEIGHTS, SafetyParams
from tests.verdict.phrases import forbidden

HYBRID = HybridSimilarity(0.41, None, 0.18, {"cs": "the posts of A are not embedded yet"}, 0.25)
NOBODY = Persona("x:9", "made", (), None, None, 12, 2, "not enough text: 12 words, 300 needed")
EVIL = "</script> [x](javascript:alert(1)) :red[no] =1+1"
SCENE = Scene(None, "x:1", "x:2", "@ann", "@bob")
PARTS = (
    SafetyPart("classes", "Same class", 0.9, "in one class with 20%; leading: Feelers and Feelers"),
    SafetyPart("contact", "Contact both ways", 0.3, "A names B in 2 posts, B names A in 3 posts"),
    SafetyPart("tone", "Tone of contact", 0.0, "2 posts, 5 needed", "2 posts, 5 needed"),
)


def persona(*shares, spread=0.1, leading="Feelers"):
    parts = (
        TraitPart("i", "says “I”", 40.0, 20.0, "per 1,000 words", 0.6),
        TraitPart("x", EVIL, 1, 2, "%", -0.2),
    )
    axes = tuple(
        AxisScore(axis, share, share - spread, share + spread, 0.4, parts)
        for axis, share in zip(AXES, shares, strict=True)
    )
    classes = np.full(8, 0.1)
    classes[CLASSES.index(leading)] = 0.3
    return Persona("x:1", "made", axes, classes, leading, 900, 80)


A, B = persona(0.2, 0.45, 0.8, 0.3), persona(0.8, 0.6, 0.7, 0.35)


def tone(n_posts=0, **kinds):
    return ContactTone(kinds, n_posts, n_posts, 1 if n_posts else 0, 0, 0, tuple(range(n_posts)))


def judged(factor=2, belief=0.77, parts=PARTS, **others):
    base = Safety("x:1", "x:2", "default", factor, belief, parts, HYBRID, tone(2, reply=2), tone(), "Advice.")
    return replace(base, **others)


def test_every_table_that_can_be_downloaded_carries_the_caveat():
    for table in (
        persona_axes.axes_frame(A, B),
        persona_axes.class_frame(A, B),
        persona_axes.trait_frame(A, B),
        safety_card.frame(judged(), SafetyParams()),
        safety_hybrid.frame(HYBRID),
        safety_contact.frame(judged()),
    ):
        assert set(persona_numbers.noted(table)["Note"]) == {CAVEAT}


def test_every_figure_says_in_words_what_it_shows_and_what_it_does_not():
    for said in (
        persona_axes.axes_alt(A, B),
        persona_axes.class_alt(A, B),
        safety_card.alt(judged()),
        safety_hybrid.alt(HYBRID),
    ):
        assert said.endswith(CAVEAT)
        assert len(said) > len(CAVEAT) + 40


def test_the_answer_names_factor_outcome_and_leading_classes():
    said = persona_numbers.answer(A, B, judged())
    assert said.startswith(
        "**+2: on this evidence, contact is likely to be taken up.** Both read most like **Feelers**"
    )
    other = persona_numbers.answer(A, persona(0.8, 0.6, 0.3, 0.35, leading="Judgers"), judged(-3, 0.1))
    assert other.startswith("**−3: on this evidence, ignoring or blocking is the likeliest outcome.**")
    assert "A reads most like **Feelers**, B like **Judgers**" in other


def test_the_answer_says_on_how_many_axes_both_are_clear_and_agree():
    assert "on the 3 axes where both are clear of the middle they lean the same way on 2" in (
        persona_numbers.kinds_words(A, B)
    )
    vague = persona(0.5, 0.5, 0.5, 0.5)
    assert "on no axis are both clear of the middle" in persona_numbers.kinds_words(A, vague)
    assert "the same way." in persona_numbers.kinds_words(A, A)


def test_without_text_the_reason_is_the_answer():
    said = persona_numbers.answer(NOBODY, B, judged(None, None, missing="A: not enough text"))
    assert said.startswith("**No safety factor.** B reads most like **Feelers**; A cannot be read: ")
    assert said.endswith("A cannot be read: not enough text.")
    other = replace(NOBODY, missing="not enough text: 13 words, 300 needed")
    both = persona_numbers.answer(NOBODY, other, judged(None, None))
    assert both.count("not enough text") == 1
    assert "being worked out" in persona_numbers.answer(A, B, None)


@pytest.mark.parametrize("factor", FACTORS)
def test_no_answer_claims_anything_of_a_person(factor):
    said = persona_numbers.answer(A, B, judged(factor, 0.5))
    assert not forbidden(said)
    assert persona_numbers.factor(factor) in said


def test_the_table_of_axes_reads_from_the_leaning_pole():
    table = persona_axes.axes_frame(A, NOBODY)
    first = table.iloc[0]
    assert (first["Leans to"], first["Share"], first["Low"], first["High"]) == ("Extrovert", 0.8, 0.7, 0.9)
    assert table["Read"].tolist()[:2] == ["clear of the middle", "undecided"]
    assert table.iloc[-1]["Missing"] == NOBODY.missing
    assert len(table) == 5


def test_traits_name_the_pole_they_speak_for():
    table = persona_axes.trait_frame(A, NOBODY)
    assert table[["Axis", "Towards", "Bits"]].head(2).to_numpy().tolist() == [
        ["E/I", "Introvert", 0.6],
        ["E/I", "Extrovert", 0.2],
    ]
    assert len(persona_axes.trait_frame(A, B, 1)) == 8


def test_classes_of_who_has_none_are_empty_not_zero():
    table = persona_axes.class_frame(A, NOBODY)
    assert table["◆ B, chance"].isna().all()
    assert table["Class"].iloc[0] == "Feelers"


def test_the_considerations_add_up_in_the_table_and_what_is_missing_has_no_number():
    table = safety_card.frame(judged(), SafetyParams())
    assert table["Log-odds"].iloc[:-1].sum() == pytest.approx(table["Log-odds"].iloc[-1]) == 1.2
    assert table["Log-odds"].isna().tolist() == [False, False, True, False]
    assert table["Weight"].iloc[0] == 1.0
    assert "safety factor +2" in table["Found"].iloc[-1]


def test_contact_is_counted_both_ways_by_kind_and_tone():
    table = safety_contact.frame(judged())
    assert table["Of them"].tolist() == [
        "Posts",
        "Replies",
        "Read for tone",
        "Positive",
        "Negative",
        "Abusive words",
    ]
    assert table["A to B"].tolist() == [2, 2, 2, 1, 0, 0]
    # who was not read has no tone, and is not free of abuse
    assert table["B to A"].tolist()[:3] == [0, 0, 0]
    assert table["B to A"].isna().tolist() == [False, False, False, True, True, True]
    assert safety_contact.shown(table)["B to A"].tolist() == ["0", "0", "0", "—", "—", "—"]
    unasked = safety_contact.frame(judged(a_to_b=None, b_to_a=None))
    assert unasked["A to B"].isna().all()


def test_a_missing_part_of_hs_has_its_reason_and_the_sum_is_not_called_hs():
    table = safety_hybrid.frame(HYBRID).set_index("Part")
    assert pd.isna(table.loc["Semantic (CS)", "Value"])
    assert table.loc["Semantic (CS)", "Missing"] == "the posts of A are not embedded yet"
    assert table.loc["Sum of what is there", "Value"] == pytest.approx(0.59)
    whole = safety_hybrid.frame(HybridSimilarity(0.4, 0.3, 0.2, {}, None))
    assert "Hybrid similarity (HS)" in whole["Part"].tolist()


def test_every_weight_has_a_name_and_its_documented_reason():
    fields = [name for name in safety_weight.reasons() if name != "mode"]
    assert set(WEIGHTS) <= set(fields)
    assert set(fields) == set(safety_weight.LABELS)
    assert all(len(safety_weight.reasons()[name]) > 20 for name in fields)


def test_weights_that_were_changed_are_named_with_both_values():
    assert safety_weight.changed(SafetyParams()) == ()
    assert safety_weight.changed(SafetyParams(mode="paper")) == ()
    assert safety_weight.changed(SafetyParams(abuse=2.0, new_days=7)) == (
        f"Abusive words 2, not {SafetyParams().abuse:g}",
        f"New for so many days 7, not {SafetyParams().new_days}",
    )


def test_reasons_of_a_recommendation_speak_of_the_rows_not_of_the_pages_a_and_b():
    said = safety_recommend.reason(judged(), "B")
    assert said == "Same class +0.9; Contact both ways +0.3 (2 posts there, 0 back)"
    unread = judged(a_to_b=None)
    assert safety_recommend.reason(unread, "B").endswith("B names it in 2 posts, it names B in 3 posts")
    assert safety_recommend.reason(judged(parts=()), "A") == "nothing speaks either way"


def test_a_warning_is_named_first_however_light_it_is():
    warned = (*PARTS, SafetyPart("new", "New account", -0.1, "the newer one, B, was 2 days old; more"))
    said = safety_recommend.reason(judged(parts=warned), "A")
    assert said == "New account −0.1: the newer one, it, was 2 days old; Same class +0.9"


def test_whoever_asked_the_other_one_is_listed():
    assert safety_recommend.other_of(judged(), "x:1") == "x:2"
    assert safety_recommend.other_of(judged(), "x:2") == "x:1"


def test_the_counts_of_a_recommendation_say_who_could_not_be_judged_and_why():
    found = Recommendations("x:1", (judged(),), (), 4, 1, {2: 1}, {"B: 12 words": 2, "B: 9 words": 1})
    said = safety_recommend.counts(found).replace("\u2060", "")
    assert said.startswith("Of 1 profile judged: 1 at +2. 3 profiles could not be judged")
    assert said.endswith("12 words.")


def made(*labels, members=None, silhouette=0.3, **others):
    clusters = tuple(
        Cluster(n, label, "Thinkers", (EVIL,), (EVIL, "apple", "pear", "fig"), 3)
        for n, label in enumerate(labels)
    )
    base = Clustering("k-means", clusters, members or {"x:1": 0, "x:2": -1}, frozenset(), silhouette, ())
    return replace(base, **others)


def test_where_a_profile_lies_is_said_and_who_lies_nowhere_is_not_forced():
    found = made("Thinkers", "Feelers")
    assert "lies in cluster 0, **Thinkers**" in cluster_card.where(SCENE, found, "a")
    assert "is **unclustered**" in cluster_card.where(SCENE, found, "b")
    absent = made("Thinkers", members={"x:1": 0})
    assert "was not clustered" in cluster_card.where(SCENE, absent, "b")


def test_a_hostile_label_stays_text_wherever_it_is_shown():
    found = made(EVIL)
    said = cluster_card.where(SCENE, found, "a").replace("\u2060", "")
    assert r"\[x\]\(javascript" in said
    assert r"\:red" in said
    assert r"\<\/script\>" in said
    table = cluster_card.frame(SCENE, found)
    assert table["Here"].tolist() == ["● A"]
    assert EVIL[:30] in table["Label"].iloc[0]


def test_a_silhouette_is_put_into_words_and_one_without_meaning_is_missing():
    assert "run into one another" in cluster_card.quality(made("x", silhouette=0.02))
    assert "loosely parted" in cluster_card.quality(made("x", silhouette=0.3))
    assert "well parted" in cluster_card.quality(made("x", silhouette=0.7))
    assert "—" in cluster_card.quality(made("x", silhouette=None))
    assert "1 profile of 2 in none" in cluster_card.quality(made("x"))


def test_a_formula_in_a_cluster_is_no_formula_in_the_download():
    table = persona_numbers.noted(cluster_card.frame(SCENE, made("=1+1")))
    written = card.csv_bytes(table).decode("utf-8-sig")
    assert "'=1+1" in written
    assert CAVEAT in written


def test_clusters_of_the_page_are_cut_between_words_and_the_download_has_them_all():
    terms = tuple(f"word{n}" for n in range(20))
    one = Cluster(0, "Thinkers", "Thinkers", terms, terms, 3)
    table = cluster_card.frame(SCENE, made("x", clusters=(one,)))
    assert table["Terms"].iloc[0].count("word") == 20
    shown = cluster_card.shown(table)
    for column in ("Terms", "Because of"):
        said = shown[column].iloc[0]
        assert said.endswith("…")
        assert set(said[:-1].split(", ")) <= set(terms)
    assert shown["Label"].iloc[0] == "Thinkers"
    assert "Suggested" not in shown


def test_a_label_of_the_analysts_stands_beside_what_was_suggested():
    shown = cluster_card.shown(cluster_card.frame(SCENE, made("weavers")))
    assert shown["Label"].tolist() == ["weavers (suggested: Thinkers)"]


def test_where_no_clusters_are_nobody_is_called_unlike_them():
    note = "6 profiles can be grouped; K-Means with 8 clusters needs 8 at least."
    none = made(members={"x:1": -1, "x:2": -1}, silhouette=None, notes=(note,))
    assert cluster_card.answer(SCENE, none).replace("\\", "") == f"**No clusters.** {note}"
    assert "in none" not in cluster_card.quality(none)
    both = made("Cluster 0", members={"x:1": 0, "x:2": 0})
    assert cluster_card.answer(SCENE, both).startswith("Both lie in **cluster 0** (")
    apart = cluster_card.answer(SCENE, made("Thinkers"))
    assert "lies in cluster 0, **Thinkers**" in apart
    assert "is **unclustered**" in apart


def test_a_silhouette_of_a_fifth_is_not_called_parted():
    assert "run into one another" in cluster_card.quality(made("x", silhouette=0.2))
    said = cluster_card.quality(made("x", notes=("1 of 2 profiles are in no cluster: alone",)))
    assert "in none" not in said


def test_contact_that_could_not_be_seen_is_not_none():
    blind = judged(a_to_b=tone(), b_to_a=None)
    assert safety_contact.unseen(blind) == "; B names nobody at all"
    assert safety_contact.unseen(judged()) == ""
    table = safety_contact.shown(safety_contact.frame(judged(b_to_a=None)))
    assert set(table["B to A"]) == {"—"}


def test_either_end_of_a_direction_is_named_and_a_hostile_name_stays_text():
    found = (
        Association(0, 0.16, (("x:1", 0.7), ("x:3", 0.2)), (("x:2", -0.6),)),
        Association(1, 0.043, (("x:2", 0.5),), ()),
    )
    labels = {"x:1": "@ann", "x:2": "@bob", "x:3": EVIL}
    table = cluster_detail.carriers(found, labels)
    assert table["Direction"].tolist() == [1, 1, 1, 2]
    assert table["End"].tolist() == ["one", "one", "other", "one"]
    assert table["Loading"].tolist() == [0.7, 0.2, -0.6, 0.5]
    assert table["User"].tolist() == ["@ann", EVIL, "@bob", "@bob"]
    shown = cluster_detail.ends(found, labels)
    assert shown["One end names"].iloc[0].startswith("@ann, </script>")
    assert shown["The other end names"].tolist() == ["@bob", "—"]
    assert shown["Share of variance"].tolist() == ["16%", "4.3%"]
    named = {f"x:{n}": f"@user_{n}" for n in range(10)}
    many = (Association(0, 0.5, tuple((key, 0.1) for key in named), ()),)
    assert cluster_detail.ends(many, named)["One end names"].iloc[0] == "@user_0, @user_1, @user_2, @user_3…"
    assert len(cluster_detail.carriers(many, named)) == 10


def test_a_formula_for_a_name_is_no_formula_in_the_download():
    found = (Association(0, 0.2, (("x:1", 0.7),), ()),)
    table = persona_numbers.noted(cluster_detail.carriers(found, {"x:1": "=1+1"}))
    written = card.csv_bytes(table).decode("utf-8-sig")
    assert "'=1+1" in written
    assert CAVEAT in written


def test_the_nearest_cluster_of_each_is_marked_and_who_lies_nowhere_has_no_distance():
    near = Whereabouts("x:1", 0, ((1, 0.5), (0, 2.0)), ("their words",))
    table = cluster_detail.near(made("Thinkers", EVIL), {"a": near, "b": Whereabouts("x:2", None, (), ())})
    assert table["● A"].tolist() == [2.0, 0.5]
    assert table["◆ B"].isna().all()
    assert table["Nearest"].tolist() == ["", "● A"]
    assert table["Label"].iloc[1][:30] == EVIL[:30]
    both = cluster_detail.near(made("x"), dict.fromkeys("ab", Whereabouts("x:1", 0, ((0, 0.0),), ())))
    assert both["Nearest"].tolist() == ["● A ◆ B"]


def test_what_a_place_lacks_is_said_whatever_and_however_many_it_is():
    said = cluster_detail.said(Whereabouts("x:1", 0, ((0, 1.0),), ("their words", "how they write", "files")))
    assert (
        said == "Too little is known of their words, how they write and files: there it stands in the middle."
    )
    elsewhere = cluster_detail.said(Whereabouts("x:1", 3, ((0, 1.0), (3, 1.1)), ()))
    assert elsewhere == "lies in cluster 3, however near another mean is."


def script(draw, *args):
    """Draw a part of the page by itself, and give all it says."""
    app = AppTest.from_function(draw, args=args)
    app.run()
    assert not app.exception
    return [one.value.replace("\\", "") for one in (*app.markdown, *app.caption)]


def footnote(safety, params):
    from components import safety_card  # noqa: PLC0415 - AppTest runs this function by itself

    safety_card._footnote(safety, params)


def said_of(safety, params):
    from components import safety_card  # noqa: PLC0415 - AppTest runs this function by itself

    safety_card._said(safety, params)


def contact(safety):
    from components import safety_contact  # noqa: PLC0415 - AppTest runs this function by itself

    safety_contact.draw(safety)


def test_what_is_missing_and_what_adds_nothing_are_told_apart_with_the_whole_reason():
    nothing = SafetyPart("one_sided", "Approach without answer", 0.0, "A approached B twice; 3 are a pattern")
    said = script(footnote, judged(parts=(*PARTS, nothing)), SafetyParams())
    assert "**Not known**: tone of contact (2 posts, 5 needed)." in said
    assert "**Adds nothing**: approach without answer (A approached B twice, 3 are a pattern)." in said


def test_in_paper_mode_no_weight_is_said_to_be_the_analysts():
    params = SafetyParams(mode="paper", tone=1.0)
    said = " ".join(script(footnote, judged(mode="paper"), params))
    assert "Weights are yours" not in said
    assert CAVEAT in said
    assert "Weights are yours" in " ".join(script(footnote, judged(), SafetyParams(tone=1.0)))


def test_without_a_factor_a_warning_is_said_all_the_same():
    abuse = SafetyPart("abuse", "Abusive words", -0.3, "4 of 9 English posts hold a word of the list")
    none = judged(None, None, (*PARTS[2:], abuse), missing="A: not enough text")
    assert any(
        "**Found all the same**: abusive words (4 of 9" in one
        for one in script(said_of, none, SafetyParams())
    )


def test_posts_of_who_names_nobody_are_not_counted_as_none():
    said = script(contact, judged(b_to_a=None))
    assert "A names B in **2 posts**, B names nobody at all in this data." in said


def test_likeness_is_said_to_count_as_it_does():
    likeness = SafetyPart("hybrid", "Hybrid similarity", 0.5, "more alike than 83%")
    known = judged(parts=(likeness,))
    assert "±0.75" in safety_hybrid.weight(known, SafetyParams())
    assert "±2.00" in safety_hybrid.weight(known, SafetyParams(hybrid=2.0))
    assert "not count" in safety_hybrid.weight(known, SafetyParams(hybrid=0.0))
    assert "not count" in safety_hybrid.weight(known, SafetyParams(mode="paper"))
    assert "not count" in safety_hybrid.weight(judged(), SafetyParams())


def test_a_consideration_has_one_name_everywhere():
    for name in WEIGHTS:
        assert safety_weight.label(name) == LABELS[name]


def test_the_table_to_read_has_a_dash_and_its_reason_and_no_rounding_left():
    table = safety_card.shown(safety_card.frame(judged(), SafetyParams()))
    assert table["Log-odds"].tolist() == ["+0.90", "+0.30", "—", "+1.20"]
    assert table["Found"].iloc[2] == "2 posts, 5 needed"


def test_the_method_says_of_each_axis_how_well_it_is_read():
    model = default_model()
    table = method_persona.quality(model)
    assert set(table["Axis"]) == set(AXES)
    assert set(method_persona._FIGURES.values()) <= set(model.card)
    assert table["Found"].str.contains("%").all()
    assert method_persona.quality(replace(model, card={"data": "x"})).empty


def test_who_cannot_be_read_is_not_said_to_have_been():
    said = persona_axes._read_words(A, NOBODY)
    assert "A 900 words of 80 texts" in said
    assert "B" not in said
