"""What the media panel asks the core for: what is tied to a profile, its stills, and what this machine can look at."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from core.attachment import attachments as read_attachments
from core.attachment import detach as remove
from core.attachment import media_marks
from core.attachment import still as read_still
from core.persona.media.media_params import PARTS
from core.persona.media.weight import FOLDER, Weights
from core.persona.media.weight_list import SPEECH

if TYPE_CHECKING:
    from pathlib import Path

    from core.gallery import Gallery
    from core.model.media import Attachment, Still
    from core.workspace import Workspace

NETWORK = FOLDER / "persona" / "network.safetensors"
"""Where the analyst's own network lies, once it has been trained."""

MODELS: dict[str, tuple[tuple[str, ...], ...]] = {
    "faces": (("blazeface",),),
    "expressions": (("blazeface",), ("emotion",)),
    "objects": (("centernet",),),
    "actions": (("movenet-lightning",),),
    "speech": (SPEECH, ("silero-vad",)),
    "text_in_frames": (("rapidocr",),),
}
"""By part, the models that it needs, all of them; any of those that stand together will do."""

_READERS = ("av", "PIL", "onnxruntime")


def attachments(of: Gallery, key: str) -> tuple[Attachment, ...]:
    """Give what is tied to a profile, as the folder stands now: a small read a file."""
    return read_attachments(of.workspace, key)


def marks(workspace: Workspace, *keys: str) -> dict[str, tuple[str, ...]]:
    """Give the SHA-256 of each file that is tied to some profiles, by key; those without any are left out."""
    return media_marks(workspace, keys)


def still(of: Gallery, attachment: Attachment, second: float) -> Still:
    """Give a still of an attachment: half a millisecond, so none is held, least of all of somebody who was deleted.

    Raises
    ------
    InputError
        If there is none, or somebody has just removed it.
    """
    return read_still(of.workspace, attachment.key, attachment.sha256, second)


def detach(of: Gallery, attachment: Attachment) -> None:
    """Remove an attachment.

    Raises
    ------
    WorkspaceError
        If the folder cannot be written to.
    """
    remove(of.workspace, attachment.key, attachment.sha256)


def can_read() -> bool:
    """Tell whether what reads pictures, videos and sounds is installed."""
    return all(find_spec(name) is not None for name in _READERS)


def missing_parts(weights: Weights | None = None) -> dict[str, str]:
    """Say which parts of an analysis cannot be made on this machine, and why.

    Notes
    -----
    The first call reads all weights to check them: a second.
    """
    asked = weights or Weights()
    lacking = {}
    for part in PARTS:
        for names in MODELS[part]:
            reasons = [asked.why_missing(name) for name in names]
            if all(reasons):
                lacking[part] = str(reasons[0])
                break
    return lacking


def network() -> Path | None:
    """Give the file of the analyst's own network, None where none has been trained."""
    return NETWORK if NETWORK.is_file() else None
