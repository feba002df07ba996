"""A process that draws portraits: a member of :mod:`core.drawing_crew`.

The first line of its input names the workspace's folder, each further line a profile to draw, as JSON;
each line of its output names a profile that is done, and whether it could be drawn. It ends when its
input does, so also when whoever began it dies.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

import orjson

from core.gallery import Gallery
from core.workspace import Workspace


def work(orders: IO[bytes], answers: IO[bytes]) -> None:
    r"""Draw what is asked for until nothing more is.

    Parameters
    ----------
    orders, answers : binary files
        As the module says. A portrait that is drawn is kept beside the workspace.

    Examples
    --------
    >>> import io
    >>> answers = io.BytesIO()
    >>> work(io.BytesIO(b'"no/such/folder"\n"x:1"\n'), answers)
    >>> answers.getvalue()
    b'["x:1",false]\n'
    """
    gallery = Gallery(Workspace(Path(orjson.loads(orders.readline()))))
    for order in iter(orders.readline, b""):
        key = orjson.loads(order)
        answers.write(orjson.dumps([key, _is_drawn(gallery, key)], option=orjson.OPT_APPEND_NEWLINE))
        answers.flush()


def _is_drawn(gallery: Gallery, key: str) -> bool:
    try:
        gallery.portrait(key)
    except Exception:  # noqa: BLE001 — whoever asked draws it again and meets the same error, with its name
        return False
    return True


def main() -> None:
    """Work for whoever began this process; whatever a library prints goes to the errors, not among the answers."""
    # Whoever began it may have died meanwhile: nobody is left to answer, or to read a complaint.
    with suppress(BrokenPipeError), os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        work(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
