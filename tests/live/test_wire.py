"""A patient wire: it waits where it is asked to, tries again where that may help, and stops at once."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from dataclasses import replace

import pytest

from core.errors import AddressError, CancelledError, CredentialError, ServiceError
from core.sources import live_line
from core.sources.live_wire import Terms, Wire
from tests.live.desk import NOW
from tests.live.server import EPOCH, TOKEN, Fault, Server

SOON = 3.0  # seconds; for what takes a fraction of one
PATH = "/anything"
FINE = Fault(200, body=b'{"fine": true}')


class Told:
    """A wire's surroundings, written down."""

    def __init__(self, server, **changes):
        self.slept, self.said, self.server = [], [], server
        given = {"now": lambda: NOW, "sleep": self.slept.append, "say": self.said.append}
        self.terms = Terms(**{**given, "cancelled": lambda: False, "allow_local": True, **changes})

    def send(self, *faults, wire=None):
        self.server.fail(PATH, *faults)
        with wire or Wire("X", self.terms) as opened:
            return opened.send("GET", self.server.url + PATH, {})

    @property
    def total(self):
        return round(sum(self.slept), 6)


@pytest.fixture
def told(server):
    return Told(server)


def test_an_answer_comes_back_as_it_was_sent(told):
    answer = told.send(Fault(200, {"X-Some": "thing"}, b'{"a": 1}'))
    assert (answer.status, answer.body, answer.headers["x-some"]) == (200, b'{"a": 1}', "thing")
    assert told.slept == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_refusal_is_an_answer_and_is_not_asked_again(told, status):
    assert told.send(Fault(status, body=b"no JSON")).status == status
    assert len(told.server.asked) == 1


def test_a_rate_limit_is_waited_for_and_the_wait_is_said(told):
    assert told.send(Fault(429, {"x-rate-limit-reset": str(EPOCH + 43)}), FINE).status == 200
    assert told.total == 44  # a second more than asked: their clocks show whole seconds
    assert told.said[0] == "waiting 44 s for X's rate limit"
    assert "waiting 43 s for X's rate limit" in told.said
    assert told.said[-1] == "waiting 1 s for X's rate limit"
    assert max(told.slept) <= 0.5


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry-After": "7"}, 7), ({"X-RateLimit-Reset": "2024-05-01T12:05:00.000Z"}, 301), ({}, 60)],
)
def test_every_way_to_ask_for_a_rest_is_honoured(told, headers, seconds):
    told.send(Fault(429, headers), FINE)
    assert told.total == seconds


def test_an_unsaid_rest_grows_from_time_to_time(told):
    told.send(Fault(429), Fault(429), Fault(429), FINE)
    assert told.total == 60 + 120 + 240


def test_a_rest_of_more_than_an_hour_is_not_taken(told):
    with pytest.raises(ServiceError, match="rate limit holds for another 121 min; fetch again then"):
        told.send(Fault(429, {"Retry-After": "7201"}))
    assert told.slept == []


def test_rests_without_end_come_to_an_end(told):
    with pytest.raises(ServiceError, match="rate limit"):
        told.send(*[Fault(429, {"Retry-After": "1"})] * 99)
    assert len(told.server.asked) < 10


def test_a_refusal_that_no_waiting_changes_is_an_answer(told):
    wire = Wire("X", told.terms, lambda answer: b"spent" in answer.body)
    assert told.send(Fault(429, body=b"spent"), wire=wire).status == 429
    assert told.slept == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(500), "answered with error 500"),
        (Fault(503), "answered with error 503"),
        (Fault(200, body=b"<html>come back later</html>"), "sent what is not JSON"),
        (Fault(200, body=b'{"cut": '), "sent what is not JSON"),
        (Fault(200, body=b""), "sent what is not JSON"),
    ],
)
def test_a_failure_that_may_not_last_is_tried_again(told, fault, said):
    assert told.send(fault, fault, FINE).status == 200
    assert told.total == 1 + 2
    assert any(said in line for line in told.said)


