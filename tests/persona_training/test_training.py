"""From a file to a model: the whole way on made-up writers, small and soon."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from core.cli.persona_training import train as train_command
from core.content.style import named_rates
from core.errors import CancelledError, InputError, ModelError, ParameterError
from core.model.persona import AXES, CAVEAT, CLASSES
from core.persona.axis import persona, placed
from core.persona.model_file import default_model, from_json, read_model, to_json
from core.persona.trait import trait_names, trait_rates
from core.persona_training import training
from core.persona_training.axis_section import BOTH, MEANING, TRAITS
from core.persona_training.feature import contents
from core.persona_training.fitting import fit_model
from core.persona_training.group_section import group_section, leading_classes
from core.persona_training.learner import LEARNERS, LOGISTIC, MAJORITY
from core.persona_training.material import material
from core.persona_training.reading import Corpus
from core.persona_training.training import train
from core.persona_training.trial import TrialParams, plain_way, run_trials
from core.persona_training.writer import Writer
from core.validation.text import section_lines
from tests.persona_training.made_encoder import WordEncoder
from tests.persona_training.made_writers import json_line, made_corpus, made_writer

MADE_AT = "2026-11-22T12:00:00Z"
FEW = TrialParams(n_folds=3, n_repeats=1, n_inner=2, n_draws=100)
SAID = {"E/I": {"A1": "I-", "A2": "I+", "A3": "E-"}, "S/N": {"A1": "S-", "A2": "S+"}, "T/F": {"A1": "T-", "A2": "F+"}, "J/P": {"A1": "P-", "A2": "P-"}}  # fmt: skip


class Nothing(WordEncoder):
    """An encoder whose model is not there."""

    def encode(self, texts, progress=None, cancelled=None):
        message = "the model is not there: install it"
        raise ModelError(message)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("writers") / "made.jsonl"
    lines = [json_line(writer, annotation=SAID) for writer in made_corpus(64, strength=0.5).writers]
    path.write_text("\n".join([*lines, "no json"]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def trained(file, told):
    def progress(share, _):
        told.append(share)

    return train(file, "made 1", MADE_AT, params=FEW, encoder=WordEncoder(), progress=progress)


@pytest.fixture
def _soon(monkeypatch):
    """Try the two learners that take no time."""
    monkeypatch.setattr(training, "LEARNERS", [one for one in LEARNERS if one.key in {MAJORITY, LOGISTIC}])


def rates_of(model, shares):
    writer = made_writer("new", shares, np.random.default_rng(99), n_posts=60, strength=0.5)
    (said,) = contents([writer])
    return trait_rates(said, named_rates(said.style))


def test_planted_axes_are_found_on_new_writers(trained):
    model = trained.model
    for pole in (0.1, 0.9):
        found = placed("x:1", rates_of(model, (pole,) * 4), model)
        assert [(axis.share > 0.5) == (pole > 0.5) for axis in found.axes] == [True] * 4


def test_a_profile_is_described_on_the_path_that_was_learned_from(trained):
    writer = made_writer("new", (0.9, 0.1, 0.9, 0.1), np.random.default_rng(5), n_posts=60, strength=0.5)
    (said,) = contents([writer])
    found = persona("x:1", said, trained.model, named=named_rates(said.style))
    assert found.missing is None
    assert found.leading in {"Introverts", "Sensors", "Feelers", "Judgers"}


def test_the_same_file_gives_the_same_bytes(file, trained):
    again = train(file, "made 1", MADE_AT, params=FEW, encoder=WordEncoder())
    assert to_json(again.model) == to_json(trained.model)
    assert again.sections == trained.sections


def test_the_model_is_read_as_it_was_written(trained):
    assert to_json(from_json(to_json(trained.model))) == to_json(trained.model)
    assert set(trained.model.traits) <= set(trait_names())


def test_the_card_says_of_what_and_how_well(trained):
    card = trained.model.card
    assert card["writers"] == 64
    assert card["made_at"] == MADE_AT
    assert "made: 64 writers" in card["data"]
    assert "1 row refused" in card["data"]
    assert set(card["figures"]) == set(card["ridges"]) == set(AXES)
    assert all("MCC" in line and " to " in line for line in card["figures"].values())
    assert card["two readers agree"]["J/P"].startswith("100%")
    assert "not a diagnosis" in card["use"]


def test_no_word_of_the_posts_is_in_the_model(file, trained):
    content = to_json(trained.model).decode()
    posts = [post for line in file.read_text().splitlines()[:-1] for post in json.loads(line)["posts"]]
    assert not any(post in content or post[:30] in content for post in posts)


def test_the_sections_hold_all_learners_and_what_readers_agree_on(trained):
    axes, groups = trained.sections
    tables = {table.key: table for table in axes.tables}
    ways = {row[:3] for row in tables["axes"].rows}
    assert len(ways) == 4 * (4 + 2 + 1)
    for axis in AXES:
        for features, learner in [
            (TRAITS, "Majority"),
            (TRAITS, "AdaBoost"),
            (MEANING, "k nearest neighbours"),
        ]:
            assert (axis, features, learner) in ways
    two = {row[0]: row[1].value for row in tables["readers"].rows}
    assert two == pytest.approx({"E/I": 1 / 3, "S/N": 1.0, "T/F": 0.0, "J/P": 1.0})
    assert CAVEAT in axes.notes
    assert {"axes", "readers", "meaning", "calibration", "persona-grid"} == set(tables)
    assert [one.labels for one in groups.confusions] == [CLASSES] * 3
    assert "claims" in {table.key for table in groups.tables}
    assert section_lines(axes)


@pytest.mark.usefixtures("_soon")
def test_without_an_encoder_the_features_are_learned_alone_and_that_is_said(file):
    found = train(file, "made 1", MADE_AT, params=FEW, encoder=Nothing())
    assert found.model.meaning is None
    assert any("the model is not there" in note for note in found.sections[0].notes)
    assert {row[1] for row in found.sections[0].tables[1].rows} == {TRAITS}


def test_meaning_is_kept_where_it_helps_and_counts_for_embedded_profiles():
    # words that no category of the lexicon has, and that tell one axis: only an encoder can read them
    told = made_corpus(96, planted=lambda shares: "plinth plover" if shares[0] > 0.5 else "quoin quern")
    found = material(told)
    vectors = training.unit_rows(training.meanings(found.writers, WordEncoder()))
    ways = [
        plain_way(learner, TRAITS, found.values, 0)
        for learner in training.LEARNERS
        if learner.key == LOGISTIC
    ]
    ways.append(training.way_on_top(found.values, vectors, BOTH))
    outcomes = run_trials(ways, found.shares, found.people, FEW)
    draws = training.drawn_people(found.people, 0, 200)
    gains = training.meaning_gain(outcomes, found.shares, draws)
    assert [axis for axis in AXES if training.helps(gains[axis])] == ["E/I"]
    line = training.meaning_model("words 1", found, vectors, ["E/I"])
    assert not line.weights[1:].any()
    added = (vectors - line.mean) @ line.weights[0]
    assert added[found.shares[:, 0] > 0.5].min() > 0.5
    assert added[found.shares[:, 0] < 0.5].max() < -0.5
    assert line.errors[0] > 0


def test_noise_gives_a_line_that_says_nearly_nothing():
    found = material(made_corpus(64))
    model = fit_model(found, "noise", {})
    told = [placed("x:1", rates_of(model, (pole,) * 4), model) for pole in (0.1, 0.9)]
    assert all(0.3 < axis.share < 0.7 for one in told for axis in one.axes)


def test_writers_of_too_little_text_are_left_out_and_counted():
    made = made_corpus(48, strength=0.3)
    few = Writer("few", made.writers[0].texts[:4], (0.9, 0.9, 0.9, 0.9))
    found = material(Corpus("made", (*made.writers, few), 49))
    assert len(found.writers) == 48
    assert found.left_out[0].startswith("1 writer left out")


def test_too_few_people_cannot_be_learned_from():
    made = made_corpus(20)
    with pytest.raises(InputError, match="40 are needed"):
        material(made)
    twice = Corpus("twice", (*made.writers, *made.writers, *made.writers), 60)
    with pytest.raises(InputError, match="20 people"):
        material(twice)
    one_sided = Corpus(
        "one",
        tuple(Writer(one.key, one.texts, (0.1, *one.shares[1:])) for one in made_corpus(48).writers),
        48,
    )
    with pytest.raises(InputError, match="0 writers of one pole"):
        material(one_sided)


@pytest.mark.usefixtures("_soon")
@pytest.mark.parametrize("after", [1, 40, 75, 90])
def test_it_can_be_stopped_at_every_step(file, after):
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > after * 2

    with pytest.raises(CancelledError):
        train(file, "made", "2026-11-22", params=FEW, encoder=WordEncoder(), cancelled=cancelled)


@pytest.mark.usefixtures("trained")
def test_progress_never_goes_back(told):
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] <= 1


def test_the_leading_class_is_the_pole_that_labels_lean_to_most():
    shares = np.array(
        [[0.4, 0.5, 0.9, 0.2], [0.5, 0.5, 0.5, 0.5], [0.0, 1.0, 0.5, 0.5], [0.6, 0.5, 0.5, 0.0]]
    )
    assert leading_classes(shares) == ("Feelers", "Extroverts", "Extroverts", "Judgers")


def test_groups_of_planted_writers_agree_more_than_chance():
    rng = np.random.default_rng(0)
    writers = []
    for at in range(96):
        shares = [0.5] * 4
        shares[(at // 2) % 4] = float(at % 2)
        writers.append(made_writer(f"w{at}", shares, rng, strength=0.9))
    found = group_section(material(Corpus("made", tuple(writers), 96)))
    (table,) = (table for table in found.tables if table.key == "groups")
    rows = {row[0]: row for row in table.rows}
    assert rows["K-Means"][4] > 0.2
    assert sum(map(sum, found.confusions[0].counts)) <= 96


@pytest.mark.parametrize("name", ["n_folds", "n_repeats", "n_inner", "n_draws"])
def test_trials_refuse_what_cannot_be_tried(name):
    with pytest.raises(ParameterError, match=name):
        TrialParams(**{name: 0})


def options(file, **more):
    return SimpleNamespace(
        **{"file": file and str(file), "out": None, "report": None, "name": None, "yes": False, **more}
    )


@pytest.mark.usefixtures("_soon")
def test_the_command_writes_model_and_report(file, tmp_path, monkeypatch):
    monkeypatch.setattr("core.persona_training.training.TrialParams", lambda: FEW)
    monkeypatch.setattr("core.persona_training.training.find", WordEncoder)
    out, report = tmp_path / "mine.json", tmp_path / "mine.html"
    found = train_command(tmp_path / "w", options(file, out=str(out), report=str(report)))
    assert read_model(out).name == "mine"
    assert "What readers agree on" in report.read_text(encoding="utf-8")
    assert found.record["caveat"] == CAVEAT
    assert json.dumps(found.record)
    assert any(str(out) in line for line in found.lines)
    with pytest.raises(InputError, match="--yes"):
        train_command(tmp_path / "w", options(file, out=str(out)))


def test_the_command_asks_for_a_file(tmp_path):
    with pytest.raises(InputError, match="persona train FILE"):
        train_command(tmp_path, options(None))


def test_the_shipped_model_is_of_the_published_labels_and_no_better_than_readers():
    card = default_model().card
    assert card["data"] == "MbtiBench, 286 writers, soft labels; research use"
    assert set(card["figures"]) == set(AXES)
    for line in card["figures"].values():
        accuracy = float(line.split("accuracy ")[1].split("%")[0])
        assert 45 < accuracy < 85
