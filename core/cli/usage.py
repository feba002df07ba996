"""What can be typed: every command with its arguments, and where it is done."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from core import VERSION
from core.cli.media_usage import add_media

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 — it has no other name

DONE_BY = {
    "import": "core.cli.arrival:import_paths",
    "fetch": "core.cli.arrival:fetch_targets",
    "profiles": "core.cli.listing:list_profiles",
    "label": "core.cli.label:label_profiles",
    "compare": "core.cli.pair:compare_pair",
    "measure": "core.cli.pairs:measure",
    "embed": "core.cli.meaning:embed",
    "score": "core.cli.score:score",
    "train": "core.cli.training:train",
    "validate": "core.cli.validation:validate",
    "persona": "core.cli.persona:persona",
    "safety": "core.cli.safety:judge_contact",
    "recommend": "core.cli.safety:recommend_contacts",
    "media": "core.cli.media:media",
    "imports": "core.cli.keeping:list_imports",
    "delete": "core.cli.keeping:delete",
    "export": "core.cli.keeping:write_bundle",
    "open": "core.cli.keeping:read_bundle",
    "pseudonymise": "core.cli.secrecy:rename_all",
    "lookup": "core.cli.secrecy:look_up",
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

    _add_arrivals(commands, shared)
    commands.add_parser("profiles", parents=[shared], help="list the profiles of a workspace")
    labels = commands.add_parser("label", parents=[shared], help="say to which group each profile belongs")
    labels.add_argument("file", metavar="CSV", help="two columns: profile (key or handle), label or blank")

    compares = commands.add_parser("compare", parents=[shared], help="measure one pair")
    compares.add_argument("a", metavar="A", help="a key or a handle")
    compares.add_argument("b", metavar="B", help="a key or a handle")
    compares.add_argument("--paper", action="store_true", help="the measures as the paper has them")

    measures = commands.add_parser("measure", parents=[shared], help="measure all pairs, as a table")
    measures.add_argument("--out", required=True, metavar="FILE", help="the Parquet file to write")
    measures.add_argument("--pairs", metavar="CSV", help="only these: two columns of keys or handles")
    measures.add_argument("--mode", choices=("default", "paper"), default="default", help="whose measures")
    measures.add_argument("--yes", action="store_true", help="replace the file if it is there")

    embeds = commands.add_parser("embed", parents=[shared], help="turn posts into vectors")
    embeds.add_argument("--model", metavar="NAME|FOLDER", help="what encodes (default: as last time)")
    embeds.add_argument("--translate", choices=("none", "argos"), help="translate posts to English first")
    embeds.add_argument("--texts", type=int, metavar="N", help="how many texts of a profile (default: 200)")
    embeds.add_argument("--download", action="store_true", help="let a name be asked of the hub: a request")
    embeds.add_argument("--list", action="store_true", help="list the models, and what each lacks")

    _add_verdicts(commands, shared)
    _add_personas(commands, shared)
    add_media(commands, shared)
    _add_keeping(commands, shared)
    _add_secrecy(commands, shared)
    commands.add_parser("demo", parents=[shared], help="make the synthetic demo (default: ./workspace/demo)")
    return top


def _add_verdicts(commands: Commands, shared: argparse.ArgumentParser) -> None:
    scores = commands.add_parser(
        "score", parents=[shared], help="weigh what speaks for one operator, pair by pair"
    )
    scores.add_argument("--pairs", required=True, metavar="CSV", help="columns a and b: keys or handles")
    scores.add_argument(
        "--out", required=True, metavar="CSV", help="where to: a, b, bits, probability, missing"
    )
    scores.add_argument("--model", metavar="FILE", help="a model that `train` wrote (default: the product's)")
    scores.add_argument(
        "--one-in", type=float, metavar="N", help="base rate: one pair in N (default: in the other profiles)"
    )
    trains = commands.add_parser("train", parents=[shared], help="learn a one-operator model of your own")
    trains.add_argument("--out", required=True, metavar="FILE", help="the model's JSON; the default stays")
    trains.add_argument("--name", metavar="NAME", help="what it is called (default: as the file)")
    learns = trains.add_mutually_exclusive_group()
    learns.add_argument("--pairs", metavar="CSV", help="decided pairs: a, b, 1 or 0")
    learns.add_argument("--data", metavar="DIR", help="a folder of Parquet tables of timelines")
    validates = commands.add_parser(
        "validate", parents=[shared], help="rerun the experiments behind the numbers"
    )
    validates.add_argument("--data", metavar="DIR", help="on a folder of Parquet tables of timelines")
    validates.add_argument("--out", metavar="FILE", help="write an HTML report with figures")
    validates.add_argument(
        "--only",
        action="append",
        default=[],
        choices=("protocols", "same_account", "controls"),
        help="only this experiment; may be given several times",
    )
    validates.add_argument("--seed", type=int, default=0, metavar="N", help="of every draw (default: 0)")
    for writes in (scores, trains, validates):
        writes.add_argument("--yes", action="store_true", help="replace the file if it is there")


def _add_personas(commands: Commands, shared: argparse.ArgumentParser) -> None:
    personas = commands.add_parser(
        "persona", parents=[shared], help="describe the style of a profile, or `train` its axes from a file"
    )
    personas.add_argument("profile", metavar="PROFILE|train", help="a key or a handle; or the word train")
    personas.add_argument(
        "file", nargs="?", metavar="FILE", help="labelled writers to learn from: CSV, JSONL, folder"
    )
    personas.add_argument("--out", metavar="FILE", help="where `train` writes the model's JSON")
    personas.add_argument("--report", metavar="FILE", help="where `train` writes its figures as HTML")
    personas.add_argument("--name", metavar="NAME", help="what the model is called (default: as the file)")
    personas.add_argument("--model", metavar="FILE", help="a model that `persona train` wrote")
    personas.add_argument("--yes", action="store_true", help="replace files that are there")
    safeties = commands.add_parser("safety", parents=[shared], help="is contact between two advisable?")
    safeties.add_argument("a", metavar="A", help="a key or a handle")
    safeties.add_argument("b", metavar="B", help="a key or a handle")
    recommends = commands.add_parser(
        "recommend", parents=[shared], help="list the safest and least safe contacts of a profile"
    )
    recommends.add_argument("profile", metavar="PROFILE", help="a key or a handle")
    recommends.add_argument("--top", type=int, default=20, metavar="N", help="how many of each (default: 20)")
    for judges in (safeties, recommends):
        judges.add_argument("--paper", action="store_true", help="the factor as the paper has it")


def _add_arrivals(commands: Commands, shared: argparse.ArgumentParser) -> None:
    imports = commands.add_parser("import", parents=[shared], help="read timelines into a workspace")
    imports.add_argument(
        "paths", nargs="+", metavar="PATH", help="files, folders and archives, packed or not, in any mix"
    )
    imports.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="name a table's column; profile may join: profile=a+b",
    )
    imports.add_argument("--zone", metavar="ZONE", help="the zone of times that carry none, such as UTC")
    imports.add_argument("--dates", choices=("day", "month"), help="what 03/04/2020 begins with")
    imports.add_argument("--saved-map", metavar="NAME", help="read tables as saved under this name")
    imports.add_argument("--save-map", metavar="NAME", help="save how tables are read under this name")

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
    for brings in (imports, fetches):
        brings.add_argument(
            "--pseudonyms",
            metavar="KEYFILE",
            help="store everybody under pseudonyms of this key; it is made if it is not there",
        )


def _add_keeping(commands: Commands, shared: argparse.ArgumentParser) -> None:
    commands.add_parser("imports", parents=[shared], help="list the imports of a workspace")
    deletes = commands.add_parser("delete", parents=[shared], help="delete profiles, or an import, for good")
    deletes.add_argument("profiles", nargs="*", metavar="PROFILE", help="a key or a handle")
    deletes.add_argument(
        "--import", dest="import_number", type=int, metavar="N", help="its number in `imports`"
    )
    exports = commands.add_parser("export", parents=[shared], help="write a workspace as one file")
    exports.add_argument("file", metavar="FILE", help="where to")
    for asks in (deletes, exports):
        asks.add_argument("--yes", action="store_true", help="do it without asking back")
    opens = commands.add_parser("open", parents=[shared], help="open an exported workspace as a new folder")
    opens.add_argument("file", metavar="FILE", help="what `export` wrote")


def _add_secrecy(commands: Commands, shared: argparse.ArgumentParser) -> None:
    renames = commands.add_parser(
        "pseudonymise", parents=[shared], help="replace every name in a workspace by its pseudonym"
    )
    finds = commands.add_parser("lookup", parents=[shared], help="say who stands behind a pseudonym")
    finds.add_argument("name", metavar="NAME", help="a pseudonym, a key, a handle or an id")
    for keyed in (renames, finds):
        keyed.add_argument(
            "--key", required=True, metavar="KEYFILE", help="the key's file, outside every workspace"
        )
