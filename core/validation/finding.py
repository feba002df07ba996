"""What the experiment on the same account in other years measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    from core.validation.detection import Trial

CLOSED, OPEN = "closed", "open"
KINDS = (CLOSED, OPEN)


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """Trials by posts a side and kind of pool, and what is needed to read them.

    ``baselines`` are those of ``main_size``, by name and kind of pool; ``hard`` is of whole captures of
    one account that share few texts, and ``weeks`` of odd and even weeks, None where there are none.
    ``names`` are the accounts by number, ``groups`` the group of each (None where unlabelled), ``gaps``
    the days between its two sides by size. ``elsewhere`` holds, by group, open pools of that group
    alone, judged by models that saw no account of it.
    """

    main_size: int
    trials: Mapping[tuple[int, str], Trial]
    baselines: Mapping[tuple[str, str], Trial]
    hard: Trial | None
    weeks: Trial | None
    elsewhere: Mapping[str, Trial]
    names: tuple[str, ...]
    groups: tuple[str | None, ...]
    gaps: Mapping[int, npt.NDArray[np.int64]]
    n_unknown: int
