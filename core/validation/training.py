"""What a model says of how it was made, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.model import Column, Table
from core.validation.wording import moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model import Cell


def training_table(card: Mapping[str, Any], title: str) -> Table:
    """Give a training card as a table of two columns, in its order.

    Parameters
    ----------
    card : mapping
        What was noted at the training: texts and numbers; lists and mappings in it are told in a line.
    title : str
        Of the table.

    Examples
    --------
    >>> training_table({"made_at": "2026-11-22T10:15Z", "n_pairs": 36_000, "bounds": [0.2, 0.8]}, "The model").rows
    (('Made at', '22 Nov 2026, 10:15 UTC'), ('N pairs', 36000), ('Bounds', '0.2, 0.8'))
    """
    rows = tuple(
        (_words(name), moment(value) if name.endswith("_at") and isinstance(value, str) else _cell(value))
        for name, value in card.items()
    )
    columns = (Column("What was noted"), Column("Value"))
    return Table(
        "training", title, "Noted when the model was fitted; it comes with the model.", columns, rows
    )


def _words(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{_words(str(name)).lower()} {one}" for name, one in value.items())
    return str(value)
