"""The benchmark of maps at a hundredth of its size: what it prints, never how fast it was."""

import numpy as np
import pytest

from benchmarks import maps, stock
from benchmarks.__main__ import CLAIMS
from benchmarks.bench import Bench


def test_rows_are_shares_of_pairs_and_the_same_each_time():
    table = maps.pair_table(12, 5)
    assert table.shape == (66, 5)
    np.testing.assert_allclose(
        np.sort(table, axis=0), ((np.arange(66) + 0.5) / 66)[:, None].repeat(5, axis=1)
    )
    assert table.tobytes() == maps.pair_table(12, 5).tobytes()


def test_both_maps_are_measured_beside_their_references(monkeypatch, tmp_path):
    monkeypatch.setattr(maps, "N_PROFILES", 14)
    monkeypatch.setattr(maps, "LEAST_OF_THEIRS", 1.0)
    lines = CLAIMS["maps"](Bench(tmp_path, lambda _: None, repeats=1))
    assert [line.against.split(";")[0] for line in lines[::2]] == list(maps.AGAINST.values())
    assert [line.target for line in lines] == [maps.TARGET, None] * 2
    for line in lines:
        assert "91 " in line.data
        assert stock.GENERATED in line.data
        assert line.ratio > 0
    for line in lines[::2]:
        assert "trustworthiness 0." in line.data
        assert "trustworthiness 0." in line.against
        assert line.met in {True, False}


def test_a_map_that_can_be_trusted_less_than_the_reference_is_no_measurement(monkeypatch):
    monkeypatch.setattr(maps, "_ours", lambda table, _: np.random.default_rng(0).normal(size=(len(table), 2)))
    monkeypatch.setattr(maps, "_theirs", lambda table, _: table[:, :2])
    with pytest.raises(ValueError, match=r"t-SNE: trustworthiness 0\.\d+, the reference's is 0"):
        maps.measured(maps.pair_table(20, 3), "tsne", 1)
