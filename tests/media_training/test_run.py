"""Training and judging as a whole: what is written, what is said, and that it is true of what was tested."""

import dataclasses

import numpy as np
import pytest

from core.errors import InputError
from core.model.persona import CAVEAT, CLASSES

torch = pytest.importorskip("torch", reason="training needs the media extra (requirements-media.txt)")
torch.set_num_threads(1)

from core.media_training import judgement  # noqa: E402
from core.media_training.planted import PlantedParams, planted  # noqa: E402
from core.media_training.run import NETWORK_FILE, evaluate, evaluate_network, metrics, train_network  # noqa: E402
from core.media_training.training_params import TrainingParams  # noqa: E402
from core.persona.media.network_file import load_network  # noqa: E402
from tests.media_training.test_training import SHAPE  # noqa: E402

PARAMS = TrainingParams(epochs=1, batch=16, threads=1, side=75, n_folds=3)
PLANTED = PlantedParams(n_persons=24, n_clips=1, n_frames=2, side=80)


def made_up(right, n=80, hidden=None):
    """Say of n clips the truth in some, else the next class."""
    rng = np.random.default_rng(0)
    labels = np.arange(n) % 8
    wrong = (labels + 1) % 8
    shares = {
        name: np.eye(8)[np.where(rng.random(n) < share, labels, wrong)] for name, share in right.items()
    }
    fused = np.eye(8)[labels] + 0.01 * rng.normal(size=(n, 8))
    gone = {} if hidden is None else {hidden: np.eye(8)[wrong]}
    return judgement.Tested(
        "Made up", CLASSES, labels, np.arange(n) // 8, np.arange(n) // 40, shares, gone, fused
    )


def table(section, key):
    return next(one for one in section.tables if one.key == key)


def test_the_judgement_counts_what_was_said():
    given = made_up({judgement.NETWORK: 0.9, judgement.LINEAR: 0.5, judgement.MAJORITY: 0.1}, hidden="text")
    section = judgement.judge(given)
    said = {name: (shares.argmax(1) == given.labels).mean() for name, shares in given.shares.items()}
    rows = table(section, "against").rows
    assert [row[1].value for row in rows] == pytest.approx(
        [said[judgement.NETWORK], said[judgement.LINEAR], said[judgement.MAJORITY]]
    )
    assert rows[0][3] is None
    assert rows[1][3].value == pytest.approx(said[judgement.NETWORK] - said[judgement.LINEAR])
    assert rows[1][3].low > 0
    assert "points better" in section.answer
    assert "10 persons" in section.answer
    counts = np.array(section.confusions[0].counts)
    assert counts.sum() == 80
    assert np.trace(counts) / 80 == pytest.approx(said[judgement.NETWORK])
    assert len(table(section, "classes").rows) == len(table(section, "shares").rows) == 8
    assert table(section, "parts").rows[1][2].value == pytest.approx(said[judgement.NETWORK])
    assert CAVEAT in section.notes


def test_the_papers_figures_stand_as_claims_and_ours_apart():
    section = judgement.judge(made_up({judgement.NETWORK: 0.9}))
    clusters, claims = table(section, "clusters"), table(section, "claims")
    assert [row[0] for row in clusters.rows] == ["K-Means", "DBSCAN", "BIRCH"]
    assert clusters.rows[0][1] == 1.0  # fused vectors that lie apart by class
    assert "not ours" in claims.note
    assert any("92.65" in str(cell) for row in claims.rows for cell in row)
    assert not any(
        "92.65" in str(cell)
        for one in section.tables
        if one.key != "claims"
        for row in one.rows
        for cell in row
    )
    assert "linear" not in section.answer


def test_a_network_that_is_no_better_is_said_to_be_none():
    assert (
        "not told apart" in judgement.judge(made_up({judgement.NETWORK: 0.5, judgement.LINEAR: 0.5})).answer
    )
    assert "points worse" in judgement.judge(made_up({judgement.NETWORK: 0.2, judgement.LINEAR: 0.9})).answer


def test_every_fold_is_trained_tested_and_gone_on_with(tmp_path):
    data = planted(PLANTED)
    told = []
    section = evaluate(
        data, SHAPE, PARAMS, tmp_path, progress=lambda share, words: told.append((share, words))
    )
    assert sum(map(sum, section.confusions[0].counts)) == 24
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fold-0", "fold-1", "fold-2"]
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert {row[0] for row in table(section, "parts").rows} >= {
        "pictures alone",
        "sound alone",
        "words alone",
    }
    assert evaluate(data, SHAPE, PARAMS, tmp_path) == section
    some = evaluate(data, SHAPE, PARAMS, tmp_path, folds=[1])
    assert sum(map(sum, some.confusions[0].counts)) == 8
    with pytest.raises(InputError, match="0 to 2"):
        evaluate(data, SHAPE, PARAMS, tmp_path, folds=[3])


def test_the_kept_network_tells_what_it_learned_from(tmp_path):
    data = planted(PLANTED)
    trained = train_network(data, SHAPE, PARAMS, tmp_path, {"licence": "made up"})
    network, card = load_network(tmp_path / NETWORK_FILE)
    assert card["n_clips"] == 24
    assert card["n_persons"] == 24
    assert card["heads_trained"] == ["action", "emotion"]
    assert card["licence"] == "made up"
    assert metrics(tmp_path) == [*trained.history, trained.fusion]
    assert card["validation_accuracy"] == trained.watched["validation_accuracy"]
    for name, value in network.state_dict().items():
        assert torch.equal(value, trained.network.state_dict()[name])
    others = planted(dataclasses.replace(PLANTED, seed=9))
    section = evaluate_network(tmp_path / NETWORK_FILE, others, PARAMS)
    assert sum(map(sum, section.confusions[0].counts)) == 24
    with pytest.raises(InputError, match="tells Extroverts"):
        evaluate_network(tmp_path / NETWORK_FILE, dataclasses.replace(others, classes=("a", "b")), PARAMS)
