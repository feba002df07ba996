"""A rendered set whose truth is known: eight classes, hidden jointly in sound, words and pictures.

Nobody has published videos with a persona label, so that no accuracy on people can be measured. What can be: that the
network, its training and its judging find evidence of this kind where it is, on persons it never saw. Nothing that is
learned here says anything about anybody.

Each clip hides four yes-or-no signs: the sound's rhythm (slow, fast), the words' topic (home, travel), the mouth of a
drawn face (down, up) and the way the face moves (sideways, up and down). The class is made of three bits: the rhythm;
whether topic and motion agree; the mouth. So topic and motion say nothing alone, and everything together. With every
sign read without fault, sound alone reaches 25 % (chance 12.5), words alone 12.5 %, pictures alone 25 %, and anything
that only adds up its evidence 50 %; all together 100 %, less what was left out on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.errors import ParameterError
from core.media_training.clip import Clip, Example, LabelledClips
from core.media_training.drawn_face import draw_frames
from core.model.persona import CLASSES
from core.persona.media.mel import RATE, sound_vector
from core.persona.media.word_vector import word_vector

if TYPE_CHECKING:
    import numpy.typing as npt

    from core.media_training.clip import Floats

_TOPICS = (
    ("kitchen", "garden", "sofa", "window", "blanket", "teapot", "lamp", "pillow"),
    ("airport", "harbour", "ticket", "mountain", "border", "luggage", "train", "desert"),
)
_HABITS = (
    "today",
    "really",
    "maybe",
    "look",
    "again",
    "never",
    "quite",
    "people",
    "thing",
    "little",
    "always",
    "still",
    "wonder",
    "great",
    "small",
    "morning",
    "evening",
    "colour",
    "number",
    "question",
    "answer",
    "paper",
    "river",
    "winter",
    "summer",
    "music",
    "story",
    "letter",
    "picture",
    "friend",
    "street",
)

_RHYTHMS = ((1.4, 2.2), (3.6, 5.4))  # beats a second: slow, fast
_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class PlantedParams:
    """How large the planted set is.

    ``n_persons`` (16 to 10,000, each of one class, in turn) with ``n_clips`` clips each (1 to 100) of ``n_frames``
    frames (2 to 32), ``side`` pixels wide (48 to 512). ``missing`` in [0, 0.5] is the share of clips without sound,
    and, apart from it, without words; ``unseen`` in [0, 1] the share of frames in which the detector missed the face.
    With ``heads``, mouth and motion are labels of the emotion and action heads, which learn them besides the class, as
    heads do that are trained on expressions and actions; without, the class is all that is told.

    Raises
    ------
    ParameterError
        If one is outside its range.
    """

    n_persons: int = 480
    n_clips: int = 2
    n_frames: int = 4
    side: int = 112
    missing: float = 0.03
    unseen: float = 0.25
    heads: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the numbers."""
        for name, least, most in (
            ("n_persons", 16, 10_000),
            ("n_clips", 1, 100),
            ("n_frames", 2, 32),
            ("side", 48, 512),
            ("missing", 0, 0.5),
            ("unseen", 0, 1),
        ):
            if not least <= (value := getattr(self, name)) <= most:
                message = f"{name} is {value}; it must be between {least} and {most}"
                raise ParameterError(message)


@dataclass(frozen=True, slots=True)
class Signs:
    """What is hidden in one clip, each 0 or 1."""

    rhythm: int
    topic: int
    mouth: int
    motion: int

    @property
    def label(self) -> int:
        """Give the class that they make.

        >>> Signs(rhythm=1, topic=0, mouth=1, motion=0).label, Signs(rhythm=1, topic=1, mouth=1, motion=0).label
        (5, 7)
        """
        return 4 * self.rhythm + 2 * (self.topic ^ self.motion) + self.mouth


