"""Modules that cannot be imported without an extra are not asked for their examples where it is not installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

HERE = Path(__file__).resolve().parent
NETWORK = HERE / "core" / "persona" / "media"
OF_TORCH = {
    HERE / "core" / "cli" / "media_training.py",
    *(HERE / "core" / "media_training").glob("*.py"),
    *(NETWORK / f"{name}.py" for name in ("block", "stem", "inception_resnet", "cascade", "head")),
    *(NETWORK / f"{name}.py" for name in ("persona_network", "network_file", "pretrained")),
}
HAS_TORCH = importlib.util.find_spec("torch") is not None


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what needs torch, where there is none."""
    return True if not HAS_TORCH and collection_path in OF_TORCH else None


def pytest_report_header() -> list[str]:
    """Say so."""
    return [] if HAS_TORCH else [f"torch is not installed: examples of {len(OF_TORCH)} modules are left out"]