def test_tries_come_to_an_end_after_pauses_that_double(told):
    with pytest.raises(ServiceError, match="X answered with error 503, 5 times in a row; fetch again later"):
        told.send(*[Fault(503)] * 99)
    assert len(told.server.asked) == 5
    assert told.total == 1 + 2 + 4 + 8


def test_a_server_that_is_down_may_say_when_it_is_back(told):
    told.send(Fault(503, {"Retry-After": "17"}), FINE)
    assert told.total == 17


def test_the_reset_of_a_limit_that_was_not_hit_delays_no_try(told):
    told.send(Fault(503, {"X-RateLimit-Reset": "2024-05-01T12:05:00.000Z"}), FINE)
    assert told.total == 1


def test_an_answer_that_was_cut_is_asked_for_again(server):
    told = Told(server)
    server.fail("/lookup", Fault(cut=True))
    with Wire("fedi.example", told.terms) as wire:
        answer = wire.send("GET", f"{server.url}/api/v1/accounts/lookup?acct=ann", {})
    assert answer.status == 200
    assert told.said[0] == "fedi.example broke off its answer; trying again in 1 s"


@pytest.mark.parametrize("fault", [Fault(silent=True), Fault(drips=True)], ids=["silent", "drips"])
def test_an_answer_that_does_not_come_is_not_waited_for_without_end(server, fault):
    told = Told(server, timeout=0.3)
    began = time.monotonic()
    assert told.send(fault, FINE).status == 200
    assert time.monotonic() - began < SOON
    assert told.said[0] == "X gave no answer within 0.3 s; trying again in 1 s"


def test_a_server_that_is_not_there_is_said_to_be_so(told):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    with pytest.raises(ServiceError, match="X cannot be reached"), Wire("X", told.terms) as wire:
        wire.send("GET", url, {})
    assert told.total == 1 + 2 + 4 + 8


def test_a_name_that_nobody_has_is_not_tried_again(told, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ServiceError, match=r"no server called fedi\.example"), Wire("X", told.terms) as wire:
        wire.send("GET", "https://fedi.example/", {})
    assert told.slept == []


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_without_end_is_left(told, monkeypatch, packed):
    monkeypatch.setattr(live_line, "MAX_BYTES", 100_000)
    body = b'"' + b"a" * 1_000_000 + b'"'
    headers = {"Content-Encoding": "gzip"} if packed else {}
    with pytest.raises(ServiceError, match="more than 0 MB"):
        told.send(Fault(200, headers, gzip.compress(body) if packed else body))


def test_a_packed_answer_is_unpacked(told):
    answer = told.send(Fault(200, {"Content-Encoding": "gzip"}, gzip.compress(b'{"a": 1}')))
    assert answer.body == b'{"a": 1}'


def test_what_claims_to_be_packed_and_is_not_is_a_broken_answer(told):
    with pytest.raises(ServiceError, match="broke off its answer"):
        told.send(*[Fault(200, {"Content-Encoding": "gzip"}, b"no gzip")] * 5)


def test_a_wait_ends_within_half_a_second_of_the_wish(server):
    told = Told(server)
    told.terms = Terms(
        now=lambda: NOW,
        sleep=told.slept.append,
        say=told.said.append,
        cancelled=lambda: sum(told.slept) >= 10,
        allow_local=True,
    )
    with pytest.raises(CancelledError):
        told.send(Fault(429, {"Retry-After": "900"}))
    assert 10 <= told.total <= 10.5


def test_a_silent_answer_is_left_within_half_a_second_of_the_wish(server):
    began = time.monotonic()
    told = Told(server, cancelled=lambda: time.monotonic() - began > 0.1)
    with pytest.raises(CancelledError):
        told.send(Fault(silent=True))
    assert time.monotonic() - began < 0.1 + 0.5 + 0.5  # and as much again for a busy machine


def test_a_redirect_is_followed(told):
    told.server.fail("/there", FINE)
    assert told.send(Fault(302, {"Location": "/there"})).body == FINE.body
    assert [asked.path for asked in told.server.asked] == [PATH, "/there"]


