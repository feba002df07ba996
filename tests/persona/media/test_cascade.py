"""Two passes, the place between them, three heads, and parts that are missing."""

import dataclasses

import pytest

from core.persona.media.network_params import SMALL

torch = pytest.importorskip("torch", reason="the network needs the media extra (requirements-media.txt)")
torch.set_num_threads(1)  # small tensors: more threads only wait for one another

from torch.nn import functional  # noqa: E402

from core.persona.media.cascade import activation_boxes, cut  # noqa: E402
from core.persona.media.persona_network import ClipBatch, build  # noqa: E402
from core.persona.media.place import FACE, NOWHERE, OBJECT  # noqa: E402

TINY = dataclasses.replace(
    SMALL,
    width=0.05,
    depth=(1, 1, 1),
    heads=(5, 7, 4),
    joined=(("text", 6), ("sound", 9)),
    part_size=8,
    fused_size=12,
)
N, T, SIDE = 4, 3, 90


def batch(seed=0, n=N, t=T):
    rng = torch.Generator().manual_seed(seed)
    boxes = torch.tensor([0.2, 0.3, 0.6, 0.7]).expand(n, t, 4).clone()
    kinds = torch.tensor([FACE, OBJECT, NOWHERE])[torch.arange(t) % 3].expand(n, t).clone()
    return ClipBatch(
        torch.randint(0, 256, (n, t, 3, SIDE, SIDE), generator=rng, dtype=torch.uint8),
        torch.ones(n, t, dtype=torch.bool),
        boxes,
        kinds,
        {name: torch.randn(n, length, generator=rng) for name, length in TINY.joined},
        {name: torch.ones(n, dtype=torch.bool) for name, _ in TINY.joined},
    )


def told(network, given):
    with torch.no_grad():
        return network(given)


def test_the_network_tells_of_each_clip_what_it_should():
    found = told(build(TINY, 0), batch())
    assert found.scores.shape == found.guess.shape == (N, 8)
    assert found.fused.shape == (N, 12)
    assert found.boxes.shape == (N, T, 4)
    assert {name: tuple(one.shape) for name, one in found.parts.items()} == dict.fromkeys(TINY.parts, (N, 8))
    assert {name: tuple(one.shape) for name, one in found.heads.items()} == {
        "object": (N, 5),
        "emotion": (N, 7),
        "action": (N, 4),
    }
    assert all(bool(found.present[name].all()) for name in TINY.parts)


def test_gradients_reach_every_parameter():
    network = build(dataclasses.replace(TINY, part_dropout=0.4), 0).train()
    given = batch(n=24)
    found = network(
        dataclasses.replace(
            given, present={"text": torch.arange(24) % 2 == 0, "sound": torch.arange(24) % 3 > 0}
        )
    )
    loss = functional.cross_entropy(found.scores, torch.arange(24) % 8)
    loss = loss + functional.cross_entropy(found.guess, torch.arange(24) % 8)
    for one in found.heads.values():
        loss = loss + functional.cross_entropy(one, torch.arange(24) % one.shape[1])
    loss.backward()
    for name, weight in network.named_parameters():
        assert weight.grad is not None, name
        assert bool(torch.isfinite(weight.grad).all()), name
        assert float(weight.grad.abs().sum()) > 0, name


