"""The trunk is the published architecture: grids, channels, parameters, depth and width."""

import dataclasses
import math

import pytest

from core.errors import ParameterError
from core.persona.media.network_params import PAPER, SMALL, NetworkParams

torch = pytest.importorskip("torch", reason="the network needs the media extra (requirements-media.txt)")

from core.persona.media.inception_resnet import InceptionResNet  # noqa: E402
from core.persona.media.persona_network import PersonaNetwork, n_parameters  # noqa: E402


def empty(build, params):
    """Build without memory: shapes only."""
    with torch.device("meta"):
        return build(params)


def test_at_299_pixels_the_grids_are_35_17_and_8():
    trunk = empty(InceptionResNet, PAPER)
    with torch.device("meta"):
        maps = trunk(torch.zeros(2, 3, 299, 299))
    assert maps.a.shape == (2, 384, 35, 35)
    assert maps.b.shape == (2, 1152, 17, 17)
    assert maps.c.shape == (2, 2144, 8, 8)


@pytest.mark.parametrize(("depth", "n"), [((5, 10, 5), 30_288_928), ((10, 20, 10), 53_139_488)])
def test_the_trunk_has_the_parameters_that_its_parts_add_up_to(depth, n):
    a, b, c = depth
    by_hand = 605_728 + a * 137_568 + 2_902_528 + b * 1_171_904 + 3_930_112 + c * 2_088_736
    trunk = empty(InceptionResNet, dataclasses.replace(PAPER, depth=depth))
    assert n_parameters(trunk) == by_hand == n


def test_the_whole_network_at_the_papers_size_has_about_54_million_parameters():
    n = n_parameters(empty(PersonaNetwork, PAPER))
    assert math.isclose(n, 54e6, rel_tol=0.01)
    assert n == 54_448_431  # what README says


def test_every_block_has_the_scale_of_its_kind():
    trunk = empty(InceptionResNet, dataclasses.replace(SMALL, depth=(2, 3, 2), scales=(0.1, 0.2, 0.3)))
    scales = [
        [block.scale for block in blocks] for blocks in (trunk.blocks_a, trunk.blocks_b, trunk.blocks_c)
    ]
    assert scales == [[0.1] * 2, [0.2] * 3, [0.3] * 2]


def test_the_small_one_looks_at_75_pixels_through_all_grids():
    with torch.device("meta"):
        maps = InceptionResNet(SMALL)(torch.zeros(2, 3, 75, 75))
    assert [one.shape[2] for one in maps] == [7, 3, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": 74},
        {"width": 0.0},
        {"width": 2.1},
        {"width": math.nan},
        {"depth": (0, 1, 1)},
        {"depth": (1, 1)},
        {"scales": (0.17, 0.05, 0.2)},
        {"scales": (0.31, 0.1, 0.2)},
        {"heads": (80, 7, 1)},
        {"joined": (("text", 0),)},
        {"joined": (("text", 4), ("text", 5))},
        {"joined": (("object", 4),)},
        {"joined": (("a.b", 4),)},
        {"part_size": 3},
        {"fused_size": 5000},
        {"classes": ("one",)},
        {"classes": ("one", "one")},
        {"dropout": 0.95},
        {"part_dropout": -0.1},
    ],
)
def test_a_shape_outside_its_range_is_refused_by_name(wrong):
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        NetworkParams(**wrong)


def test_what_is_no_shape_is_refused():
    with pytest.raises(ParameterError, match="no parameters of a network"):
        NetworkParams.from_json({"deep": 3})
    with pytest.raises(ParameterError, match="no parameters of a network"):
        NetworkParams.from_json({"size": "large"})
