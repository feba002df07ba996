"""The stem of Inception-v4: grid, channels, and parameters counted by hand."""

import pytest

torch = pytest.importorskip("torch", reason="the network needs the media extra (requirements-media.txt)")

from core.persona.media.network_params import NetworkParams  # noqa: E402
from core.persona.media.persona_network import n_parameters  # noqa: E402
from core.persona.media.stem import Stem  # noqa: E402
from tests.persona.media.test_block import unit  # noqa: E402


def test_the_stem_brings_299_pixels_to_384_channels_of_35_cells():
    with torch.device("meta"):
        assert Stem(NetworkParams())(torch.zeros(2, 3, 299, 299)).shape == (2, 384, 35, 35)


def test_the_stem_has_the_published_parameters():
    by_hand = (
        unit(3, 32, 9) + unit(32, 32, 9) + unit(32, 64, 9)
        + unit(64, 96, 9)
        + unit(160, 64, 1) + unit(64, 96, 9)
        + unit(160, 64, 1) + unit(64, 64, 7) + unit(64, 64, 7) + unit(64, 96, 9)
        + unit(192, 192, 9)
    )  # fmt: skip
    assert n_parameters(Stem(NetworkParams())) == by_hand == 605_728


@pytest.mark.parametrize(("size", "grid"), [(75, 7), (107, 11), (128, 13), (299, 35)])
def test_the_grid_follows_from_the_size(size, grid):
    with torch.device("meta"):
        stem = Stem(NetworkParams(width=0.25))
        assert stem(torch.zeros(2, 3, size, size)).shape == (2, stem.channels, grid, grid)


def test_where_the_stem_looks_is_where_the_picture_is():
    """A dot moved by the stem's stride moves its map by a cell: no branch is turned or shifted against another."""
    stem = Stem(NetworkParams(width=0.25)).eval()
    pictures = torch.zeros(2, 3, 139, 139)
    pictures[0, :, 60:64, 60:64] = 1
    pictures[1, :, 68:72, 60:64] = 1
    with torch.no_grad():
        blank = stem(torch.zeros(1, 3, 139, 139))
        changed = (stem(pictures) - blank).abs().sum(1)
    torch.testing.assert_close(changed[0, 3:10, 3:10], changed[1, 4:11, 3:10])
    assert float(changed[0].sum()) > 0
