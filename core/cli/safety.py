"""Whether contact between two profiles is advisable, and whom of a workspace one profile had best meet."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from core.cli.output import Answer, said, telling
from core.cli.persona_media import media_record, media_words
from core.errors import InputError
from core.gallery import Gallery
from core.model.persona import CAVEAT
from core.progress import part
from core.safety.judge import learn, safety
from core.safety.recommend import recommend
from core.safety.weight import SafetyParams
from core.text import counted
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from core.model.safety import Safety


def judge_contact(folder: Path, options: argparse.Namespace) -> Answer:
    """Give the safety factor of one pair, and what it is made of."""
    workspace = Workspace(folder)
    a, b = (workspace.find(name) for name in (options.a, options.b))
    gallery = Gallery(workspace)
    with telling() as progress:
        gallery.complete(part(progress, 0, 1 / 2))
        learn(gallery, progress=part(progress, 1 / 2, 1))
        found = safety(gallery, a, b, _params(options))
    record = {"workspace": said(folder), "label": workspace.label, **safety_record(found), "caveat": CAVEAT}
    lines = [workspace.label] if workspace.label else []
    names = _name(workspace, a), _name(workspace, b)
    return Answer(record, [*lines, *_lines(found, names), CAVEAT])


def recommend_contacts(folder: Path, options: argparse.Namespace) -> Answer:
    """List the safest and the least safe contacts of one profile in its workspace, with reasons."""
    if options.top < 1:
        message = f"--top {options.top} lists nobody; give 1 or more"
        raise InputError(message)
    workspace = Workspace(folder)
    key = workspace.find(options.profile)
    gallery = Gallery(workspace)
    with telling() as progress:
        gallery.complete(part(progress, 0, 1 / 2))
        learn(gallery, progress=part(progress, 1 / 2, 3 / 4))
        found = recommend(gallery, key, _params(options), top=options.top, progress=part(progress, 3 / 4, 1))
    record = {
        "workspace": said(folder),
        "label": workspace.label,
        "profile": key,
        "n_judged": found.n_judged,
        "safest": [safety_record(one) for one in found.safest],
        "least_safe": [safety_record(one) for one in found.riskiest],
        "missing": dict(found.missing),
        "media": media_record(found.media),
        "n_with_media": found.n_with_media,
        "caveat": CAVEAT,
    }
    lines = [workspace.label] if workspace.label else []
    lines.append(f"A = {_name(workspace, key)}: {counted(found.n_judged, 'contacts')} judged")
    for title, some in (("safest", found.safest), ("least safe", found.riskiest)):
        lines += [title, *(_line(one, _name(workspace, one.b)) for one in some)]
    lines.append(
        f"media      A: {media_words(found.media)}; {_of_others(found.n_with_media, found.n_others)}"
    )
    lines += [f"{n:,} without a factor: {why}" for why, n in found.missing.items()]
    return Answer(record, [*lines, CAVEAT])


def _of_others(n: int, of: int) -> str:
    if not n:
        return f"none of {counted(of, 'others')} has any" if of else "nobody else is here"
    return f"{n:,} of {counted(of, 'others')} have some"


def safety_record(found: Safety) -> dict[str, Any]:
    """Give a safety factor as a record: what is missing stands under what it is missing of."""
    hybrid = found.hybrid
    missing = dict(hybrid.missing) | {one.name: one.missing for one in found.parts if one.missing}
    if found.missing:
        missing["safety_factor"] = found.missing
    return {
        "a": found.a,
        "b": found.b,
        "mode": found.mode,
        "safety_factor": found.factor,
        "belief": found.belief,
        "advice": found.advice,
        "hybrid_similarity": {"ss": hybrid.ss, "cs": hybrid.cs, "im": hybrid.im, "hs": hybrid.total},
        "contributions": [
            {"name": one.name, "label": one.label, "logits": one.logits, "found": one.found}
            for one in found.parts
            if not one.missing
        ],
        "contact": {
            "a_to_b": None if found.a_to_b is None else asdict(found.a_to_b),
            "b_to_a": None if found.b_to_a is None else asdict(found.b_to_a),
        },
        "missing": missing,
        "media": {"a": media_record(found.media_a), "b": media_record(found.media_b)},
    }


def _params(options: argparse.Namespace) -> SafetyParams:
    return replace(SafetyParams(), mode="paper" if options.paper else "default")


def _factor(found: Safety) -> str:
    return "—" if found.factor is None else f"{found.factor:+d}".replace("-", "−")


def _name(workspace: Workspace, key: str) -> str:
    handle = workspace.profile(key).handle
    return f"@{handle} ({key})" if handle else key


def _line(found: Safety, name: str) -> str:
    heard = [one for one in found.parts if _signed(one.logits) != _signed(0.0)]
    parts = sorted(heard, key=lambda one: -abs(one.logits))
    told = (f"{one.label} {_signed(one.logits)}: {one.found.partition('; ')[0]}" for one in parts[:2])
    return f"  {_factor(found):>2}  B = {name}  {'; '.join(told) or 'nothing speaks either way'}"


def _signed(value: float) -> str:
    """Write log-odds with their sign; what prints as nothing has none.

    >>> _signed(-0.314), _signed(0.5), _signed(-0.001)
    ('−0.31', '+0.50', '0.00')
    """
    written = f"{value:+.2f}".replace("-", "−")
    return written if float(f"{value:.2f}") else written[1:]


def _lines(found: Safety, names: tuple[str, str]) -> list[str]:
    lines = [f"A = {names[0]} and B = {names[1]}, {found.mode} mode"]
    lines.append(f"safety     {_factor(found)}  {found.missing or found.advice}")
    for one in found.parts:
        logits = "—" if one.missing else _signed(one.logits)
        lines.append(f"{one.name:<10} {logits:>6}  {one.missing or one.found}")
    if found.belief is not None and found.mode == "default":
        total = math.fsum(one.logits for one in found.parts)
        lines.append(f"together   {_signed(total):>6}  belief {found.belief:.2f}; 0.5 is knowing nothing")
    for name, value in (("ss", found.hybrid.ss), ("cs", found.hybrid.cs), ("im", found.hybrid.im)):
        lines.append(
            f"{name:<10} {'—' if value is None else f'{value:.3f}':>6}  {found.hybrid.missing.get(name, '')}".rstrip()
        )
    return [*lines, *_media_lines(found)]


def _media_lines(found: Safety) -> list[str]:
    """Say what media add to the classes of the two, in one line where neither has any."""
    if found.media_a is None and found.media_b is None:
        return ["media      no picture, video or sound is tied to either"]
    return [
        f"media      {side}: {media_words(one)}" for side, one in (("A", found.media_a), ("B", found.media_b))
    ]
