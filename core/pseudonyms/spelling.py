"""Keyed digests, spelled as words that no language has.

A pseudonym is ``p`` and fourteen consonants: HMAC-SHA256 (RFC 2104) of kind, platform and name under the
analyst's key, cut to 21^14 values (61.5 bits). Among a million users two share one with a chance of 1 in
six million, among a hundred million posts with one of 1 in six hundred. It holds no digit and no sign, so
whatever cuts a text into words, links or handles takes it for one of them, and it is as long as X allows
a handle to be.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

ALPHABET = "bcdfghjklmnpqrstvwxyz"
MARK = "p"
LENGTH = 14
SHORT = 7
"""Letters after the ``p`` of a server's name, of which there are only thousands."""
SPELLED = re.compile(
    rf"(?<![^\W_])({MARK}[{ALPHABET}]{{{LENGTH}}}|{MARK}[{ALPHABET}]{{{SHORT}}}(?=\.invalid))(?![^\W_])"
)
"""A pseudonym within a text."""

_BASE = len(ALPHABET)
_RANGE = _BASE**LENGTH
_SHORT_RANGE = _BASE**SHORT
_BLOCK = 64  # bytes of a block of SHA-256
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_LETTERS = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)


class Coder:
    """Makes codes under one key, which it never shows.

    The key is hashed into the two states of HMAC once; each name then costs two short digests, a fifth
    of what :func:`hmac.digest` takes.

    Examples
    --------
    >>> coder = Coder(bytes(32))
    >>> spell(coder.code("handle", "x", "ann")) == spell(coder.code("handle", "x", "ann"))
    True
    >>> coder.code("handle", "x", "ann") == coder.code("id", "x", "ann")
    False
    """

    def __init__(self, key: bytes) -> None:
        padded = key.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def __repr__(self) -> str:
        """Show nothing of the key."""
        return "Coder(…)"

    @property
    def key_id(self) -> str:
        """Name the key without giving it away: 40 bits of a digest of its own."""
        return self.digest("key", "", "id")[:5].hex()

    def digest(self, kind: str, platform: str, name: str) -> bytes:
        """Give the whole digest of one name: 32 bytes."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message(kind, platform, name))
        outer.update(inner.digest())
        return outer.digest()

    def code(self, kind: str, platform: str, name: str) -> int:
        """Give the code of one name, in [0, 21^14)."""
        code: int = int.from_bytes(self.digest(kind, platform, name)[:8], "big") % _RANGE
        return code

    def codes(self, kind: str, platform: str, names: Sequence[str]) -> npt.NDArray[np.uint64]:
        """Give the codes of many names, shape (n,)."""
        head = message(kind, platform, "")
        inner_of, outer_of = self._inner.copy, self._outer.copy
        found = []
        for name in names:
            inner, outer = inner_of(), outer_of()
            inner.update(head + name.encode("utf-8", "surrogatepass"))
            outer.update(inner.digest())
            found.append(outer.digest()[:8])
        whole: npt.NDArray[np.uint64] = np.frombuffer(b"".join(found), dtype=">u8").astype(np.uint64)
        return whole % np.uint64(_RANGE)


def message(kind: str, platform: str, name: str) -> bytes:
    r"""Give what is hashed: no two triples give the same bytes.

    >>> message("id", "x", "1")
    b'id\x001\x00x\x001'
    """
    return f"{kind}\0{len(platform)}\0{platform}\0{name}".encode("utf-8", "surrogatepass")


def spell(code: int) -> str:
    """Spell a code.

    >>> spell(0), spell(20)
    ('pbbbbbbbbbbbbbb', 'pbbbbbbbbbbbbbz')
    """
    parts = []
    for _ in range(LENGTH // 2):
        code, rest = divmod(code, _BASE * _BASE)
        parts.append(_PAIRS[rest])
    return MARK + "".join(reversed(parts))


def short(code: int) -> int:
    """Give the code that a server's name goes by: the last seven letters."""
    last: int = code % _SHORT_RANGE
    return last


def spell_short(code: int) -> str:
    """Spell such a code.

    >>> spell_short(1)
    'pbbbbbbc'
    """
    return MARK + spell(code)[-SHORT:]


def spell_all(codes: npt.NDArray[np.uint64]) -> pa.Array:
    """Spell many codes at once, as :func:`spell` does.

    >>> spell_all(np.array([0, 20], dtype=np.uint64)).to_pylist() == [spell(0), spell(20)]
    True
    """
    n = len(codes)
    letters = np.full((n, LENGTH + 1), ord(MARK), dtype=np.uint8)
    rest = codes
    for column in range(LENGTH, 0, -1):
        rest, digit = np.divmod(rest, np.uint64(_BASE))
        letters[:, column] = _LETTERS[digit.astype(np.intp)]
    offsets = np.arange(n + 1, dtype=np.int32) * np.int32(LENGTH + 1)
    return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(letters.tobytes()))


def read(pseudonym: str) -> int:
    """Read the code of a spelled pseudonym.

    >>> read(spell(123456789)), read(spell_short(7))
    (123456789, 7)
    """
    code = 0
    for letter in pseudonym[len(MARK) :]:
        code = code * _BASE + ALPHABET.index(letter)
    return code
