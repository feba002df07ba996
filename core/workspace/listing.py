"""The list of profiles as readers see it: one line a user, whatever the keys it is stored under."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from core.keys import split_key
from core.schema import PROFILES
from core.workspace.summary import SUMMARY

if TYPE_CHECKING:
    from core.identities import Identities


def listed(stored: pd.DataFrame, unions: pd.DataFrame, identities: Identities) -> pd.DataFrame:
    """List the profiles that have posts, most posts first.

    Parameters
    ----------
    stored : DataFrame
        Every stored key, columns as ``SUMMARY`` and the key it unifies to, ``unified``.
    unions : DataFrame
        The counts of those who are stored under several keys, by unified key.
    identities : Identities
        For a handle where no record of a profile gives one.

    Returns
    -------
    DataFrame
        Columns as ``SUMMARY``.
    """
    frame = stored.sort_values("fetched_at", kind="stable", na_position="first")
    told = frame.groupby("unified", sort=False)[PROFILES.names[1:]].last()
    counted = frame[frame["n_posts"].notna()].set_index("unified")[SUMMARY.names[len(PROFILES) :]]
    exact = unions[counted.columns].astype(counted.dtypes.to_dict())
    found = pd.concat([counted.drop(index=exact.index), exact]).join(told)
    found.index.name = "key"
    unnamed = found.index[found["handle"].isna()].tolist()
    handles = pd.Series(identities.handles(unnamed), index=unnamed, dtype="str")
    found["handle"] = found["handle"].fillna(handles)
    ids = {key: split_key(key)[1] for key in found.index}
    found["user_id"] = found["user_id"].fillna(pd.Series(ids, dtype="str"))
    ranked: pd.DataFrame = found.reset_index().sort_values(["n_posts", "key"], ascending=[False, True])
    return ranked.reset_index(drop=True).reindex(columns=SUMMARY.names)
