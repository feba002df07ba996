"""A workspace's posts as vectors: made once, kept on disk, and what they mean profile by profile."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pyarrow import feather

from core.content.embedding.encoder import LEFT, find, model_id
from core.content.embedding.meaning import closest_texts, fit_meanings, meaning_sample, readable_posts
from core.content.embedding.params import EmbeddingParams
from core.content.embedding.translation import translated
from core.embedding_group import Drawn, Vectors
from core.errors import WorkspaceError
from core.kept_meaning import keep_choice, last_choice, read_scale, scale_table
from core.model.meaning import Meaning
from core.progress import check, ignore_progress, never
from core.standing import sampled_keys
from core.vector_store import UNKEPT, Kept, VectorStore, is_kept, text_hashes
from core.workspace import Workspace
from core.workspace.derived import SCALE, VECTORS, portrait_name, state_name, sweep_derived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from core.content.embedding.encoder import Encoder
    from core.model.meaning import CloseTexts, MeaningScale
    from core.vector_store import VectorIndex

_AT_ONCE = 512  # texts: what a kill can cost, seconds of work
_EMBEDDING = 0.95  # the share of the progress that embedding has; learning where meanings lie is the rest


class Embedded:
    """What the posts of a workspace mean, by one model.

    Parameters
    ----------
    workspace : Workspace
    params : EmbeddingParams or None
        None: as it was embedded last, else the default.
    encoder : Encoder or None
        The encoder itself, where it is not one that ``params`` can name.

    Examples
    --------
    >>> from pathlib import Path
    >>> Embedded(Workspace(Path("no/such/folder"))).missing()
    []
    """

    def __init__(
        self, workspace: Workspace, params: EmbeddingParams | None = None, encoder: Encoder | None = None
    ) -> None:
        last, model = last_choice(workspace.folder)
        self.workspace = workspace
        self.params = params or last or EmbeddingParams()
        self._given = encoder
        self._known = model if encoder is None and self.params == last else None

    @cached_property
    def encoder(self) -> Encoder:
        """Give the encoder; its model is loaded with the first text.

        Raises
        ------
        ModelError
            If there is none, or a library is missing.
        """
        return self._given or translated(find(self.params.model), self.params.translation)

    @cached_property
    def model(self) -> str:
        """Name the model and its version."""
        return self._known or model_id(self.encoder)

    @property
    def tag(self) -> str:
        """Name what tells vectors from others: model, version, translation and size of sample.

        Empty where the workspace was never embedded. No model is loaded for it.
        """
        if last_choice(self.workspace.folder)[1] is None:
            return ""
        return f"{self.model}, {self.params.n_texts} texts"

    @cached_property
    def _store(self) -> VectorStore:
        return VectorStore(self.workspace.folder, self.model, self.params.n_texts)

    @cached_property
    def _names(self) -> dict[str, str]:
        profiles = self.workspace.profiles
        pairs = zip(profiles["key"], profiles["fingerprint"], strict=True)
        return {key: portrait_name(key, mark) for key, mark in pairs}

    def missing(self) -> list[str]:
        """List the profiles that are yet to be embedded by this model."""
        there = self._store.names() if self._names else set()
        return [key for key, name in self._names.items() if name not in there]

    def meaning(self, key: str) -> Meaning | None:
        """Give what a profile's posts mean, if they are embedded; nothing is computed.

        Notes
        -----
        Under a millisecond.
        """
        if key not in self._names or (found := self._store.mean(self._names[key])) is None:
            return None
        vector, n_sampled, n_texts = found
        return Meaning(vector, n_texts, n_sampled, self.model)

    def embed(
        self,
        keys: Sequence[str] | None = None,
        progress: Callable[[float, str], None] = ignore_progress,
        cancelled: Callable[[], bool] = never,
    ) -> int:
        """Embed the posts of some profiles, or of all that are missing; give how many texts were encoded.

        No text is encoded that this model has encoded for any profile of the workspace.

        Raises
        ------
        ModelError
            If the model or a library is missing.
        ProfileError
            If the workspace has no posts of one of them.
        WorkspaceError
            If vectors cannot be kept, as on a full disk; those of the profiles before are.
        CancelledError
            If the analyst stopped it; the profiles that were done are kept.
        """
        self._known = None  # what is installed now encodes, whatever did last time
        for cached in ("model", "_store"):
            self.__dict__.pop(cached, None)
        missing = self.missing()
        wanted = missing if keys is None else sorted(set(keys) - set(self._names) | set(keys) & set(missing))
        keep_choice(self.workspace.folder, self.params, self.model)
        done: list[str] = []
        try:
            n_encoded = self._embed(wanted, done, progress, cancelled)
            progress(_EMBEDDING, "Learning where meanings lie")
            if self.fit_scale(cancelled) and not self._scale_path().exists():
                raise _unkept(len(done), len(wanted))
        finally:
            self._withdraw(done)
        self._sweep()
        return n_encoded

    def _embed(
        self,
        wanted: Sequence[str],
        done: list[str],
        progress: Callable[[float, str], None],
        cancelled: Callable[[], bool],
    ) -> int:
        """Embed profiles and note in ``done`` the names of their files; give how many texts were encoded."""
        index, n_encoded = self._store.index(cancelled), 0
        for group, vectors in self._groups(wanted, index, cancelled):
            n_encoded += len(vectors.texts)
            before, share = len(done) / len(wanted), len(group) / len(wanted)
            words = f"Embedding posts: {len(done):,} of {len(wanted):,} profiles"

            def tell(
                part: float, _: str, at: float = before, share: float = share, said: str = words
            ) -> None:
                progress(_EMBEDDING * (at + share * part), said)

            vectors.encode(self.encoder, tell, cancelled)
            for drawn in group:
                hashes, whole = vectors.of(drawn, self.encoder)
                if not self._store.keep(drawn.name, Kept(hashes, whole, drawn.n_texts, self.model)):
                    raise _unkept(len(done), len(wanted))
                index.add(self._store.path(drawn.name), hashes)
                done.append(drawn.name)
        return n_encoded

    def _groups(
        self, keys: Sequence[str], index: VectorIndex, cancelled: Callable[[], bool]
    ) -> Iterator[tuple[list[Drawn], Vectors]]:
        """Draw samples, and put together profiles whose new texts are encoded at once."""
        group: list[Drawn] = []
        vectors = Vectors()
        for key in keys:
            check(cancelled, LEFT)
            group.append(self._draw(key))
            vectors.add(group[-1], index)
            if len(vectors.texts) >= _AT_ONCE:
                yield group, vectors
                group, vectors = [], Vectors()
        if group:
            yield group, vectors

    def _draw(self, key: str) -> Drawn:
        said = readable_posts(self.workspace.timeline(key).posts)
        texts = meaning_sample(said, self.params.n_texts)
        return Drawn(self._names[key], texts, text_hashes(texts), len(said))

    def _scale_path(self) -> Path:
        profiles = self.workspace.profiles
        marks = dict(zip(profiles["key"], profiles["fingerprint"], strict=True))
        state = state_name(self.workspace.unification, marks)
        end = f"{self._store.tag}-{self.params.n_texts}.arrow"
        return self.workspace.folder / VECTORS / f"{SCALE}{state}-{end}"

    def sample(self) -> list[str]:
        """Give the profiles from which it is learned where meanings lie: all, or 200 by a seeded chance."""
        return sampled_keys(list(self._names), 0)

    def fit_scale(self, cancelled: Callable[[], bool] = never) -> MeaningScale | None:
        """Learn where the meanings of the sample lie, and keep it; None until all of it is embedded.

        That one profile more is embedded moves no value: a scale is learned from the same profiles or not
        at all. Nothing is encoded: it may be asked for wherever :attr:`scale` is missing.

        Notes
        -----
        About 0.3 ms a profile; no model is loaded.
        """
        if not self.tag:
            return None
        found = []
        for key in self.sample():
            check(cancelled, LEFT)
            if (meaning := self.meaning(key)) is None:
                return None
            found.append(meaning)
        if scale := fit_meanings(found):
            is_kept(scale_table(scale), self._scale_path())
        return scale

    @property
    def scale(self) -> MeaningScale | None:
        """Give where the meanings of the workspace lie, if it was learned for the profiles as they are."""
        try:
            return read_scale(feather.read_table(self._scale_path()))
        except UNKEPT:
            return None

    def closest(self, a: str, b: str, n: int = 10) -> tuple[CloseTexts, ...]:
        """Name the posts of two profiles that mean most nearly the same; nothing if one is not embedded.

        Positions are rows of the two timelines.

        Notes
        -----
        Two timelines are read, and a cosine is made of each pair of sampled texts: some 30 ms.
        """
        sides = []
        for key in (a, b):
            kept = self._store.read(self._names[key]) if key in self._names else None
            if kept is None:
                return ()
            said = list(readable_posts(self.workspace.timeline(key).posts).items())
            row = {tuple(one): at for at, one in enumerate(text_hashes([text for text, _ in said]).tolist())}
            sampled = [said[row[one]] for one in map(tuple, kept.hashes.tolist()) if one in row]
            there = [at for at, one in enumerate(map(tuple, kept.hashes.tolist())) if one in row]
            sides.append((sampled, kept.vectors[there].astype(np.float32)))
        (texts_a, vectors_a), (texts_b, vectors_b) = sides
        return closest_texts(texts_a, texts_b, vectors_a, vectors_b, n)

    def _withdraw(self, names: Sequence[str]) -> None:
        """Remove those just kept whose profile was deleted, or changed, meanwhile.

        Nothing else: a run that was stopped has yet to take over the vectors of former timelines.
        """
        if names:
            _, marks = self._now()
            for name in set(names) - {portrait_name(key, mark) for key, mark in marks.items()}:
                with suppress(OSError):
                    self._store.path(name).unlink(missing_ok=True)

    def _now(self) -> tuple[Workspace, dict[str, str]]:
        now = Workspace(self.workspace.folder)
        return now, dict(zip(now.profiles["key"], now.profiles["fingerprint"], strict=True))

    def _sweep(self) -> None:
        """Remove what is of profiles that are gone, or as they were: as the workspace is now."""
        now, marks = self._now()
        sweep_derived(now.folder, now.unification, marks, folders=(VECTORS,))


def _unkept(n_done: int, n_wanted: int) -> WorkspaceError:
    message = (
        f"not all that was embedded could be kept ({n_done:,} of {n_wanted:,} profiles are): is the disk full, or "
        "may the folder not be written to? Make room and try again for the others"
    )
    return WorkspaceError(message)
