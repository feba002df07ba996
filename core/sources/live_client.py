"""What client libraries take for their network: a ``requests`` session and an ``httpx`` transport.

Both send everything through a :class:`~core.sources.live_wire.Wire`, so that no library connects,
waits, follows a redirect or holds a token by itself.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx
    import requests

    from core.sources.live_line import Answer
    from core.sources.live_wire import Wire

# What no longer holds of an answer that came whole, was unpacked, and was not sent on.
_SPENT = frozenset({"connection", "content-encoding", "content-length", "location", "transfer-encoding"})


def _headers(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in _SPENT}


def session_over(wire: Wire, instead: Mapping[str, str] | None = None) -> requests.Session:
    """Give a session that asks over a wire, and takes nothing from the environment.

    Parameters
    ----------
    wire : Wire
        Where everything goes.
    instead : mapping, optional
        Which origin is asked instead of one that the library has built in.
    """
    import requests  # noqa: PLC0415 — only who fetches pays for it
    from requests.adapters import BaseAdapter  # noqa: PLC0415

    class Adapter(BaseAdapter):
        def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
            url = request.url or ""
            for origin, other in (instead or {}).items():
                if url.startswith(f"{origin}/"):
                    url = other + url.removeprefix(origin)
            headers = {name: str(value) for name, value in request.headers.items()}
            answer = wire.send(request.method or "GET", url, headers)  # who uses it only reads
            response = requests.Response()
            response.status_code = answer.status
            response.headers.update(_headers(answer))
            response.raw = io.BytesIO(answer.body)
            response.encoding = "utf-8"
            response.url = answer.url
            response.request = request
            return response

        def close(self) -> None:
            """Leave the wire open: it is its owner's."""

    session = requests.Session()
    session.trust_env = False
    for prefix in ("https://", "http://"):
        session.mount(prefix, Adapter())
    return session


def transport_over(wire: Wire) -> httpx.BaseTransport:
    """Give a transport that asks over a wire."""
    import httpx  # noqa: PLC0415 — only who fetches pays for it

    class Transport(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            body = request.read() or None
            answer = wire.send(request.method, str(request.url), dict(request.headers), body)
            return httpx.Response(
                answer.status, headers=_headers(answer), content=answer.body, request=request
            )

    return Transport()
