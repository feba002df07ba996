"""Which workspace takes which key: raw names and pseudonyms never stand in one workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import PseudonymError
from core.pseudonyms.keyfile import check_place

if TYPE_CHECKING:
    from pathlib import Path

    from core.pseudonyms.naming import Pseudonyms
    from core.workspace.manifest import Manifest


def admit(folder: Path, current: Manifest, pseudonyms: Pseudonyms | None) -> None:
    """Refuse to add to a workspace what would stand under other names than the rest of it.

    Raises
    ------
    PseudonymError
        If the workspace holds pseudonyms and no key or another one is given, or if a key is given and
        it holds posts under their real names; the message says what to do.
    KeyFileError
        If the key file lies in the workspace.
    """
    if pseudonyms is None:
        if current.pseudonyms is not None:
            message = (
                f"{folder} holds pseudonyms only, made with the key {current.pseudonyms}: name its file "
                "(--pseudonyms KEYFILE), or import into another workspace"
            )
            raise PseudonymError(message)
        return
    if pseudonyms.key_file is not None:
        check_place(pseudonyms.key_file, [folder])
    if current.pseudonyms not in (None, pseudonyms.key_id):
        message = (
            f"{folder} was pseudonymised with the key {current.pseudonyms}, this is the key "
            f"{pseudonyms.key_id}: name the file of the former"
        )
        raise PseudonymError(message)
    if current.pseudonyms is None and (current.posts or current.profiles or current.identities):
        message = (
            f"{folder} holds posts under their real names: pseudonymise it first (python -m core "
            "pseudonymise), or import into another workspace"
        )
        raise PseudonymError(message)
