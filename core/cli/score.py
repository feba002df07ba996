"""How much speaks for one operator, for any list of pairs, as a table."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from core.cli.output import Answer, said, telling
from core.cli.output_file import check_new, write_whole
from core.csv_list import bare_name, whole_rows
from core.errors import DoppelscopeError, FormatError, InputError
from core.gallery import Gallery
from core.progress import part
from core.text import counted
from core.verdict.chance import default_base_rate, probability
from core.verdict.model_file import default_model, read_model
from core.verdict.score import judge
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from core.model import Verdict

HEAD = ("a", "b", "bits", "probability", "missing")


class _Row(NamedTuple):
    """One line of the list: what it says, the two keys that it means, or why there are none."""

    a: str
    b: str
    pair: tuple[str, str] | None
    why: str | None


def score(folder: Path, options: argparse.Namespace) -> Answer:
    """Score the pairs of a list and write them as CSV, in its order."""
    out = Path(options.out)
    check_new(folder, out, replace=options.yes)
    if options.one_in is not None and not 1 < options.one_in < math.inf:
        message = f"a base rate of one pair in {options.one_in:g} is none; give a number above 1"
        raise InputError(message)
    model = read_model(Path(options.model)) if options.model else default_model()
    workspace = Workspace(folder)
    if not folder.exists():  # a name that was mistyped would become a folder
        message = f"there is no workspace in {folder}; import some timelines first"
        raise InputError(message)
    rows = _read(Path(options.pairs), workspace)
    base = 1 / options.one_in if options.one_in else default_base_rate(max(len(workspace.profiles), 2))
    gallery = Gallery(workspace)
    with telling() as progress:
        gallery.complete(part(progress, 0, 1 / 2))
        judged = judge(
            gallery,
            [row.pair for row in rows if row.pair is not None],
            model,
            progress=part(progress, 1 / 2, 1),
        )
    _write(out, rows, [judged.verdict(at) for at in range(len(judged.names))], base)
    record = {
        "workspace": said(folder),
        "label": workspace.label,
        "file": said(out),
        "model": model.name,
        "base_rate": base,
        "n_pairs": len(rows),
        "n_scored": sum(why is None for why in judged.missing),
        "doubts": list(judged.doubts),
    }
    return Answer(record, _lines(record))


def _read(source: Path, workspace: Workspace) -> list[_Row]:
    """Read a list of pairs, line by line; one that names nobody is a line all the same."""
    cells = [row for _, row in whole_rows(source)]
    columns = [cell.strip().casefold() for cell in cells[0]] if cells else []
    at_a, at_b = 0, 1
    if {"a", "b"} <= set(columns):
        at_a, at_b = columns.index("a"), columns.index("b")
        cells = cells[1:]
    if not cells:
        message = f"{source} names no pair; give two columns, a and b"
        raise FormatError(message)
    find = _Finder(workspace)
    return [find.row(row, at_a, at_b) for row in cells]


class _Finder:
    """Finds profiles by key or handle, each name once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._found: dict[str, tuple[str | None, str | None]] = {
            key: (key, None) for key in workspace.profiles["key"]
        }

    def row(self, cells: Sequence[str], at_a: int, at_b: int) -> _Row:
        """Give what one line means."""
        a, b = (cells[at] if at < len(cells) else "" for at in (at_a, at_b))
        if len(cells) <= max(at_a, at_b):
            least = max(at_a, at_b) + 1
            return _Row(a, b, None, f"the line has {counted(len(cells), 'cells')}, not {least}")
        (key_a, why_a), (key_b, why_b) = self._find(a), self._find(b)
        if key_a is None or key_b is None:
            return _Row(a, b, None, why_a or why_b)
        if key_a == key_b:
            return _Row(a, b, None, "both are one profile of this workspace")
        return _Row(a, b, (key_a, key_b), None)

    def _find(self, cell: str) -> tuple[str | None, str | None]:
        name = bare_name(cell)
        if name not in self._found:
            try:
                self._found[name] = (self._workspace.find(name), None)
            except DoppelscopeError as error:
                self._found[name] = (None, " ".join(str(error).split()))
        return self._found[name]


def _write(out: Path, rows: Sequence[_Row], verdicts: Sequence[Verdict], base_rate: float) -> None:
    """Write the table; names are echoed as they were given."""
    left = iter(verdicts)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for row in rows:
        cells = ("", "", row.why) if row.pair is None else _cells(next(left), base_rate)
        writer.writerow((row.a, row.b, *cells))
    write_whole(out, text.getvalue().encode("utf-8", "backslashreplace"))


def _cells(verdict: Verdict, base_rate: float) -> tuple[Any, Any, str]:
    """Give bits, probability and what is missing: a probability is where the verdict has doubts."""
    if verdict.bits is None:
        return "", "", verdict.missing or ""
    if not verdict.is_calibrated:
        return verdict.bits, "", f"no probability: {'; '.join(verdict.doubts)}"
    chance = probability(verdict.bits, base_rate)
    return verdict.bits, chance if math.isfinite(chance) else "", ""


def _lines(record: dict[str, Any]) -> list[str]:
    lines = [record["label"]] if record["label"] else []
    lines.append(
        f"{counted(record['n_scored'], 'pairs')} of {record['n_pairs']:,} scored, in {record['file']}"
    )
    lines.append(
        f"model: {record['model']}; probabilities at a base rate of one pair in {1 / record['base_rate']:,.0f}"
    )
    if record["doubts"]:
        lines.append(
            "this workspace is unlike those of the training, so there are bits and no probabilities:"
        )
        lines += [f"  {doubt}" for doubt in record["doubts"]]
    return lines
