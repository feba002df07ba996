"""``python -m core …``: the command-line twin of the pages."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from core import VERSION
from core.errors import DoppelscopeError

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130  # as shells have it


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core",
        description="How alike are two social-media profiles, in what, how sure are we?",
    )
    parser.add_argument("--version", action="version", version=f"Doppelscope {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--workspace", metavar="DIR", help="the workspace's folder (default: ./workspace)")
    shared.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    imports = commands.add_parser("import", parents=[shared], help="read timelines into a workspace")
    imports.add_argument("paths", nargs="+", metavar="PATH", help="files, folders and zips, in any mix")
    imports.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="name a table's column; profile may join: profile=a+b",
    )
    imports.add_argument("--zone", metavar="ZONE", help="the zone of times that carry none, such as UTC")

    commands.add_parser("profiles", parents=[shared], help="list the profiles of a workspace")

    compares = commands.add_parser("compare", parents=[shared], help="measure one pair")
    compares.add_argument("a", metavar="A", help="a key or a handle")
    compares.add_argument("b", metavar="B", help="a key or a handle")
    compares.add_argument("--paper", action="store_true", help="the measures as the paper has them")

    commands.add_parser("demo", parents=[shared], help="make the synthetic demo (default: ./workspace/demo)")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give the exit status: 0 done, 1 our error, 2 usage."""
    options = _parser().parse_args(arguments)
    from core import command  # noqa: PLC0415 — usage and --help need none of its imports

    try:
        command.run(options)
        sys.stdout.flush()
    except DoppelscopeError as error:
        print(f"doppelscope: {command.printable(' '.join(str(error).split()))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("doppelscope: stopped; what was not yet imported is not imported", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # whoever read has read enough; the interpreter must not find the pipe when it closes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
