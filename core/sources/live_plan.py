"""What a fetch would ask of whom: told before anything is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import CredentialError, FetchError
from core.sources.live import Credentials, module_of
from core.sources.live_target import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Step:
    """One account that was named.

    ``target`` is written as reports have it and ``host`` is the server that is asked first. Where the
    name is none of an account both are None and ``wrong`` says why; where a credential is missing
    ``lacks`` says which.
    """

    text: str
    target: str | None = None
    host: str | None = None
    wrong: str | None = None
    lacks: str | None = None


def plan(text: str, credentials: Mapping[str, str]) -> tuple[Step, ...]:
    """Read which accounts a text names, and tell which servers would be asked for them.

    Nothing is asked. A server may send on to another, and a data server of Bluesky is known only once
    one has signed in; both are checked as the first one is.

    Parameters
    ----------
    text : str
        Targets as :func:`core.sources.live_target.parse` reads them, with blanks, commas, semicolons
        or line ends between them; each account counts once.
    credentials : mapping
        As :func:`core.fetch.fetch` takes them.

    Returns
    -------
    tuple of Step
        In the order of the text.

    Examples
    --------
    >>> [(step.target, step.host) for step in plan("bluesky:ann.example https://fedi.example/@ann", {})]
    [('bluesky:ann.example', 'public.api.bsky.app'), ('mastodon:ann@fedi.example', 'fedi.example')]
    >>> step, = plan("ann", {})
    >>> step.wrong
    "'ann' names no account; write x:HANDLE, bluesky:HANDLE, mastodon:USER@HOST or the address of a profile"
    >>> step, = plan("x:ann", {})
    >>> step.lacks
    'X answers only with a bearer token: set X_BEARER_TOKEN, from developer.x.com'
    """
    steps: dict[str, Step] = {}
    for step in _steps(text, Credentials(credentials)):
        steps.setdefault((step.target or step.text).casefold(), step)
    return tuple(steps.values())


def _steps(text: str, credentials: Credentials) -> Iterator[Step]:
    for word in filter(None, _BETWEEN.split(text)):
        try:
            target = parse(word)
        except FetchError as error:
            yield Step(word, wrong=str(error))
            continue
        module = module_of(target)
        try:
            module.check(credentials)
        except CredentialError as error:
            yield Step(word, str(target), module.host(target, credentials), lacks=str(error))
        else:
            yield Step(word, str(target), module.host(target, credentials))
