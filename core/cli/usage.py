"""What can be typed: every command with its arguments, and where it is done."""

from __future__ import annotations

import argparse

from core import VERSION

DONE_BY = {
    "import": "core.cli.arrival:import_paths",
    "fetch": "core.cli.arrival:fetch_targets",
    "profiles": "core.cli.listing:list_profiles",
    "compare": "core.cli.pair:compare_pair",
    "demo": "core.cli.example:make_example",
}
"""By command, the module and the function that do it: usage and ``--help`` import none of them."""


def parser() -> argparse.ArgumentParser:
    """Give the parser of everything that can be typed after ``python -m core``."""
    top = argparse.ArgumentParser(
        prog="python -m core",
        description="How alike are two social-media profiles, in what, how sure are we?",
    )
    top.add_argument("--version", action="version", version=f"Doppelscope {VERSION}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

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

    fetches = commands.add_parser(
        "fetch", parents=[shared], help="ask X, Mastodon or Bluesky for timelines; the only command that does"
    )
    fetches.add_argument(
        "targets",
        nargs="+",
        metavar="TARGET",
        help="bluesky:HANDLE, mastodon:USER@HOST, x:HANDLE or a profile's address",
    )
    fetches.add_argument(
        "--cap", type=int, default=3_200, metavar="N", help="the most posts of a timeline (default: 3200)"
    )

    commands.add_parser("profiles", parents=[shared], help="list the profiles of a workspace")

    compares = commands.add_parser("compare", parents=[shared], help="measure one pair")
    compares.add_argument("a", metavar="A", help="a key or a handle")
    compares.add_argument("b", metavar="B", help="a key or a handle")
    compares.add_argument("--paper", action="store_true", help="the measures as the paper has them")

    commands.add_parser("demo", parents=[shared], help="make the synthetic demo (default: ./workspace/demo)")
    return top
