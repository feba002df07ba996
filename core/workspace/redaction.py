"""What a report of an import may still say once profiles have been deleted."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from core.keys import split_key
from core.workspace.manifest import NOTED

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.workspace.manifest import FileReport, ImportReport

MASK = "[deleted]"


def redacted(report: ImportReport, keys: Collection[str]) -> ImportReport:
    """Take out of a report what may quote or name some users.

    Reasons of refused rows go, all of them: they quote rows, and nobody can tell whose a row was that
    could not be read. How many were refused stays. Handles and ids are masked in the names of files and
    in what is said of whole files.

    Parameters
    ----------
    keys : collection of str
        Of the users, by id and by handle.

    Examples
    --------
    >>> from core.workspace import FileReport, ImportReport
    >>> file = FileReport("Ann_2024.csv", "table", refused=1, reasons=(("row 2", "no time: hello"),))
    >>> redacted(ImportReport(1, "2025-01-01", (file,)), {"x:@ann"}).files[0].name
    '[deleted]_2024.csv'
    """
    names = {name for key in keys for name in split_key(key)[1:] if name}
    # "ann" is masked in "ann_2024.csv", not in "planning.csv"
    said = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"(?<![^\W_])(?:{said})(?![^\W_])", re.IGNORECASE) if names else None
    return replace(report, files=tuple(_file(file, pattern) for file in report.files))


def _file(file: FileReport, pattern: re.Pattern[str] | None) -> FileReport:
    def masked(text: str) -> str:
        return pattern.sub(MASK, text) if pattern else text

    return replace(
        file,
        name=masked(file.name),
        signature=masked(file.signature),
        skipped=file.skipped and masked(file.skipped),
        reasons=tuple((place, masked(why)) for place, why in file.reasons if place in NOTED),
    )
