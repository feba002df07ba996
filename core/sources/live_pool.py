"""Connections of urllib3 that are made by us: it never looks up a name or dials by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable

    import urllib3

_HTTPS_PORT = 443
_CONNECT_SECONDS = 10.0


def _public_trust() -> ssl.SSLContext:
    """Believe the system's authorities, which a company may add to, and the public ones."""
    import ssl  # noqa: PLC0415 — every import of a file would pay for it

    import certifi  # noqa: PLC0415

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def pool_over(
    dial: Callable[[str, int, float], socket.socket], trust: ssl.SSLContext | None, *, plain: bool
) -> urllib3.PoolManager:
    """Make urllib3 connect through ``dial``; proxies named by the environment are not used.

    Parameters
    ----------
    dial : callable
        Given host, port and seconds, gives a connection.
    trust : ssl.SSLContext or None
        Whose certificates are believed; None: the system's and the public ones.
    plain : bool
        Whether ``http`` is spoken besides ``https``.
    """
    import urllib3  # noqa: PLC0415 — every import of a file would pay for it
    from urllib3.connection import HTTPConnection, HTTPSConnection  # noqa: PLC0415
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool  # noqa: PLC0415

    def dialled(connection: HTTPConnection) -> socket.socket:
        timeout = connection.timeout
        seconds = float(timeout) if isinstance(timeout, int | float) else _CONNECT_SECONDS
        return dial(connection.host, connection.port or _HTTPS_PORT, seconds)

    class Plain(HTTPConnection):
        _new_conn = dialled

    class Secure(HTTPSConnection):
        _new_conn = dialled

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    manager = urllib3.PoolManager(ssl_context=trust or _public_trust())
    manager.pool_classes_by_scheme = {"https": SecurePool}
    if plain:
        manager.pool_classes_by_scheme["http"] = PlainPool
    return manager
