"""What can be typed after ``media``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 — it has no other name

_PARTS = ("faces", "expressions", "objects", "actions", "speech", "text_in_frames")
_OPTIONAL = ("whisper-base", "whisper-tiny.en")


def add_media(commands: Commands, shared: argparse.ArgumentParser) -> Commands:
    """Add ``media`` and its actions; give them, so that others can be added."""
    top = commands.add_parser("media", help="say what is seen and heard in pictures and video (an extra)")
    actions = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    looks = actions.add_parser(
        "analyse", parents=[shared], help="analyse files; none of them stops the others"
    )
    looks.add_argument("files", nargs="+", metavar="FILE", help="pictures, videos, sounds, in any mix")
    looks.add_argument(
        "--without", action="append", default=[], choices=_PARTS, help="what not to look for; several times"
    )
    makes = actions.add_parser(
        "prepare", parents=[shared], help="make the weights of what `make media` fetched"
    )
    makes.add_argument("fetched", metavar="DIR", help="the folder with the packages' archives")
    makes.add_argument(
        "--without", action="append", default=[], choices=_OPTIONAL, help="which not to make; several times"
    )
    for one in (looks, makes):
        one.add_argument("--models", metavar="DIR", help="the folder of the weights (default: ./models)")
    return actions
