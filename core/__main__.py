"""``python -m core …``: the command-line twin of the pages."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from core.cli.output import printable
from core.cli.usage import parser
from core.errors import DoppelscopeError

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130  # as shells have it
_NOTHING = "what was not yet done is not done"
_LEFT = {
    "import": "what was not yet imported is not imported",
    "fetch": "what arrived is kept, fetching again goes on from there",
    "measure": "what was measured is kept beside the file, measuring again goes on from there",
    "embed": "what was embedded is kept, embedding again goes on from there",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give the exit status: 0 done, 1 our error, 2 usage, 130 stopped."""
    options = parser().parse_args(arguments)
    from core.cli import command  # noqa: PLC0415 — usage and --help need none of its imports

    try:
        status = command.run(options)
        sys.stdout.flush()
    except DoppelscopeError as error:
        print(f"doppelscope: {printable(' '.join(str(error).split()))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"doppelscope: stopped; {_LEFT.get(options.command, _NOTHING)}", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # whoever read has read enough; the interpreter must not find the pipe when it closes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


if __name__ == "__main__":
    sys.exit(main())
