"""Nothing leads back into the analyst's own network: not names, not answers, not second look-ups."""

from __future__ import annotations

import socket

import pytest

from core.errors import AddressError, FetchError, ServiceError
from core.sources import live_line
from core.sources.live_wire import Terms, Wire
from tests.live.certificate import contexts
from tests.live.desk import NOW
from tests.live.server import Fault, Server

HOST = "fedi.example"
PUBLIC = "93.184.216.34"
PATH = "/api/v1/accounts/lookup"
URL = f"https://{HOST}{PATH}?acct=ann"


class Far(socket.socket):
    """A connection to the local server that believes to have reached a public address."""

    peer = PUBLIC

    def getpeername(self):
        return (self.peer, 443)


class Network:
    """Names and the addresses they resolve to; public addresses all lead to one local server."""

    def __init__(self, port):
        self.names = {HOST: [[PUBLIC]]}
        self.port, self.reached, self.peer = port, [], PUBLIC

    def getaddrinfo(self, host, port, *_, **__):
        answers = self.names[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        family = {False: socket.AF_INET, True: socket.AF_INET6}
        return [(family[":" in a], socket.SOCK_STREAM, 6, "", (a, port)) for a in found]

    def connected(self, entry, timeout):
        self.reached.append(entry[4][0])
        connection = Far(socket.AF_INET, socket.SOCK_STREAM)
        connection.peer = self.peer
        connection.settimeout(timeout)
        connection.connect(("127.0.0.1", self.port))
        return connection


@pytest.fixture
def trusting(tmp_path):
    return contexts(tmp_path, HOST)


@pytest.fixture
def far(trusting):
    with Server(trusting[0]) as made:
        yield made


@pytest.fixture
def network(far, monkeypatch):
    made = Network(far.port)
    monkeypatch.setattr(socket, "getaddrinfo", made.getaddrinfo)
    monkeypatch.setattr(live_line, "_connected", made.connected)
    return made


@pytest.fixture
def ask(trusting):
    def asked(url=URL):
        terms = Terms(lambda: NOW, lambda _: None, lambda _: None, lambda: False, trust=trusting[1])
        with Wire(HOST, terms) as wire:
            return wire.send("GET", url, {})

    return asked


def test_a_public_server_is_asked_at_the_address_that_was_checked(network, ask):
    assert ask().status == 200
    assert network.reached == [PUBLIC]


def test_an_address_that_does_not_answer_gives_way_to_the_next(network, ask, monkeypatch):
    network.names[HOST] = [["2606:4700::1111", PUBLIC]]
    reach = network.connected

    def connected(entry, timeout):
        return reach(entry, timeout) if entry[0] == socket.AF_INET else None

    monkeypatch.setattr(live_line, "_connected", connected)
    assert ask().status == 200


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["0.0.0.0"],  # noqa: S104 — nothing is bound
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["fd00::1"],
        ["64:ff9b::7f00:1"],
        [PUBLIC, "127.0.0.1"],
        ["2606:4700::1111", "fe80::1"],
    ],
)
def test_a_name_that_leads_to_a_local_address_is_not_asked(network, far, ask, found):
    network.names[HOST] = [found]
    with pytest.raises(AddressError, match="not on the public internet"):
        ask()
    assert network.reached == []
    assert far.asked == []


def test_a_name_that_changes_its_address_between_two_looks_gains_nothing(network, far, ask):
    far.fail(PATH, Fault(cut=True))
    network.names[HOST] = [[PUBLIC], ["127.0.0.1"]]
    with pytest.raises(AddressError, match=r"127\.0\.0\.1"):
        ask()
    assert network.reached == [PUBLIC]  # the second connection, for the second try, was not made
    assert len(far.asked) == 1


def test_a_connection_that_ends_at_a_local_address_is_dropped(network, far, ask):
    network.peer = "127.0.0.1"
    with pytest.raises(AddressError, match="not on the public internet"):
        ask()
    assert far.asked == []


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://inside.example/",
        f"http://{HOST}{PATH}",
        f"https://{HOST}:8443/",
        f"https://user:pass@{HOST}/",
        "//127.0.0.1/",
        "//inside.example/",
        "ftp://fedi.example/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_a_local_address_is_not_followed(network, far, ask, location):
    network.names["inside.example"] = [["192.168.1.1"]]
    far.fail(PATH, Fault(302, {"Location": location}))
    with pytest.raises(AddressError):
        ask()
    assert network.reached == [PUBLIC]
    assert len(far.asked) == 1


def test_a_redirect_to_another_public_path_is_followed(network, far, ask):
    far.fail(PATH, Fault(301, {"Location": f"https://{HOST}{PATH}?acct=ann&b=1"}))
    assert ask().status == 200
    assert far.asked[1].query == {"acct": "ann", "b": "1"}


def test_a_server_that_cannot_prove_its_name_is_not_asked(network, far, ask):
    network.names["other.example"] = [[PUBLIC]]
    with pytest.raises(ServiceError, match=r"no certificate that proves it is other\.example"):
        ask("https://other.example/")
    assert far.asked == []


@pytest.mark.parametrize(
    "url", [f"http://{HOST}/", "https://127.0.0.1/", "https://printer/", f"https://{HOST}:22/"]
)
def test_only_plain_https_to_a_public_name_is_asked(network, ask, url):
    with pytest.raises(AddressError):
        ask(url)
    assert network.reached == []


def test_without_leave_a_local_server_is_not_reached_whatever_the_endpoint(desk):
    for target in ("x:ann", "bluesky:ann.example", "mastodon:ann@fedi.example"):
        with pytest.raises(AddressError):
            desk.fetch(target, allow_local=False)
    assert desk.server.asked == []
    assert desk.drafts == []


def test_a_typed_host_that_resolves_inside_is_not_reached(network, desk):
    network.names[HOST] = [["10.0.0.7"]]
    with pytest.raises(FetchError, match=r"fedi\.example leads to 10\.0\.0\.7"):
        desk.fetch("mastodon:ann@fedi.example", allow_local=False, endpoints=None)
    assert network.reached == []
