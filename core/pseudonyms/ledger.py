"""Names and their pseudonyms under one key: each computed once, remembered for a while, and registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.pseudonyms.spelling import short, spell, spell_all, spell_short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.pseudonyms.register import Register
    from core.pseudonyms.spelling import Coder

_MAX_REMEMBERED = 500_000
_NOTHING: dict[str, str] = {}
_HOST = ("host", "")


class Ledger:
    """Gives pseudonyms; ``register``, where there is one, hears of each.

    Notes
    -----
    Remembers up to half a million names, in about 100 MB; then it begins anew.
    """

    def __init__(self, coder: Coder, register: Register | None) -> None:
        self.coder = coder
        self._register = register
        self._known: dict[tuple[str, str], dict[str, str]] = {}
        self._n_known = 0

    def all(self, kind: str, platform: str, names: Sequence[str]) -> list[str]:
        """Give the pseudonyms of many names of one kind; an empty one stays empty."""
        known = self._known.setdefault((kind, platform), {})
        new = [name for name in dict.fromkeys(names) if name and name not in known]
        if new and self._n_known + len(new) > _MAX_REMEMBERED:
            self._known, self._n_known = {}, 0
            known = self._known[kind, platform] = {}
            new = [name for name in dict.fromkeys(names) if name]
        if new:
            codes = self.coder.codes(kind, platform, new)
            known.update(zip(new, spell_all(codes).to_pylist(), strict=True))
            self._n_known += len(new)
            if self._register:
                self._register.add(kind, platform, new, codes)
        return [known[name] if name else "" for name in names]

    def one(self, kind: str, platform: str, name: str) -> str:
        """Give the pseudonym of one name of one kind."""
        known = self._known.get((kind, platform), _NOTHING).get(name)
        if known is not None or not name:
            return known or ""
        code = self.coder.code(kind, platform, name)
        return self._note(kind, platform, name, code, spell(code))

    def short(self, host: str) -> str:
        """Give the short pseudonym of a server."""
        known = self._known.get(_HOST, _NOTHING).get(host)
        if known is not None:
            return known
        code = short(self.coder.code(*_HOST, host))
        return self._note(*_HOST, host, code, spell_short(code))

    def _note(self, kind: str, platform: str, name: str, code: int, spelled: str) -> str:
        if self._n_known >= _MAX_REMEMBERED:
            self._known, self._n_known = {}, 0
        self._known.setdefault((kind, platform), {})[name] = spelled
        self._n_known += 1
        if self._register:
            self._register.note(kind, platform, name, code)
        return spelled
