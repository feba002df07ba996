"""The profiles of a workspace as they are shown: in a table, and by one line each in the pickers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from core.model import KINDS
from figures.label import plain

if TYPE_CHECKING:
    from collections.abc import Mapping


def table(profiles: pd.DataFrame) -> pd.DataFrame:
    """Lay profiles out, one row each, in their order."""
    handles = profiles["handle"].fillna("")
    kinds = {kind: "Replies" if kind == "reply" else f"{kind.capitalize()}s" for kind in KINDS}
    return pd.DataFrame(
        {
            "Profile": [
                f"@{plain(handle, None)}" if handle else key
                for handle, key in zip(handles, profiles["key"], strict=True)
            ],
            "Name": [plain(name, 60) for name in profiles["name"].fillna("")],
            "Platform": profiles["platform"],
            "Posts": profiles["n_posts"].astype("int64"),
            **{name: profiles[f"n_{kind}"].astype("int64") for kind, name in kinds.items()},
            "First": profiles["first"].dt.strftime("%Y-%m-%d"),
            "Last": profiles["last"].dt.strftime("%Y-%m-%d"),
            "Key": profiles["key"],
        }
    )


def labelled(table: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Give laid out profiles with a column of their labels, where some profile has one.

    Examples
    --------
    >>> shown = pd.DataFrame({"Profile": ["@ann", "@bob"], "Name": ["", ""], "Key": ["x:1", "x:2"]})
    >>> labelled(shown, {"x:2": "press"})["Label"].tolist(), "Label" in labelled(shown, {})
    (['', 'press'], False)
    """
    if not labels:
        return table
    found = table.copy(deep=False)
    place = found.columns.tolist().index("Name") + 1
    found.insert(place, "Label", [plain(labels.get(key, ""), None) for key in table["Key"]])
    return found


def labels(profiles: pd.DataFrame) -> dict[str, str]:
    """Say each profile so that no two are called alike: handle, name, and the key where handles repeat."""
    handles = profiles["handle"].fillna("").tolist()
    names = profiles["name"].fillna("").tolist()
    called = Counter(handle.casefold() for handle in handles)
    found = {}
    for key, handle, name in zip(profiles["key"], handles, names, strict=True):
        shown = f"@{plain(handle, None)}" if handle else key
        if name and _letters(name) != _letters(handle):
            shown += f" · {plain(name, 24)}"
        found[key] = f"{shown} ({key})" if handle and called[handle.casefold()] > 1 else shown
    return found


def _letters(text: str) -> str:
    """Give what a name and a handle have in common where one only repeats the other."""
    return "".join(character for character in text.casefold() if character.isalnum())
