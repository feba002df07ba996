"""A patient wire to one service: it waits where it is asked to, tries again where that may help.

It stands below the client libraries, so all of them are patient in the same way, and above the line
(:mod:`core.sources.live_line`), so that each new try and each redirect is checked like the first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

import orjson

from core.errors import AddressError, CancelledError, CredentialError, ServiceError
from core.sources.live_line import Answer, BrokenError, Line, Question
from core.sources.live_pause import rest_seconds

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from datetime import datetime

TRIES = 5
FIRST_PAUSE = 1.0  # seconds before the second try; each further pause is twice as long
MAX_REST = 3600.0  # the longest rest that is waited out; X asks for up to 15 minutes
MAX_RESTS = 6  # in a row for one question
_UNSAID_REST = 60.0
_SLICE = 0.25  # seconds of sleep between two looks at whether the analyst has had enough
_MAX_HOPS = 5
_REDIRECT, _TOO_MANY, _SERVER_ERROR = 300, 429, 500
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TRY_AGAIN = ("retry-after", "date")
_SECRET_HEADERS = frozenset({"authorization", "cookie"})


@dataclass(frozen=True, slots=True)
class Terms:
    """How to ask: the clock, the way to sleep, whom to tell, and what is allowed.

    ``say`` is told one line; ``timeout`` is in seconds, for a whole answer; ``trust`` names whose
    certificates are believed (None: the public ones).
    """

    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    say: Callable[[str], None]
    cancelled: Callable[[], bool]
    timeout: float = 30.0
    allow_local: bool = False
    trust: ssl.SSLContext | None = None


class Wire:
    """A connection to one service, named in messages by ``service``.

    ``is_final`` tells a refusal for asking too much that no waiting will change.

    Where it holds a token it adds it to what goes to the token's own server, and to nothing else;
    the client library never sees it, so it cannot log it.
    """

    def __init__(
        self, service: str, terms: Terms, is_final: Callable[[Answer], bool] = lambda _: False
    ) -> None:
        self.service = service
        self._is_final = is_final
        self._terms = terms
        self._line = Line(timeout=terms.timeout, allow_local=terms.allow_local, trust=terms.trust)
        self._tokens: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Open nothing yet: the first question does."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._line.close()

    def trust_with(self, token: str, url: str, name: str) -> None:
        """Send a token to the server of a URL; ``name`` says in messages which one it is.

        Raises
        ------
        CredentialError
            If it cannot be a token; the message does not show it.
        """
        if not token.isascii() or not token.isprintable() or " " in token:
            message = f"{name} holds characters that no token has; copy it anew"
            raise CredentialError(message)
        self._tokens[_origin(url)] = token

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Ask until there is an answer that asking again would not change.

        Raises
        ------
        ServiceError
            If the service stays down or silent, breaks off, sends no JSON, wants a rest longer than
            an hour, or sends from one address to the next without end.
        AddressError
            If it sends on to an address that may not be reached.
        CancelledError
            If the analyst stopped it.
        """
        question = Question(method, url, headers, body)
        for _ in range(_MAX_HOPS):
            answer = self._settled(question)
            following = _redirected(question, answer)
            if following is None:
                return answer
            question = following
        message = f"{self.service} sends from one address to the next without end"
        raise ServiceError(message)

    def _settled(self, question: Question) -> Answer:
        tries = rests = 0
        while True:
            try:
                answer = self._line.ask(self._signed(question), self._check)
                problem = _problem(answer)
            except BrokenError as error:
                answer, problem = None, str(error)
            if answer is not None and answer.status == _TOO_MANY and not self._is_final(answer):
                rests += 1
                self._rest(answer, rests)
                continue
            if answer is not None and problem is None:
                return answer
            tries += 1
            if tries == TRIES:
                message = f"{self.service} {problem}, {TRIES} times in a row; fetch again later"
                raise ServiceError(message)
            self._retry(answer, f"{self.service} {problem}; trying again in", tries)

    def _signed(self, question: Question) -> Question:
        token = self._tokens.get(_origin(question.url))
        if token is None:
            return question
        kept = {name: value for name, value in question.headers.items() if name.lower() != "authorization"}
        return replace(question, headers={**kept, "Authorization": f"Bearer {token}"})

    def _rest(self, answer: Answer, rests: int) -> None:
        seconds = rest_seconds(answer.headers, self._terms.now())
        if seconds is None:
            seconds = _UNSAID_REST * 2 ** (rests - 1)
        if seconds > MAX_REST or rests > MAX_RESTS:
            message = f"{self.service}'s rate limit holds for another {math.ceil(seconds / 60)} min; fetch again then"
            raise ServiceError(message)
        self._wait(seconds, "waiting", f"for {self.service}'s rate limit")

    def _retry(self, answer: Answer | None, said: str, tries: int) -> None:
        # not the resets of rate limits, which some services send with every answer
        told = {name: answer.headers[name] for name in _TRY_AGAIN if name in answer.headers} if answer else {}
        asked = rest_seconds(told, self._terms.now()) or 0.0
        self._wait(max(FIRST_PAUSE * 2 ** (tries - 1), min(asked, MAX_REST)), said, "")

    def _wait(self, seconds: float, before: str, after: str) -> None:
        """Sleep in slices, saying how long it still takes (``{before} 14 min 43 s {after}``)."""
        left = seconds
        while left > 0:
            self._check()
            self._terms.say(f"{before} {_span(math.ceil(left))} {after}".rstrip())
            self._terms.sleep(min(_SLICE, left))
            left -= _SLICE
        self._check()

    def _check(self) -> None:
        check(self._terms.cancelled)


def check(cancelled: Callable[[], bool]) -> None:
    """Stop where the analyst asked to.

    Raises
    ------
    CancelledError
        If so.
    """
    if cancelled():
        message = "the fetch was stopped; what had arrived is kept, and the next fetch goes on from there"
        raise CancelledError(message)


def _span(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".casefold()


def _problem(answer: Answer) -> str | None:
    """Say what is wrong with an answer that asking again may change."""
    if answer.status >= _SERVER_ERROR:
        return f"answered with error {answer.status}"
    if answer.status >= _REDIRECT:
        return None
    try:
        orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return "sent what is not JSON, or not all of it"
    return None


def _redirected(question: Question, answer: Answer) -> Question | None:
    """Give the question to ask where the answer sends, without secrets if that is another server."""
    location = answer.headers.get("location")
    if answer.status not in _REDIRECTS or not location or question.method != "GET":
        return None
    try:
        url = urljoin(question.url, location)
    except ValueError as error:
        message = "a server asks to go on at an address that is none; it is not asked"
        raise AddressError(message) from error
    headers = dict(question.headers)
    if _origin(url) != _origin(question.url):
        headers = {name: value for name, value in headers.items() if name.lower() not in _SECRET_HEADERS}
    return replace(question, url=url, headers=headers)