def test_redirects_without_end_come_to_an_end(told):
    with pytest.raises(ServiceError, match="without end"):
        told.send(*[Fault(302, {"Location": PATH})] * 99)
    assert len(told.server.asked) < 10


def test_a_token_goes_to_its_own_server_only(told):
    with Server() as other:
        other.fail(PATH, FINE)
        wire = Wire("X", told.terms)
        wire.trust_with(TOKEN, told.server.url, "X_BEARER_TOKEN")
        told.send(Fault(302, {"Location": other.url + PATH}), wire=wire)
        assert told.server.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
        assert "authorization" not in other.asked[0].headers


def test_what_a_library_signs_with_goes_to_no_other_server(told):
    with Server() as other, Wire("Bluesky", told.terms) as wire:
        other.fail(PATH, FINE)
        told.server.fail(PATH, Fault(307, {"Location": other.url + PATH}))
        wire.send("GET", told.server.url + PATH, {"authorization": "Bearer b", "Cookie": "c", "Accept": "d"})
        assert told.server.asked[0].headers["cookie"] == "c"
        assert {"authorization", "cookie"}.isdisjoint(other.asked[0].headers)
        assert other.asked[0].headers["accept"] == "d"


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "bell\x07", "ключ", "\u202etoken"])
def test_what_cannot_be_a_token_is_refused_without_showing_it(told, token):
    with pytest.raises(CredentialError, match="X_BEARER_TOKEN holds characters") as caught:
        Wire("X", told.terms).trust_with(token, "https://api.x.com", "X_BEARER_TOKEN")
    assert token not in str(caught.value)


def test_a_question_does_not_show_its_headers_or_its_body():
    question = live_line.Question("POST", "https://a.example/", {"Authorization": TOKEN}, TOKEN.encode())
    assert TOKEN not in repr(question)


def lines():
    return [thread for thread in threading.enumerate() if thread.name == "doppelscope-line"]


@pytest.mark.parametrize(
    "fault",
    [Fault(silent=True), Fault(drips=True), Fault(drips_headers=True)],
    ids=["silent", "drips", "drips headers"],
)
def test_nothing_waits_on_for_an_answer_that_was_left(server, fault):
    told = Told(server, timeout=0.3)
    assert told.send(fault, FINE).status == 200
    for thread in lines():
        thread.join(SOON)
        assert not thread.is_alive()


def test_a_question_that_was_left_before_it_was_connected_is_not_sent(server, monkeypatch):
    connected = live_line._connected

    def slowly(entry, timeout):
        connection = connected(entry, timeout)
        time.sleep(0.4)
        return connection

    monkeypatch.setattr(live_line, "_connected", slowly)
    began = time.monotonic()
    told = Told(server, cancelled=lambda: time.monotonic() - began > 0.05)
    with pytest.raises(CancelledError):
        told.send(FINE)
    for thread in lines():
        thread.join(SOON)
        assert not thread.is_alive()
    assert server.asked == []


@pytest.mark.parametrize("location", ["https://[::1", "https://fedi.example:99999/", "//[x]/", "http://[/"])
@pytest.mark.parametrize("allow_local", [True, False])
def test_a_redirect_to_what_is_no_address_is_said_to_be_one(told, location, allow_local):
    told.terms = replace(told.terms, allow_local=True)
    with pytest.raises((AddressError, ServiceError)) as caught:
        told.send(Fault(302, {"Location": location}))
    assert "\x1b" not in str(caught.value)


def test_control_characters_of_a_server_reach_no_message():
    with pytest.raises(AddressError) as caught:
        live_line.Line(timeout=1, allow_local=False).ask(
            live_line.Question("GET", "http://\x1b[31mred.example/"), lambda: None
        )
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(("seconds", "said"), [("59", "59 s"), ("60", "1 min 0 s"), ("843", "14 min 3 s")])
def test_a_long_wait_is_said_in_minutes(told, seconds, said):
    told.send(Fault(429, {"Retry-After": seconds}), FINE)
    assert told.said[0] == f"waiting {said} for X's rate limit"
