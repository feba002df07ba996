"""``media attach``, ``media list`` and ``media detach``: files that are tied to a profile of the workspace."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.attachment import GivenFile, Refused, attach, attachments, detach, match_post
from core.cli.output import Answer, said, telling
from core.errors import InputError
from core.persona.media.media_params import PARTS, MediaParams
from core.persona.media.weight import FOLDER, Weights
from core.text import counted
from core.workspace import Workspace

if TYPE_CHECKING:
    import argparse

    from core.model.media import Attachment, MediaAnalysis

NETWORK = Path("persona") / "network.safetensors"
"""The analyst's own network, within the folder of the weights."""

_SHOWN = 12  # letters of a checksum in a line
_LEAST = 4  # letters of one that is typed
_NOT_KEPT = "The files themselves are not kept. A face shows an expression, not what somebody feels; nobody is recognised."


def attach_files(folder: Path, options: argparse.Namespace) -> Answer:
    """Look at files and tie what is found to a profile; none of them stops the others."""
    workspace = Workspace(folder)
    key = workspace.find(options.profile)
    models = Path(options.models or FOLDER)
    parts = tuple(part for part in PARTS if part not in options.without)
    files = _given(workspace, key, options)
    before = {one.sha256 for one in attachments(workspace, key)}
    with telling() as progress:
        found = list(
            attach(
                workspace,
                key,
                files,
                Weights(models),
                MediaParams(parts=parts),
                added=datetime.now(UTC).isoformat(timespec="seconds"),
                network=models / NETWORK,
                progress=progress,
            )
        )
    kept = [one for one in found if not isinstance(one, Refused)]
    refused = [one for one in found if isinstance(one, Refused)]
    new = {one.sha256 for one in kept} - before
    record = {
        **_head(workspace, key),
        "attached": [{**_record(one), "is_new": one.sha256 in new} for one in kept],
        "refused": [{"file": one.name, "reason": one.reason} for one in refused],
    }
    lines = [workspace.label] if workspace.label else []
    lines += [line for one in kept for line in _lines(one, is_new=one.sha256 in new)]
    lines += [f"refused       {one.name}: {one.reason}" for one in refused]
    return Answer(record, [*lines, *([_NOT_KEPT] if kept else [])], status=int(not kept))


def _given(workspace: Workspace, key: str, options: argparse.Namespace) -> list[GivenFile]:
    """Give the files with the post that they belong to: the one that is named, else what their names say."""
    files = [(Path(file), said(Path(file))) for file in options.files]
    if options.post:
        return [GivenFile(path, name, options.post) for path, name in files]
    timeline = workspace.timeline(key)
    return [GivenFile(path, name, match_post(timeline, name)) for path, name in files]


def list_files(folder: Path, options: argparse.Namespace) -> Answer:
    """List what is tied to a profile."""
    workspace = Workspace(folder)
    key = workspace.find(options.profile)
    found = attachments(workspace, key)
    lines = [workspace.label] if workspace.label else []
    lines.append(f"{key}: {counted(len(found), 'files')} tied to it")
    lines += [line for one in found for line in _lines(one)]
    return Answer({**_head(workspace, key), "attachments": [_record(one) for one in found]}, lines)


def detach_file(folder: Path, options: argparse.Namespace) -> Answer:
    """Remove what is kept of a file, which is named by the beginning of its checksum."""
    workspace = Workspace(folder)
    key = workspace.find(options.profile)
    one = _named(attachments(workspace, key), options.sha256.strip().casefold(), key)
    detach(workspace, key, one.sha256)
    record = {**_head(workspace, key), "detached": {"sha256": one.sha256, "name": one.name}}
    return Answer(record, [f"what was found in {one.name} is removed from {key}, its stills with it"])


def _named(found: tuple[Attachment, ...], typed: str, key: str) -> Attachment:
    fits = [one for one in found if one.sha256.startswith(typed)] if len(typed) >= _LEAST else []
    if len(fits) == 1:
        return fits[0]
    if len(typed) < _LEAST:
        message = f"name the file by {_LEAST} letters of its checksum or more; `media list {key}` shows them"
    elif fits:
        some = ", ".join(one.sha256[: max(_SHOWN, len(typed) + _LEAST)] for one in fits)
        message = f"{len(fits)} files of {key} begin with {typed}: {some}; name one of them"
    else:
        message = f"no file of {key} begins with {typed[:64]}; `media list {key}` shows what is tied to it"
    raise InputError(message)


def _head(workspace: Workspace, key: str) -> dict[str, Any]:
    return {"workspace": said(workspace.folder), "label": workspace.label, "profile": key}


def _record(one: Attachment) -> dict[str, Any]:
    """Give an attachment as an entry of the list, what was found in it as ``media analyse`` gives it."""
    from core.cli.media import media_record  # noqa: PLC0415 — it imports this module's commands

    return {
        "sha256": one.sha256,
        "name": one.name,
        "n_bytes": one.n_bytes,
        "post": one.post_id,
        "added": one.added,
        "stills": list(one.still_seconds),
        "analysis": media_record(one.analysis, one.name),
    }


def _lines(one: Attachment, *, is_new: bool = True) -> list[str]:
    found = one.analysis
    post = f", of post {one.post_id}" if one.post_id else ""
    known = "" if is_new else ", there already"
    lines = [f"{one.sha256[:_SHOWN]}  {one.name}{post}{known}: {_told(found)}"]
    if found.classes and found.network:
        leading = max(found.classes, key=lambda name: (found.classes or {})[name])
        lines.append(f"{'':<12}  {found.network}: {leading}, {found.classes[leading]:.0%}")
    return [*lines, *(f"{'':<12}  note: {note}" for note in found.notes)]


def _told(found: MediaAnalysis) -> str:
    if found.error:
        return found.error
    counts = (
        (len(found.faces), "faces"),
        (len(found.objects), "things"),
        (len(found.actions), "actions"),
        (sum(len(one.text.split()) for one in found.speech), "words said"),
        (sum(len(one.text.split()) for one in found.text_in_frames), "words written"),
    )
    length = [f"{found.seconds:.1f} s"] if found.seconds else []
    return ", ".join([*length, *(counted(n, noun) for n, noun in counts if n)]) or "nothing was found in it"
