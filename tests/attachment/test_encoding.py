"""What was found in a file comes back as it was; what is damaged or newer is told."""

from dataclasses import asdict, fields, replace

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.attachment.encoding import FORMAT, decode, encode
from core.errors import InputError
from core.model.media import Act, Attachment, FaceTrack, MediaAnalysis, Sighting, Words
from tests.attachment.making import ADDED, analysis
from tests.strategies import HOSTILE

SHA = "ab" * 32
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), st.just("\x00\u202e"))
BOX = st.tuples(NUMBER, NUMBER, NUMBER, NUMBER)
SHARES = st.dictionaries(TEXT, NUMBER, max_size=3)
COUNT = st.integers(0, 2**40)
WORDS = st.lists(st.builds(Words, TEXT, NUMBER, NUMBER, NUMBER), max_size=2).map(tuple)
ANALYSES = st.builds(
    MediaAnalysis,
    file=TEXT,
    seconds=NUMBER,
    width=COUNT,
    height=COUNT,
    n_frames=COUNT,
    frame_seconds=st.lists(NUMBER, max_size=3).map(tuple),
    faces=st.lists(st.builds(FaceTrack, NUMBER, NUMBER, COUNT, NUMBER, BOX, NUMBER, SHARES), max_size=2).map(
        tuple
    ),
    objects=st.lists(st.builds(Sighting, TEXT, COUNT, NUMBER, BOX, NUMBER), max_size=2).map(tuple),
    actions=st.lists(st.builds(Act, TEXT, NUMBER, NUMBER, NUMBER), max_size=2).map(tuple),
    speech=WORDS,
    language=st.none() | TEXT,
    text_in_frames=WORDS,
    vectors=st.dictionaries(TEXT, st.lists(NUMBER, max_size=4).map(np.array), max_size=2),
    missing=st.dictionaries(TEXT, TEXT, max_size=2),
    notes=st.lists(TEXT, max_size=2).map(tuple),
    weights=st.lists(TEXT, max_size=2).map(tuple),
    classes=st.none() | SHARES,
    network=st.none() | TEXT,
    error=st.none(),
)


def attachment(found=None, **changes):
    made = Attachment("x:1", SHA, "clip.mp4", 7, "12", ADDED, found or analysis(), (0.5,))
    return replace(made, **changes)


def plain(found):
    """Give all that an analysis says, vectors by their bits."""
    return {**asdict(found), "vectors": {k: v.astype(np.float64).tobytes() for k, v in found.vectors.items()}}


def back(one):
    return decode(encode(one), one.key, one.sha256, one.still_seconds)


def test_every_field_comes_back_as_it_was():
    one = attachment()
    found = back(one)
    assert plain(found.analysis) == plain(one.analysis)
    assert all(
        getattr(found, field.name) == getattr(one, field.name)
        for field in fields(Attachment)
        if field.name != "analysis"
    )
    empty = [f.name for f in fields(MediaAnalysis) if not getattr(analysis(), f.name) and f.name != "error"]
    assert empty == [], "the example says nothing of these"


@given(ANALYSES)
def test_whatever_was_found_comes_back_bit_for_bit(found):
    assert plain(back(attachment(found)).analysis) == plain(found)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words(text):
    found = back(attachment(analysis(speech=(Words(text, 0, 1, 1),), notes=(text,)), name=text))
    kept = text.encode("utf-8", "replace").decode()
    assert (found.analysis.speech[0].text, found.analysis.notes, found.name) == (kept, (kept,), kept)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("where", ["seconds", "vectors", "classes"])
def test_what_is_no_number_is_refused_rather_than_kept_as_nothing(value, where):
    made = {"seconds": value, "vectors": {"text": np.array([0.5, value])}, "classes": {"Feelers": value}}
    with pytest.raises(InputError, match="no number"):
        encode(attachment(analysis(**{where: made[where]})))


def test_what_a_newer_version_wrote_is_told():
    data = orjson.dumps({**orjson.loads(encode(attachment())), "format": FORMAT + 1, "analysis": 7})
    found = decode(data, "x:1", SHA, (0.5,))
    assert "newer Doppelscope; update" in found.analysis.error
    assert (found.key, found.sha256, found.still_seconds) == ("x:1", SHA, ())


def test_what_belongs_to_another_file_is_damaged():
    assert "damaged" in decode(encode(attachment()), "x:1", "cd" * 32).analysis.error


def leaves(value, path=()):
    """List where every single value of a document stands."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in items:
        yield from leaves(one, (*path, name))


def changed(document, path, value):
    if not path:
        return value
    copy = dict(document) if isinstance(document, dict) else list(document)
    copy[path[0]] = changed(copy[path[0]], path[1:], value)
    return copy


DOCUMENT = orjson.loads(encode(attachment()))
FREE = {("format",), ("post_id",), ("analysis", "language"), ("analysis", "network"), ("analysis", "error")}


@pytest.mark.parametrize("path", [path for path in leaves(DOCUMENT) if path not in FREE], ids=str)
def test_one_value_of_another_kind_is_damage_that_is_told(path):
    for value in (None, object.__name__ * 3 if path[-1:] != ("text",) else 5, [[]], {"": {}}, True):
        was = DOCUMENT
        for name in path:
            was = was[name]
        if isinstance(value, str) and isinstance(was, str) and path != ("sha256",):
            continue
        if value is None and path == ("analysis", "classes"):
            continue
        found = decode(orjson.dumps(changed(DOCUMENT, path, value)), "x:1", SHA)
        assert found.analysis.error, (path, value)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"format": 1}', b'{"format": "9"}']
)
def test_what_is_no_document_of_ours_is_damage_that_is_told(data):
    assert "damaged; remove it here and attach the file again" in decode(data, "x:1", SHA).analysis.error


@given(st.integers(0, len(encode(attachment())) - 1), st.integers(0, 255))
def test_a_flipped_byte_never_raises(place, byte):
    data = bytearray(encode(attachment()))
    data[place] = byte
    assert isinstance(decode(bytes(data), "x:1", SHA), Attachment)
    assert decode(bytes(data[:place]), "x:1", SHA).analysis.error
