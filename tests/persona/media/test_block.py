"""The residual blocks and the reductions are the published ones: sizes counted by hand, scales, gradients."""

import dataclasses

import pytest

torch = pytest.importorskip("torch", reason="the network needs the media extra (requirements-media.txt)")
torch.set_num_threads(1)  # small tensors: more threads only wait for one another

from core.persona.media.block import Unit, block_a, block_b, block_c, reduction_a, reduction_b  # noqa: E402
from core.persona.media.network_params import NetworkParams  # noqa: E402
from core.persona.media.persona_network import n_parameters  # noqa: E402

PAPER = NetworkParams()


def unit(into, out, cells):
    """Count by hand: a weight a pair of channels and cell, and two numbers a channel for the normalisation."""
    return into * out * cells + 2 * out


def linear(into, out):
    """Count by hand: weights and biases."""
    return into * out + out


@pytest.mark.parametrize("channels", [384, 320])
def test_a_block_a_has_the_published_parameters(channels):
    by_hand = (
        unit(channels, 32, 1)
        + unit(channels, 32, 1) + unit(32, 32, 9)
        + unit(channels, 32, 1) + unit(32, 48, 9) + unit(48, 64, 9)
        + linear(128, channels)
    )  # fmt: skip
    assert n_parameters(block_a(PAPER, channels)) == by_hand
    assert by_hand == {384: 137_568, 320: 123_168}[channels]


@pytest.mark.parametrize("channels", [1152, 1088])
def test_a_block_b_has_the_published_parameters(channels):
    by_hand = (
        unit(channels, 192, 1)
        + unit(channels, 128, 1) + unit(128, 160, 7) + unit(160, 192, 7)
        + linear(384, channels)
    )  # fmt: skip
    assert n_parameters(block_b(PAPER, channels)) == by_hand
    assert by_hand == {1152: 1_171_904, 1088: 1_126_784}[channels]


@pytest.mark.parametrize("channels", [2144, 2080])
def test_a_block_c_has_the_published_parameters(channels):
    by_hand = (
        unit(channels, 192, 1)
        + unit(channels, 192, 1) + unit(192, 224, 3) + unit(224, 256, 3)
        + linear(448, channels)
    )  # fmt: skip
    assert n_parameters(block_c(PAPER, channels)) == by_hand
    assert by_hand == {2144: 2_088_736, 2080: 2_035_424}[channels]


@pytest.mark.parametrize("channels", [384, 320])
def test_the_first_reduction_has_the_published_parameters(channels):
    built, out = reduction_a(PAPER, channels)
    by_hand = unit(channels, 384, 9) + unit(channels, 256, 1) + unit(256, 256, 9) + unit(256, 384, 9)
    assert n_parameters(built) == by_hand
    assert out == channels + 768
    assert by_hand == {384: 2_902_528, 320: 2_664_960}[channels]


@pytest.mark.parametrize("channels", [1152, 1088])
def test_the_second_reduction_has_the_published_parameters(channels):
    built, out = reduction_b(PAPER, channels)
    by_hand = (
        3 * unit(channels, 256, 1)
        + unit(256, 384, 9) + unit(256, 288, 9) + unit(256, 288, 9) + unit(288, 320, 9)
    )  # fmt: skip
    assert n_parameters(built) == by_hand
    assert out == channels + 992
    assert by_hand == {1152: 3_930_112, 1088: 3_880_960}[channels]


def test_at_the_published_codes_widths_our_blocks_add_up_to_its_54_306_464():
    """Published code: stem of Inception-v3, one block 5b, 10 / 20 / 10 blocks on 320 / 1088 / 2080, and 1 × 1 to 1536.

    With 1000 classes (1,537,000) it is known as 55.84 million parameters.
    """
    stem = unit(3, 32, 9) + unit(32, 32, 9) + unit(32, 64, 9) + unit(64, 80, 1) + unit(80, 192, 9)
    first = (
        unit(192, 96, 1)
        + unit(192, 48, 1) + unit(48, 64, 25)
        + unit(192, 64, 1) + unit(64, 96, 9) + unit(96, 96, 9)
        + unit(192, 64, 1)
    )  # fmt: skip
    ours = (
        10 * n_parameters(block_a(PAPER, 320)) + n_parameters(reduction_a(PAPER, 320)[0])
        + 20 * n_parameters(block_b(PAPER, 1088)) + n_parameters(reduction_b(PAPER, 1088)[0])
        + 10 * n_parameters(block_c(PAPER, 2080))
    )  # fmt: skip
    assert stem + first + ours + unit(2080, 1536, 1) == 54_306_464


@pytest.mark.parametrize(
    ("build", "channels", "place"), [(block_a, 384, 0), (block_b, 1152, 1), (block_c, 2144, 2)]
)
def test_a_block_adds_its_scaled_residual_and_rectifies(build, channels, place):
    params = dataclasses.replace(PAPER, scales=(0.11, 0.22, 0.3))
    block = build(params, channels).eval()
    assert block.scale == params.scales[place]
    x = torch.randn(2, channels, 5, 5, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        residual = block.back(torch.cat([branch(x) for branch in block.branches], 1))
        assert float(residual.abs().max()) > 0
        torch.testing.assert_close(block(x), (x + params.scales[place] * residual).clamp(min=0))


def test_a_block_keeps_the_grid_and_a_reduction_halves_it():
    params = NetworkParams(width=0.1)
    for n in (35, 17, 8, 3):
        x = torch.zeros(1, 24, n, n)
        assert block_a(params, 24)(x.repeat(2, 1, 1, 1)).shape == (2, 24, n, n)
        for build in (reduction_a, reduction_b):
            reduction, out = build(params, 24)
            assert reduction.eval()(x).shape == (1, out, (n - 1) // 2, (n - 1) // 2)


@pytest.mark.parametrize(
    ("reach", "shape"), [(17, (1, 7)), (71, (7, 1)), (13, (1, 3)), (31, (3, 1)), (3, (3, 3))]
)
def test_a_unit_has_the_kernel_that_it_says(reach, shape):
    assert Unit(4, 8, reach)[0].kernel_size == shape
    assert Unit(4, 8, reach)(torch.zeros(2, 4, 9, 9)).shape == (2, 8, 9, 9)


def test_gradients_reach_every_parameter_of_a_block():
    params = NetworkParams(width=0.1)
    for build in (block_a, block_b, block_c):
        block = build(params, 24)
        block(torch.randn(4, 24, 7, 7, generator=torch.Generator().manual_seed(2))).square().sum().backward()
        for name, weight in block.named_parameters():
            assert weight.grad is not None, name
            assert float(weight.grad.abs().sum()) > 0, name
