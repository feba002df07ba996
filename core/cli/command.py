"""Doing what was typed."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.output import write
from core.cli.usage import DONE_BY
from core.workspace import default_path

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Run the command that the options name; give its exit status.

    Raises
    ------
    DoppelscopeError
        If it cannot be done; nothing has been printed then.
    """
    module, function = DONE_BY[options.command].split(":")
    answer = getattr(importlib.import_module(module), function)(_folder(options), options)
    write(answer, as_json=options.json)
    return int(answer.status)


def _folder(options: argparse.Namespace) -> Path:
    if options.workspace:
        return Path(options.workspace)
    # invented profiles get a folder of their own, beside the analyst's
    return default_path() / "demo" if options.command == "demo" else default_path()
