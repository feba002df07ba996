"""Rows of a map, of measured pairs and of profiles."""

from __future__ import annotations

from core.maps.pair import draw_pairs, map_measures, pair_rows
from core.maps.profile import profile_rows
from core.maps.table import MOST_ROWS, Rows

__all__ = ["MOST_ROWS", "Rows", "draw_pairs", "map_measures", "pair_rows", "profile_rows"]
