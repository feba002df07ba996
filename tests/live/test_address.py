"""Which hosts may be reached."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import AddressError, FetchError
from core.sources.address import check_address, is_public, public_name

CLOSED = [
    "0.0.0.0",  # noqa: S104 — nothing is bound
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
    "",
]
OPEN = [
    "1.1.1.1",
    "93.184.216.34",
    "223.255.255.254",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]
NO_NAMES = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.0x1",
    "[::1]",
    "::1",
    "::ffff:127.0.0.1",
    "fe80::1%eth0",
    "①②⑦.⓪.⓪.①",
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "printer",
    "nas.local",
    "router.lan",
    "db.internal",
    "box.home.arpa",
    "a.onion",
    "1.0.0.127.in-addr.arpa",
    "host.example:8080",
    "user@host.example",
    "user:pass@host.example",
    "host.example/path",
    "host.example?q",
    "host.example#f",
    "host example",
    "host.example\n",
    "ho\x00st.example",
    "\u202ehost.example",
    "..",
    ".",
    "",
    "-a.example",
    "a-.example",
    "a..example",
    f"{'a' * 64}.example",
    f"{'a.' * 130}example",
]


@pytest.mark.parametrize("address", CLOSED)
def test_what_is_not_on_the_public_internet_is_refused(address):
    assert not is_public(address)
    with pytest.raises(AddressError, match="not on the public internet"):
        check_address("host.example", address)


@pytest.mark.parametrize("address", OPEN)
def test_what_is_on_the_public_internet_is_let_through(address):
    assert is_public(address)
    check_address("host.example", address)


@given(st.ip_addresses(v=4))
def test_an_address_inside_ipv6_is_as_public_as_it_is_itself(address):
    number = int(address)
    carriers = [
        f"::ffff:{address}",
        f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}",
        f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1",
    ]
    assert {is_public(carrier) for carrier in carriers} == {is_public(str(address))}


@given(st.ip_addresses())
def test_nothing_that_the_standard_library_calls_local_is_public(address):
    mapped = getattr(address, "ipv4_mapped", None)
    seen = mapped or address
    local = seen.is_loopback or seen.is_link_local or seen.is_multicast or seen.is_unspecified
    reserved = isinstance(seen, IPv4Address) and (seen.is_private or seen.is_reserved)
    assert not ((local or reserved) and is_public(str(address)))


@pytest.mark.parametrize("typed", [name for name in NO_NAMES if name != "host.example\n"])
def test_what_is_no_name_of_a_public_server_is_refused(typed):
    with pytest.raises(AddressError):
        public_name(typed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mastodon.social", "mastodon.social"),
        ("Mastodon.Social.", "mastodon.social"),
        (" host.example\n", "host.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("mastodon。social", "mastodon.social"),
        ("a_b.example", "a_b.example"),
        ("9.example", "9.example"),
        ("notlocaldomain.example", "notlocaldomain.example"),
    ],
)
def test_a_name_of_a_public_server_is_written_as_it_is_looked_up(typed, name):
    assert public_name(typed) == name


@given(st.text(max_size=60))
def test_any_text_is_a_name_of_letters_and_digits_or_refused(text):
    try:
        name = public_name(text)
    except FetchError:
        return
    assert name.isascii()
    assert not set(name) & set(" /\\@:?#[]%\n\0")
    assert public_name(name) == name
    with pytest.raises(ValueError, match="does not appear"):
        ip_address(name)
