"""The Method page's card on pictures, video and sound says what is in the program, and claims no more than was shown."""

import sys

import pytest
from streamlit.testing.v1 import AppTest

from components import method_media
from core.media_training.planted_study import planted_studies
from core.model import Estimate
from core.model.media import VECTORS
from core.model.persona import CAVEAT
from core.persona.agreement import PAPER_CLAIMS
from core.persona.media.network_params import PAPER, SMALL
from core.persona.media.weight_list import WEIGHTS
from tests.verdict.phrases import forbidden

HEAVY = ("torch", "av", "onnxruntime", "rapidocr", "faster_whisper")


def draw():
    from components import method_media  # noqa: PLC0415 - AppTest runs this function by itself

    method_media.media()


@pytest.fixture(scope="module")
def drawn():
    """Draw the card by itself, where nothing of the extra can be imported; give all it says, the escapes taken out."""
    with pytest.MonkeyPatch.context() as patched:
        for name in HEAVY:
            patched.setitem(sys.modules, name, None)  # an import of it fails from here on
        app = AppTest.from_function(draw, default_timeout=60)
        app.run()
    assert not app.exception
    return "\n".join(one.value.replace("\\", "") for one in (*app.markdown, *app.caption))


def test_every_model_stands_there_with_version_check_sum_and_licence():
    table = method_media.weights().set_index("Model")
    assert set(table.index) == set(WEIGHTS)
    for name, weight in WEIGHTS.items():
        row = table.loc[name]
        assert (row["Version"], row["Licence"]) == (weight.version, weight.licence)
        assert row["SHA-256"] in {part.sha256 for part in weight.files}
        assert row["Origin"]
    assert table["SHA-256"].nunique() == len(WEIGHTS)
    # of several files it is that of the numbers, not of a list of words
    assert table.loc["whisper-base", "SHA-256"].startswith("d01c3014881c")


def test_a_licence_that_a_maker_never_gave_is_not_made_up():
    assert WEIGHTS["centernet"].licence == "MIT (package); its maker states none"


def test_each_of_the_four_vectors_says_what_it_holds_and_from_what():
    table = method_media.vectors()
    assert table["Vector"].tolist() == [name.capitalize() for name in VECTORS]
    assert table.map(bool).all().all()


def test_the_sizes_that_are_said_are_those_of_the_networks():
    pytest.importorskip("torch", reason="the network needs the media extra (requirements-media.txt)")
    import torch  # noqa: PLC0415 — an extra

    from core.persona.media.persona_network import PersonaNetwork, n_parameters  # noqa: PLC0415 — an extra

    with torch.device("meta"):
        assert n_parameters(PersonaNetwork(PAPER)) == method_media.N_PARAMETERS
        assert n_parameters(PersonaNetwork(SMALL)) == method_media.N_SMALL


def test_the_page_says_what_nobody_has_shown(drawn):
    assert f"{method_media.N_PARAMETERS:,} parameters" in drawn
    for said in (
        "no accuracy on people is known",
        "not what somebody feels",
        "Nobody is recognised",
        "neither age nor gender",
        "Actions are rules",
        "nothing about anybody",
        CAVEAT,
    ):
        assert said in drawn
    assert not forbidden(drawn)


def test_our_figures_are_those_of_the_studies_that_come_with_the_program(drawn):
    for study in planted_studies():
        assert study.sections[0].answer in drawn.replace("\u2060", "")


def test_the_papers_figures_are_called_its_claims_and_are_all_there():
    claims = method_media.table(planted_studies()[0], "claims")
    assert [(row[0], row[2]) for row in claims.rows] == [(claim.what, claim.n) for claim in PAPER_CLAIMS]
    assert [row[1] for row in claims.rows] == ["92.65 %", "91.02 %", "89.65 %", "92 %", "over 95 %"]
    assert "not ours" in claims.note


def test_every_study_of_the_planted_set_has_intervals_and_can_be_made_again():
    with_heads, alone = planted_studies()
    assert "--classes-alone" in alone.command
    assert "--classes-alone" not in with_heads.command
    for study in (with_heads, alone):
        assert "--seed 7" in study.command
        for key, at in (("against", 1), ("parts", 1)):
            for row in method_media.table(study, key).rows:
                one = row[at]
                assert isinstance(one, Estimate)
                assert one.low <= one.value <= one.high
        rows = {row[0]: row for row in method_media.table(study, "against").rows}
        # whatever adds up its evidence stays at a half, and who always says one class at an eighth
        assert rows["Linear model on pooled features"][1].low < 0.5
        assert rows["The commonest class"][1].value == pytest.approx(1 / 8, abs=0.01)
        assert {row[0] for row in method_media.table(study, "clusters").rows} == {
            "K-Means",
            "DBSCAN",
            "BIRCH",
        }


def test_the_lesson_that_is_drawn_is_what_the_studies_found(drawn):
    told, alone = (
        {row[0]: row for row in method_media.table(study, "against").rows} for study in planted_studies()
    )
    assert told["Linear model on pooled features"][3].low > 0.3
    assert alone["Linear model on pooled features"][3].low < 0
    assert "not from the class alone" in drawn
    assert "no more than a linear model" in drawn
