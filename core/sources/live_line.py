"""A guarded line: one question, one answer, over a connection that leads only where it may.

All client libraries ask through here, so that there is one place that resolves names, connects,
checks certificates, bounds sizes and times, and can be interrupted.
"""

from __future__ import annotations

import math
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from core import VERSION
from core.errors import AddressError, ServiceError
from core.sources.address import check_address, public_name
from core.sources.live_pool import pool_over

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

    import urllib3

MAX_BYTES = 64 * 1024**2  # of one answer, unpacked; a page of posts has a few hundred kilobytes
_CHUNK = 64 * 1024
_CONNECT_SECONDS = 10.0
_LOOK_SECONDS = 0.2  # how often a silent answer is left to look whether anybody wants it still
_HTTPS_PORT = 443
_QUOTED = 253  # characters of a host in a message
_NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; its headers and its body may hold a secret, so neither is ever shown."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, unpacked, from the URL that gave it; names of headers are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class BrokenError(Exception):
    """An answer that did not come, or not whole; the message is a predicate: "gave no answer"."""


class Line:
    """Connections to whatever is asked, kept open between questions; close it in the end.

    Parameters
    ----------
    timeout : float
        How many seconds an answer may take as a whole.
    allow_local : bool
        Whether plain HTTP and addresses of the local network are allowed: for tests.
    trust : ssl.SSLContext or None
        Whose certificates are believed; None: the system's and the public ones.
    """

    def __init__(self, *, timeout: float, allow_local: bool, trust: ssl.SSLContext | None = None) -> None:
        self._timeout = timeout
        self._allow_local = allow_local
        self._trust = trust
        self._pool: urllib3.PoolManager | None = None
        self._handles: list[socket.socket] = []

    def close(self) -> None:
        """Close all connections, those on which somebody still waits among them."""
        for handle in self._handles:
            with suppress(OSError):  # it has ended by itself
                handle.shutdown(socket.SHUT_RDWR)
            handle.close()
        self._handles.clear()
        if self._pool is not None:
            self._pool.clear()

    def ask(self, question: Question, check: Callable[[], None]) -> Answer:
        """Ask, and wait for the whole answer; redirects are an answer like any other.

        Parameters
        ----------
        check : callable
            Called five times a second while nothing comes; what it raises ends the wait.

        Raises
        ------
        BrokenError
            If the connection or the answer failed in a way that may not last.
        AddressError
            If the URL, or the address behind it, is none that may be reached.
        ServiceError
            If there is no such server, its certificate is wrong, or its answer too large.
        """
        host = self._host_of(question.url)
        if self._pool is None:
            self._pool = pool_over(self._dial, self._trust, plain=self._allow_local)
        exchange = _Exchange(self._pool, question, host, self._timeout)
        exchange.start()
        try:
            for _ in range(math.ceil(self._timeout / _LOOK_SECONDS)):
                exchange.join(_LOOK_SECONDS)
                if not exchange.is_alive():
                    return exchange.result()
                check()
        finally:
            if exchange.is_alive():
                exchange.unwanted.set()
                self.close()  # else its thread would wait as long as the server likes
        message = f"gave no answer within {self._timeout:g} s"
        raise BrokenError(message)

    def _host_of(self, url: str) -> str:
        """Check what is written in a URL, be it ours or one that a server names."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            message = "a server asks to go on at an address that is none; it is not asked"
            raise AddressError(message) from error
        if self._allow_local:
            return host
        if parts.scheme != "https" or port not in (None, _HTTPS_PORT) or "@" in parts.netloc:
            message = (
                f"{host[:_QUOTED]!r} is to be asked at an address that is not plain https; it is not asked"
            )
            raise AddressError(message)
        return public_name(host)

    def _dial(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect to an address that was checked, so that no second look-up can name another."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            if error.errno in _NO_SUCH_NAME:
                message = f"there is no server called {host}"
                raise ServiceError(message) from error
            message = "cannot be looked up"
            raise BrokenError(message) from error
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not self._allow_local:
                check_address(host, address)  # one bad address among good ones condemns the name
        for entry in found:
            _check_wanted()
            connection = _connected(entry, timeout)
            if connection is None:
                continue
            try:
                _check_wanted()
                if not self._allow_local:
                    check_address(host, str(connection.getpeername()[0]))
                self._handles.append(connection.dup())
            except (AddressError, BrokenError, OSError):
                connection.close()
                raise
            return connection
        message = "cannot be reached"
        raise BrokenError(message)


def _check_wanted() -> None:
    """Go no further for a question that nobody waits for any more."""
    exchange = threading.current_thread()
    if isinstance(exchange, _Exchange) and exchange.unwanted.is_set():
        message = "was left"
        raise BrokenError(message)


def _connected(entry: tuple[Any, ...], timeout: float) -> socket.socket | None:
    family, kind, protocol, _, address = entry
    try:
        connection = socket.socket(family, kind, protocol)
    except OSError:  # a machine without IPv6, say
        return None
    try:
        connection.settimeout(timeout)
        connection.connect(address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        connection.close()
        return None
    return connection


class _Exchange(threading.Thread):
    """One question on its way, in a thread that can be left behind while it waits."""

    def __init__(self, pool: urllib3.PoolManager, question: Question, host: str, timeout: float) -> None:
        super().__init__(name="doppelscope-line", daemon=True)
        self.unwanted = threading.Event()
        self._pool, self._question, self._host, self._timeout = pool, question, host, timeout
        self._answer: Answer | None = None
        self._error: Exception | None = None

    def run(self) -> None:
        """Ask; whatever comes of it waits for :meth:`result`."""
        try:
            self._answer = self._ask()
        except Exception as error:  # noqa: BLE001 — it belongs to the thread that asked
            self._error = error

    def result(self) -> Answer:
        """Give the answer, or raise why there is none."""
        if self._answer is None:
            raise self._error or BrokenError("gave no answer")
        return self._answer

    def _ask(self) -> Answer:
        import urllib3  # noqa: PLC0415 — every import of a file would pay for it

        question = self._question
        headers = {**question.headers, "Accept-Encoding": "gzip", "User-Agent": f"Doppelscope/{VERSION}"}
        timeout = urllib3.Timeout(connect=min(_CONNECT_SECONDS, self._timeout), read=self._timeout)
        try:
            response = self._pool.request(
                question.method,
                question.url,
                body=question.body,
                headers=headers,
                timeout=timeout,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            body = self._body(response)
        except urllib3.exceptions.SSLError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                message = f"{self._host} shows no certificate that proves it is {self._host}; it is not asked"
                raise ServiceError(message) from error
            message = "broke off the encrypted connection"
            raise BrokenError(message) from error
        except urllib3.exceptions.TimeoutError as error:
            message = f"gave no answer within {self._timeout:g} s"
            raise BrokenError(message) from error
        except urllib3.exceptions.HTTPError as error:
            message = "broke off its answer"
            raise BrokenError(message) from error
        told = {name.lower(): value for name, value in response.headers.items()}
        return Answer(question.url, response.status, told, body)

    def _body(self, response: urllib3.BaseHTTPResponse) -> bytes:
        body = bytearray()
        try:
            for chunk in response.stream(_CHUNK, decode_content=True):
                body += chunk
                if len(body) > MAX_BYTES:
                    message = (
                        f"{self._host} sends an answer of more than {MAX_BYTES // 1024**2} MB; it was left"
                    )
                    raise ServiceError(message)
                if self.unwanted.is_set():
                    break
        finally:
            response.close()
        return bytes(body)
