"""Three services on one local server, which answers as theirs do, and fails on demand.

Everything in it is made up; only the shapes are those of the services.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.live import bluesky, mastodon, x

DATE = "Wed, 01 May 2024 12:00:00 GMT"
EPOCH = 1_714_564_800  # the same moment
LONG = 30  # seconds; no test waits as long, for the server lets go when it stops
TOKEN = "t0ken-that-must-never-show"  # noqa: S105 — the secret that the tests look for


@dataclass
class Fault:
    """What a server does instead of answering.

    ``cut`` sends half the body and hangs up, ``silent`` says nothing at all, ``drips`` sends the body
    byte by byte and ``drips_headers`` what comes before it; else ``status``, ``headers`` and ``body`` are sent.
    """

    status: int = 503
    headers: dict = field(default_factory=dict)
    body: bytes = b"{}"
    cut: bool = False
    silent: bool = False
    drips: bool = False
    drips_headers: bool = False


@dataclass
class Asked:
    """One question that arrived."""

    path: str
    query: dict
    headers: dict
    body: bytes = b""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def date_time_string(self, timestamp=None):
        return DATE

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(parts.path, query, headers, self.rfile.read(length))
        fault = self.server.owner.fault(asked)
        if fault is None:
            self.reply(*self.server.owner.answer(asked))
        elif fault.silent:
            self.server.owner.stopped.wait(LONG)
            self.close_connection = True
        elif fault.cut:
            status, extra, body = self.server.owner.answer(asked)
            self.reply(status, extra, body, sent=body[: len(body) // 2])
        elif fault.drips:
            self.reply(200, {}, b"[" + b" " * 10_000 + b"]", sent=b"[")
            self.drip()
        elif fault.drips_headers:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            self.drip()
        else:
            self.reply(fault.status, fault.headers, fault.body)

    do_POST = do_GET  # noqa: N815 — the name that http.server looks for

    def drip(self):
        self.close_connection = True
        with suppress(OSError):
            while not self.server.owner.stopped.wait(0.02):
                self.wfile.write(b" ")

    def reply(self, status, headers, body, sent=None):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if sent is None else sent)
        self.close_connection = sent is not None


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """Say nothing: clients that hang up are what the tests are about."""


class Server:
    """A local server; use it as a context manager.

    Attributes
    ----------
    asked : list of Asked
        Everything that was asked, in order.
    x, mastodon, bluesky
        What each service knows; tests change it.
    """

    def __init__(self, trust=None):
        self.asked = []
        self.stopped = threading.Event()
        self.x, self.mastodon, self.bluesky = x.Service(TOKEN), mastodon.Service(), bluesky.Service()
        self._faults = defaultdict(deque)
        self._http = Listener(("127.0.0.1", 0), Handler)
        self._http.owner = self
        if trust is not None:
            self._http.socket = trust.wrap_socket(self._http.socket, server_side=True)
        self.port = self._http.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self):
        """Answer from now on."""
        self._thread.start()
        return self

    def __exit__(self, *_):
        """Hang up on everybody."""
        self.stopped.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def fail(self, path, *faults):
        """Meet the next questions whose path ends so with faults; None lets one through."""
        self._faults[path].extend(faults)

    def fault(self, asked):
        self.asked.append(asked)
        waiting = [queue for path, queue in self._faults.items() if asked.path.endswith(path) and queue]
        return waiting[0].popleft() if waiting else None

    def answer(self, asked):
        for service in (self.x, self.mastodon, self.bluesky):
            if (found := service.answer(asked, self.url)) is not None:
                status, document, *headers = found
                return status, headers[0] if headers else {}, json.dumps(document).encode()
        return 404, {}, b'{"error": "Record not found"}'

    def count(self, path):
        """Count the questions whose path ends so."""
        return sum(asked.path.endswith(path) for asked in self.asked)
