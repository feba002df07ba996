"""No person is on two sides, every clip is tested once, and classes are spread."""

import dataclasses

import numpy as np
import pytest

from core.errors import InputError

pytest.importorskip("PIL", reason="pictures need the media extra (requirements-media.txt)")

from core.media_training.clip import Example, LabelledClips
from core.media_training.fold import person_folds, sides, whole
from core.media_training.planted import PlantedParams, planted
from core.media_training.training_params import TrainingParams

DATA = planted(PlantedParams(n_persons=120, n_clips=3))


@pytest.mark.parametrize("seed", range(5))
def test_folds_are_person_disjoint_and_cover_everything_once(seed):
    labels, persons = sides(DATA)
    folds = person_folds(DATA, TrainingParams(n_folds=5, seed=seed))
    assert sorted(np.concatenate([fold.test for fold in folds]).tolist()) == list(range(360))
    for fold in folds:
        groups = [set(persons[side].tolist()) for side in (fold.learn, fold.watch, fold.test)]
        assert not groups[0] & groups[1]
        assert not groups[0] & groups[2]
        assert not groups[1] & groups[2]
        assert fold.learn.size + fold.watch.size + fold.test.size == 360
        assert set(labels[fold.learn].tolist()) == set(labels[fold.watch].tolist()) == set(range(8))
        counts = np.bincount(labels[fold.test], minlength=8)
        assert counts.min() == counts.max() == 9  # three of fifteen persons of each class


def test_the_same_seed_gives_the_same_folds_and_another_others():
    one, two, other = (person_folds(DATA, TrainingParams(seed=seed))[0].test for seed in (0, 0, 1))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_the_kept_network_learns_from_all_but_those_watched():
    split = whole(DATA, TrainingParams(validation=0.2))
    _, persons = sides(DATA)
    assert not set(persons[split.learn]) & set(persons[split.watch])
    assert split.test.size == 0
    assert split.watch.size == 72


def test_too_few_persons_are_said_by_class():
    examples = tuple(Example(f"{n}", f"p{n // 5}", 0 if n < 40 else 1) for n in range(50))
    data = LabelledClips("few", examples, DATA.clips, ("Many", "Few"))
    with pytest.raises(InputError, match="5 persons or more: Few has 2"):
        person_folds(data, TrainingParams(n_folds=5))
    alone = dataclasses.replace(data, examples=examples[:40])
    with pytest.raises(InputError, match="1 class"):
        whole(alone, TrainingParams())