def test_one_batch_is_learned_by_heart():
    network = build(dataclasses.replace(TINY, dropout=0.0, part_dropout=0.0), 1).train()
    given, labels = batch(n=8), torch.arange(8)
    without = dataclasses.replace(
        given, present={name: torch.zeros(8, dtype=torch.bool) for name in given.present}
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=5e-3)
    losses = []
    for _ in range(40):
        loss = functional.cross_entropy(network(without).scores, labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[0] > 1.5  # ln 8 is 2.08
    assert losses[-1] < 0.1


def test_the_same_seed_gives_the_same_weights_and_leaves_the_random_state():
    state = torch.random.get_rng_state()
    one, two, other = build(TINY, 3).state_dict(), build(TINY, 3).state_dict(), build(TINY, 4).state_dict()
    assert torch.equal(torch.random.get_rng_state(), state)
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert any(not torch.equal(one[name], other[name]) for name in one)


def test_in_use_what_is_told_of_a_clip_does_not_depend_on_the_others():
    network = build(TINY, 0)
    told(network.train(), batch(5))  # so that running means are not those of the beginning
    network.eval()
    whole = told(network, batch())
    for row in range(N):
        alone = batch()
        alone = ClipBatch(
            alone.frames[[row]],
            alone.mask[[row]],
            alone.boxes[[row]],
            alone.kinds[[row]],
            {name: one[[row]] for name, one in alone.vectors.items()},
            {name: one[[row]] for name, one in alone.present.items()},
        )
        torch.testing.assert_close(told(network, alone).scores[0], whole.scores[row], rtol=1e-4, atol=1e-5)


def test_frames_that_only_fill_up_are_never_read():
    network = build(TINY, 0).eval()
    given = batch()
    longer = ClipBatch(
        torch.cat([given.frames, torch.full((N, 2, 3, SIDE, SIDE), 200, dtype=torch.uint8)], 1),
        torch.cat([given.mask, torch.zeros(N, 2, dtype=torch.bool)], 1),
        torch.cat([given.boxes, torch.full((N, 2, 4), float("nan"))], 1),
        torch.cat([given.kinds, torch.full((N, 2), FACE)], 1),
        given.vectors,
        given.present,
    )
    torch.testing.assert_close(
        told(network, longer).scores, told(network, given).scores, rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize("name", ["text", "sound"])
def test_a_missing_vector_is_not_read_and_is_not_zero(name):
    network = build(TINY, 0).eval()
    given = batch()
    gone = {**given.present, name: torch.zeros(N, dtype=torch.bool)}
    spoiled = {**given.vectors, name: torch.full_like(given.vectors[name], float("nan"))}
    missing = told(network, dataclasses.replace(given, present=gone)).scores
    assert torch.equal(
        told(network, dataclasses.replace(given, vectors=spoiled, present=gone)).scores, missing
    )
    zero = {**given.vectors, name: torch.zeros_like(given.vectors[name])}
    assert not torch.allclose(
        told(network, dataclasses.replace(given, vectors=zero)).scores, missing, atol=1e-3
    )


def test_without_a_face_the_emotion_is_missing_and_without_two_frames_the_action():
    network = build(TINY, 0).eval()
    given = batch()
    no_face = told(network, dataclasses.replace(given, kinds=torch.full((N, T), NOWHERE)))
    assert not bool(no_face.present["emotion"].any())
    assert bool(no_face.present["object"].all())
    one_frame = told(network, dataclasses.replace(given, mask=torch.tensor([[True, False, False]] * N)))
    assert not bool(one_frame.present["action"].any())


def test_a_clip_without_pictures_is_told_by_its_vectors_alone():
    network = build(TINY, 0)
    none = dataclasses.replace(batch(), mask=torch.zeros(N, T, dtype=torch.bool))
    for state in (network.train(), network.eval()):
        found = told(state, none)
        assert bool(torch.isfinite(found.scores).all())
        assert not any(bool(found.present[name].any()) for name in ("object", "emotion", "action"))
    empty = ClipBatch(
        torch.zeros(N, 0, 3, 1, 1, dtype=torch.uint8),
        torch.zeros(N, 0, dtype=torch.bool),
        torch.zeros(N, 0, 4),
        torch.zeros(N, 0, dtype=torch.long),
        none.vectors,
        none.present,
    )
    assert torch.equal(told(network, empty).scores, told(network, none).scores)


def test_the_second_pass_sees_the_box_that_was_given():
    """What is outside the box (and its edge) changes pass one; pass two sees no difference."""
    cascade = build(TINY, 0).cascade.eval()
    rng = torch.Generator().manual_seed(7)
    frames = torch.randint(0, 256, (2, 3, 200, 200), generator=rng, dtype=torch.uint8)
    frames[1, :, 60:140, 60:140] = frames[0, :, 60:140, 60:140]
    boxes = torch.tensor([[0.4, 0.4, 0.6, 0.6]]).repeat(2, 1)
    with torch.no_grad():
        seen = cascade(frames, boxes, torch.tensor([FACE, OBJECT]))
    torch.testing.assert_close(seen.boxes, torch.tensor([[0.37, 0.37, 0.63, 0.63]]).repeat(2, 1))
    torch.testing.assert_close(seen.second[0], seen.second[1], rtol=1e-4, atol=1e-5)
    assert not torch.allclose(seen.first[0], seen.first[1], atol=1e-3)


def test_the_whole_network_looks_where_it_is_told_frame_by_frame():
    network, given = build(TINY, 0).eval(), batch()
    left = torch.arange(N)[:, None] * 0.1 + torch.arange(T) * 0.05
    boxes = torch.stack([left, left, left + 0.4, left + 0.4], 2)
    found = told(network, dataclasses.replace(given, boxes=boxes)).boxes
    widened = boxes + 0.06 * torch.tensor([-1, -1, 1, 1])
    torch.testing.assert_close(found[:, :2], widened[:, :2].clamp(0, 1))  # the third frame has no box


def test_without_a_box_the_network_looks_where_its_own_map_is_high():
    cascade = build(TINY, 0).cascade.eval()
    with torch.no_grad():
        frames = torch.randint(
            0, 256, (3, 3, 90, 90), generator=torch.Generator().manual_seed(1), dtype=torch.uint8
        )
        seen = cascade(frames, torch.full((3, 4), float("nan")), torch.full((3,), NOWHERE))
        expected = activation_boxes(cascade.localiser(seen.middle), seen.guess.argmax(1))
    torch.testing.assert_close(seen.boxes, expected)


@pytest.mark.parametrize(
    ("rows", "columns", "box"),
    [
        ((0, 1), (0, 1), (0.0, 0.0, 0.3, 0.3)),
        ((9, 10), (9, 10), (0.7, 0.7, 1.0, 1.0)),
        ((2, 7), (5, 6), (0.4, 0.2, 0.7, 0.7)),
        ((0, 10), (0, 10), (0.0, 0.0, 1.0, 1.0)),
    ],
)
def test_the_box_is_around_the_high_cells_and_within_the_frame(rows, columns, box):
    scores = torch.zeros(1, 2, 10, 10)
    scores[0, 1, rows[0] : rows[1], columns[0] : columns[1]] = 4
    scores[0, 0] = torch.randn(10, 10, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(activation_boxes(scores, torch.tensor([1]))[0], torch.tensor(box))


def test_a_cut_of_the_whole_is_the_picture_and_a_cut_of_a_part_that_part():
    ramp = torch.arange(80.0).expand(1, 1, 80, 80)
    whole = torch.tensor([[0.0, 0.0, 1.0, 1.0]])
    torch.testing.assert_close(cut(ramp, whole, 80), ramp)
    half = cut(ramp, torch.tensor([[0.5, 0.0, 1.0, 1.0]]), 80)[0, 0, 0]
    assert float(half.min()) == pytest.approx(39.75)  # the middle of the first half pixel from 40
    assert float(half.max()) == pytest.approx(79.0)
    small = cut(ramp, whole, 20)[0, 0, 0]
    torch.testing.assert_close(small, torch.arange(20.0) * 4 + 1.5)
