"""The studies of the planted set that come with the program, as ``media evaluate planted --seed 7 --json`` told them.

Their seed is not the one that the network and its training were tuned on.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from core.model import Study
from core.validation.decoding import decoded

_FILE = Path(__file__).with_name("planted.json")


@cache
def planted_studies() -> tuple[Study, ...]:
    """Give them: with mouth and motion told to their heads in training, then with the class alone.

    Returns
    -------
    tuple of Study
        Each with one section, as :func:`core.media_training.judgement.judge` makes it; its command makes it again.

    Raises
    ------
    FormatError
        If the file is not one.

    Examples
    --------
    >>> [study.sections[0].key for study in planted_studies()]
    ['media', 'media']
    """
    return tuple(decoded(Study, one) for one in json.loads(_FILE.read_bytes()))
