"""What an import says of its files, under pseudonyms: names of files and reasons can quote people."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from core.sources.options import zone_told

if TYPE_CHECKING:
    from core.pseudonyms.naming import Pseudonyms
    from core.workspace.manifest import FileReport, ImportReport

LIVE = "live_"
_ENDINGS = frozenset(
    [
        ".csv",
        ".tsv",
        ".tab",
        ".txt",
        ".json",
        ".jsonl",
        ".ndjson",
        ".js",
        ".parquet",
        ".car",
        ".zip",
        ".gz",
        ".bz2",
        ".xz",
        ".tgz",
        ".tar",
        ".har",
        ".yaml",
        ".yml",
    ]
)
_PLACE = re.compile(
    r"(?i)\b(?:after|row|post|page|line|item|record|reply|tweet|status|block|file|from|to|of|end|the|account|stopped|label)\b|(?<![\w.])\d{1,3}(?:,?\d{3}){0,2}(?![\w.])"
)
# A quotation opens after a blank or a bracket, an apostrophe after a letter.
_QUOTED = re.compile(
    r"""(?<![^\s(\[{=:,])(?:'[^']*(?:'|\Z)|"[^"]*(?:"|\Z))|\([^)]*(?:\)|\Z)|\[[^\]]*(?:\]|\Z)"""
)
_NUMBER = re.compile(r"\d{7,}")
# What is kept of why a fetch ended: words that a service cannot have written, and that name nobody.
_HARMLESS = re.compile(
    r"\Athe fetch was stopped(?: before anything of it had arrived|; what had arrived is kept, and the next fetch goes on from there)?\Z|rate limit holds for another \d+ min; fetch again then\Z|gave no answer within [\d.]+ s"
)
_LEFT_OUT = "the reason may name the account, so it is not kept under pseudonyms"


def file_name(name: str, names: Pseudonyms) -> str:
    """Give the pseudonym of a file, with its ending; a target of a fetch goes by its handle."""
    platform, colon, handle = name.partition(":")
    if colon and platform in {"x", "mastodon", "bluesky"} and handle and "/" not in handle:
        return f"{platform}:{names.handle(platform, handle)}"
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    return f"{names.one('file', '', name)}{ending if ending in _ENDINGS else ''}"


def place(said: str) -> str:
    """Keep of a place in a file what counts: "row 7", "page 2, post 3".

    >>> place("ann/tweets.js, post 3"), place("row 12"), place("the end of the file")
    ('post 3', 'row 12', 'the end of the file')
    """
    return " ".join(_PLACE.findall(said))


def reason(said: str, file: str, at: str, names: Pseudonyms) -> str:
    """Give a reason without what it quotes, puts in brackets or takes from the name of its file.

    What is said of a whole fetch names the account, so hardly any of it is kept.
    """
    if file.partition(":")[0] in {"x", "mastodon", "bluesky"} and at in {"stopped", "account"}:
        harmless = _HARMLESS.search(said)
        return harmless.group() if harmless else _LEFT_OUT
    shown = file_name(file, names)
    for part in sorted({file, PurePosixPath(file.replace("\\", "/")).name}, key=len, reverse=True):
        said = said.replace(part, shown) if part else said
    plain = _NUMBER.sub("…", _QUOTED.sub("…", said))
    return names.text("x", plain)


def file_report(report: FileReport, names: Pseudonyms) -> FileReport:
    """Give the report of one file under pseudonyms.

    Its digest, by which whoever has the file would know it, becomes a pseudonym too; the mark of a
    fetch, which holds ids, and the names of columns are dropped, so that the next fetch of the profile asks for everything.
    """
    is_live = (report.source or "").startswith(LIVE)
    skipped = report.skipped
    if skipped is not None:
        skipped = reason(skipped, report.name, "stopped", names)
    return replace(
        report,
        name=file_name(report.name, names),
        sha256=report.sha256 and names.one("digest", "", report.sha256),
        signature="" if is_live else f"|{zone_told(report.signature) or ''}",
        skipped=skipped,
        reasons=tuple((place(at), reason(why, report.name, at, names)) for at, why in report.reasons),
    )


def import_report(report: ImportReport, names: Pseudonyms) -> ImportReport:
    """Give the report of an import under pseudonyms."""
    return replace(report, files=tuple(file_report(file, names) for file in report.files))