class PlantedClips:
    """Clips that are made when asked for; the same number always gives the same clip.

    Examples
    --------
    >>> clips = PlantedClips(PlantedParams(n_persons=16, n_clips=1))
    >>> clips[3].frames.shape, len(clips)
    ((4, 112, 112, 3), 16)
    """

    def __init__(self, params: PlantedParams) -> None:
        self.params = params

    def __len__(self) -> int:
        """Count them."""
        return self.params.n_persons * self.params.n_clips

    def signs(self, number: int) -> Signs:
        """Tell what is hidden in a clip: the class is the person's, what else there is to choose is the clip's."""
        label = number // self.params.n_clips % len(CLASSES)
        topic = int(self._rng(number, 1).integers(2))
        return Signs(label >> 2 & 1, topic, label & 1, topic ^ (label >> 1 & 1))

    def __getitem__(self, number: int, /) -> Clip:
        """Make one."""
        if not 0 <= number < len(self):
            message = f"there is no clip {number}"
            raise IndexError(message)
        signs, rng = self.signs(number), self._rng(number, 2)
        frames, boxes, kinds = draw_frames(
            signs.mouth,
            signs.motion,
            (self.params.n_frames, self.params.side),
            self.params.unseen,
            self._person(number),
            rng,
        )
        has_sound, has_words = rng.random(2) >= self.params.missing
        vectors: dict[str, Floats | None] = {
            "text": word_vector(self.words(number)) if has_words else None,
            "sound": sound_vector(self.sound(number)) if has_sound else None,
        }
        return Clip(frames, boxes, kinds, vectors)

    def words(self, number: int) -> str:
        """Write what is said in a clip: two words of its topic among ten that the person is used to."""
        rng, person = self._rng(number, 3), self._person(number)
        own = person.choice(_HABITS, 12, replace=False)
        said = [*rng.choice(_TOPICS[self.signs(number).topic], 2, replace=False), *rng.choice(own, 10)]
        return " ".join(rng.permutation(said))

    def sound(self, number: int) -> npt.NDArray[np.float32]:
        """Play what is heard in a clip, 16,000 samples a second: beats of the person's own pitch, and noise."""
        rng, person = self._rng(number, 4), self._person(number)
        pitch, loud, noise = person.uniform(150, 900), person.uniform(0.2, 0.8), person.uniform(0.005, 0.05)
        seconds = np.arange(int(_SECONDS * RATE)) / RATE
        beat = rng.uniform(*_RHYTHMS[self.signs(number).rhythm])
        phase = (seconds * beat + rng.random()) % 1
        tone = np.sin(2 * np.pi * pitch * seconds) + 0.4 * np.sin(2 * np.pi * 2.01 * pitch * seconds)
        heard = loud * tone * np.exp(-5 * phase) / 1.4 + noise * rng.normal(size=seconds.size)
        return np.clip(heard, -1, 1).astype(np.float32)

    def _person(self, number: int) -> np.random.Generator:
        """Give the source of a person's style: it begins anew at each call, so that the style is always the same."""
        return np.random.default_rng([self.params.seed, 0, number // self.params.n_clips])

    def _rng(self, number: int, what: int) -> np.random.Generator:
        return np.random.default_rng([self.params.seed, what, number])


class _Remembered(PlantedClips):
    """The same, each made once: 40 kB a frame."""

    def __init__(self, params: PlantedParams) -> None:
        super().__init__(params)
        self._made = lru_cache(maxsize=None)(super().__getitem__)

    def __getitem__(self, number: int, /) -> Clip:
        return self._made(number)


def _example(clips: PlantedClips, number: int) -> Example:
    signs, params = clips.signs(number), clips.params
    heads = {"emotion": signs.mouth, "action": signs.motion} if params.heads else {}
    return Example(f"clip-{number:05d}", f"person-{number // params.n_clips:04d}", signs.label, heads)


def planted(params: PlantedParams | None = None) -> LabelledClips:
    """Give the planted set.

    >>> found = planted(PlantedParams(n_persons=16, n_clips=2))
    >>> len(found.examples), found.examples[3].person, found.classes[found.examples[3].label]
    (32, 'person-0001', 'Introverts')
    """
    chosen = params or PlantedParams()
    clips = _Remembered(chosen)
    examples = tuple(_example(clips, number) for number in range(len(clips)))
    return LabelledClips("Planted set (rendered, nobody in it)", examples, clips, CLASSES)
