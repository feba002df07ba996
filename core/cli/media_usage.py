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
    _add_without(looks)
    makes = actions.add_parser(
        "prepare", parents=[shared], help="make the weights of what `make media` fetched"
    )
    makes.add_argument("fetched", metavar="DIR", help="the folder with the packages' archives")
    makes.add_argument(
        "--without", action="append", default=[], choices=_OPTIONAL, help="which not to make; several times"
    )
    learns = actions.add_parser(
        "train", parents=[shared], help="train the network on labelled files, or on `planted` ones"
    )
    judges = actions.add_parser("evaluate", parents=[shared], help="judge the network by folds of persons")
    for one in (learns, judges):
        _add_learning(one)
    judges.add_argument("--network", metavar="FILE", help="judge this one, on a set that it has not seen")
    judges.add_argument(
        "--fold", type=int, action="append", default=[], metavar="K", help="only this fold; several times"
    )
    judges.add_argument("--report", metavar="FILE", help="write an HTML report")
    judges.add_argument("--yes", action="store_true", help="replace the report if it is there")
    ties = _add_tying(actions, shared)
    for one in (looks, ties, makes, learns, judges):
        one.add_argument("--models", metavar="DIR", help="the folder of the weights (default: ./models)")
    return actions


def _add_without(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--without", action="append", default=[], choices=_PARTS, help="what not to look for; several times"
    )


def _add_tying(actions: Commands, shared: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add what ties files to profiles; give the one that looks at them."""
    ties = actions.add_parser("attach", parents=[shared], help="look at files and tie them to a profile")
    lists = actions.add_parser("list", parents=[shared], help="list the files that are tied to a profile")
    drops = actions.add_parser("detach", parents=[shared], help="remove what is kept of a file")
    for one in (ties, lists, drops):
        one.add_argument("profile", metavar="PROFILE", help="a key or a handle")
    ties.add_argument("files", nargs="+", metavar="FILE", help="pictures, videos, sounds, in any mix")
    ties.add_argument(
        "--post", metavar="ID", help="the post that they belong to (default: as their names say)"
    )
    _add_without(ties)
    drops.add_argument("sha256", metavar="SHA256", help="the checksum that `list` shows, or its beginning")
    return ties


def _add_learning(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "data", metavar="DIR|CSV|planted", help="LABEL/PERSON/FILE, a list (file, person, label), or the word"
    )
    one.add_argument("--out", required=True, metavar="DIR", help="where clips, checkpoints and network lie")
    one.add_argument(
        "--classes-alone",
        action="store_true",
        help="of `planted`: tell the class, and not mouth and motion too",
    )
    one.add_argument("--paper-size", action="store_true", help="54 M parameters instead of the small network")
    one.add_argument("--epochs", type=int, metavar="N", help="at most (default: 12)")
    one.add_argument("--threads", type=int, metavar="N", help="of the processor (default: 2)")
    one.add_argument("--seed", type=int, metavar="N", help="of every draw (default: 0)")
    one.add_argument("--pretrained", metavar="FILE|DIR|NAME", help="weights to begin from")
    one.add_argument("--download", action="store_true", help="let a name be asked of the hub: a request")
