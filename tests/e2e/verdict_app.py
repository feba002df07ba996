"""Run app.py with a one-operator model to which the demo is no strange place: ``streamlit run``.

The model that ships was learned on real timelines, and says of invented ones that no probability can be
given. Here a made-up model takes its place, so that there is a probability to be moved.
"""

from __future__ import annotations

import runpy
from functools import partial
from pathlib import Path

from components import compute_verdict
from core.verdict import score
from core.verdict.model import Crowd, Model, Part
from core.verdict.score import is_learned, judge

_ROOT = Path(__file__).resolve().parents[2]
_WORTH = {"words": (0.9, -1.0), "mentions": (0.7, -0.5), "style": (0.5, -0.2)}

MADE = Model(
    name="made up",
    knee=5.0,
    parts=tuple(
        Part(
            view=view,
            weight=weight,
            start=start,
            growth=0.1,
            least=50.0,
            most=20_000.0,
            draws=tuple((weight * (0.9 + 0.02 * n), start, 0.1) for n in range(11)),
        )
        for view, (weight, start) in _WORTH.items()
    ),
    crowd=Crowd(
        n_profiles=(30, 10_000),
        usual=dict.fromkeys(_WORTH, (-1.0, 1.0)),
        strong_share=1.0,
        languages=("de", "en", "es", "fr"),
        platforms=("bluesky", "mastodon", "x"),
    ),
)
"""Worth some thirteen bits to the pair that the demo opens with."""

if __name__ == "__main__":
    compute_verdict.judge = partial(judge, model=MADE)
    # the demo's pair shares twelve posts word by word, which alone would keep a probability back
    score.copy_doubts = lambda _block, rows: [()] * len(rows)
    compute_verdict.is_learned = partial(is_learned, model=MADE)
    runpy.run_path(str(_ROOT / "app.py"), run_name="__main__")
