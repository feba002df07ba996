"""Which hosts may be reached: names of the public internet, and nothing of ours.

A host typed by a user, or named by a server in a redirect, must not lead back into the analyst's own
network. So a name is checked as it is written, and every address it resolves to is checked before a
connection is made to that very address (:mod:`core.sources.live_wire`): a name that resolves to one
address for the check and to another for the connection gains nothing.
"""

from __future__ import annotations

import re
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from core.errors import AddressError

_MAX_NAME = 253
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# A last label like this makes a resolver read the whole as an address: 127.1, 2130706433, 0x7f.1
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Names that lead to this machine or this network (RFC 6761, RFC 6762, RFC 8375), or to no network.
_LOCAL_NAMES = frozenset({"localhost", "local", "internal", "intranet", "lan", "home", "corp", "onion"})
_LOCAL_DOMAINS = (".localdomain", ".home.arpa", ".in-addr.arpa", ".ip6.arpa")
# Not on the public internet either, though `ipaddress` says so only since newer versions of Python.
_CLOSED_4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
_CLOSED_6 = IPv6Network("3fff::/20")
_UNICAST_6 = IPv6Network("2000::/3")
# Where IPv6 addresses carry an IPv4 address to which they lead, and by how many bits it is shifted.
_CARRIERS = (
    (IPv6Network("::ffff:0:0/96"), 0),
    (IPv6Network("::ffff:0:0:0/96"), 0),
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),
)


def public_name(typed: str) -> str:
    """Give a host's name as it is looked up: lower-case, ASCII.

    Parameters
    ----------
    typed : str
        What a user wrote, or a server named.

    Raises
    ------
    AddressError
        If it is not the name of a public server: an address in any spelling, a name of the local
        network, a port or a password with it.

    Examples
    --------
    >>> public_name("Mastodon.Social"), public_name("bücher.example")
    ('mastodon.social', 'xn--bcher-kva.example')
    >>> public_name("127.1")
    Traceback (most recent call last):
    ...
    core.errors.AddressError: '127.1' is an address; write the server's name alone, such as mastodon.social
    """
    name = typed.strip().rstrip(".").casefold()
    with suppress(UnicodeError):
        name = name.encode("idna").decode("ascii").casefold()
    labels = name.split(".")
    if ":" in name or _NUMBER.fullmatch(labels[-1]):
        what = "is an address" if _NUMBER.fullmatch(labels[-1]) else "holds a port or an address"
        message = f"{typed[:_MAX_NAME]!r} {what}; write the server's name alone, such as mastodon.social"
        raise AddressError(message)
    if len(name) > _MAX_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        message = f"{typed[:_MAX_NAME]!r} is no name of a server; write one like mastodon.social"
        raise AddressError(message)
    if len(labels) == 1 or labels[-1] in _LOCAL_NAMES or name.endswith(_LOCAL_DOMAINS):
        message = f"{name} is a name of a local network; only public servers are asked"
        raise AddressError(message)
    return name


def is_public(address: str) -> bool:
    """Tell whether an address lies on the public internet.

    An IPv6 address that leads to an IPv4 address (mapped, translated, 6to4) is as public as that one.

    Examples
    --------
    >>> [is_public(a) for a in ("93.184.216.34", "10.0.0.1", "169.254.169.254", "224.0.0.1")]
    [True, False, False, False]
    >>> [is_public(a) for a in ("2606:4700::1111", "::1", "fe80::1%eth0", "::ffff:127.0.0.1")]
    [True, False, False, False]
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public_4(found) if isinstance(found, IPv4Address) else _is_public_6(found)


def _is_public_4(address: IPv4Address) -> bool:
    closed = address.is_multicast or address.is_reserved or any(address in net for net in _CLOSED_4)
    return address.is_global and not closed


def _is_public_6(address: IPv6Address) -> bool:
    for network, shift in _CARRIERS:
        if address in network:
            return _is_public_4(IPv4Address(int(address) >> shift & 0xFFFFFFFF))
    return address in _UNICAST_6 and address.is_global and address not in _CLOSED_6


def check_address(host: str, address: str) -> None:
    """Refuse an address that a host resolved to, or that a connection has reached.

    Raises
    ------
    AddressError
        If it is not on the public internet; the message names host and address.

    Examples
    --------
    >>> check_address("a.example", "192.168.0.1")
    Traceback (most recent call last):
    ...
    core.errors.AddressError: a.example leads to 192.168.0.1, which is not on the public internet; it is not asked
    """
    if not is_public(address):
        message = f"{host} leads to {address}, which is not on the public internet; it is not asked"
        raise AddressError(message)
