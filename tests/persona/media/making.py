"""Small pictures, videos and sounds that are made for a test, and the weights where they are prepared."""

import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from core.persona.media.weight import Weights
from tests.conftest import ROOT

MODELS = Path(os.environ.get("DOPPELSCOPE_MODELS", ROOT / "models"))


def weights(*names):
    """Give the weights, or skip and say which is missing."""
    found = Weights(MODELS)
    for name in names:
        if (reason := found.why_missing(name)) is not None:
            pytest.skip(reason)
    return found


def write_video(path, frames, *, rate=10, sound=None, codec="mpeg4", container=None, options=None):
    """Write frames (h, w, 3), and a sound of 16,000 samples a second."""
    av = pytest.importorskip("av", reason="video needs the media extra (requirements-media.txt)")
    with av.open(str(path), "w", format=container, options=options or {}) as out:
        video = out.add_stream(codec, rate=rate)
        video.height, video.width = frames[0].shape[:2]
        video.pix_fmt = "yuv420p"
        video.bit_rate = 2_000_000
        audio = None if sound is None else out.add_stream("pcm_s16le", rate=16_000, layout="mono")
        for pixels in frames:
            out.mux(video.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        out.mux(video.encode())
        if audio is not None:
            _mux_sound(av, out, audio, sound)
    return path


def write_sound(path, sound, *, codec="pcm_s16le", rate=16_000):
    av = pytest.importorskip("av", reason="sound needs the media extra (requirements-media.txt)")
    with av.open(str(path), "w") as out:
        layout = "mono" if sound.ndim == 1 else "stereo"
        _mux_sound(av, out, out.add_stream(codec, rate=rate, layout=layout), sound, rate)
    return path


def _mux_sound(av, out, stream, sound, rate=16_000):
    layout = "mono" if sound.ndim == 1 else "stereo"
    whole = (np.clip(sound, -1, 1) * 32_767).astype(np.int16)
    for at in range(0, whole.shape[-1], 4_000):
        piece = whole[..., at : at + 4_000]
        packed = piece.T.reshape(1, -1) if piece.ndim == 2 else piece[None]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(packed), format="s16", layout=layout)
        frame.sample_rate = rate
        frame.pts = at
        out.mux(stream.encode(frame))
    out.mux(stream.encode())


def noise(n, h=96, w=128, *, seed=0):
    """Give frames that all look different, and none like the other in any place."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (n, h // 16, w // 16, 3), dtype=np.uint8)
    return list(coarse.repeat(16, 1).repeat(16, 2))


def turn_video(path, matrix):
    """Write into an MP4's first track how it is turned when shown: a, b, c, d of ISO 14496-12, 8.3.2."""
    whole = bytearray(path.read_bytes())
    at = (
        whole.index(b"tkhd") + 4 + 4 + 5 * 4 + 2 * 4 + 4 * 2
    )  # behind version, times, id, length, layer, volume
    assert struct.unpack_from(">9i", whole, at) == (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    a, b, c, d = (one << 16 for one in matrix)
    struct.pack_into(">9i", whole, at, a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(whole)
    return path


def bomb(path, width, height):
    """Write a PNG of a few bytes that says it has so many pixels."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )
