"""Run app.py with made-up experiments: ``streamlit run …``; what they find is written down, not computed."""

from __future__ import annotations

import runpy
from pathlib import Path

from components import compute_study
from core.validation.training import training_table
from tests.validation.made_experiment import CARD, FOUND, HOSTILE, LACKING, STOPPED

_ROOT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    compute_study.experiments = lambda: (FOUND, STOPPED, LACKING, HOSTILE)
    compute_study.training = lambda title: training_table(CARD, title)
    runpy.run_path(str(_ROOT / "app.py"), run_name="__main__")
