"""The media panel on the Persona & safety page: veiled until asked, told in words, attached and removed."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components import (
    compute_media,
    jobs,
    media_attach,
    media_found,
    media_job,
    media_share,
    media_view,
    media_wording,
)
from core.attachment import GivenFile, Refused, attach, attachments
from core.attachment.examination import Examined
from core.errors import InputError
from core.gallery import Gallery
from core.model.media import FaceTrack, MediaAnalysis, Words
from core.model.persona import Persona, PersonaMedia
from core.persona.media.media_params import PARTS
from core.persona.media.weight import Weights
from core.persona.media.weight_list import WEIGHTS
from core.workspace import Workspace
from core.workspace.folder import ENVIRONMENT
from core.workspace.removal import delete_profiles
from core.workspace.upload import Uploads
from tests.corpus import NOW
from tests.made_media import picture, sound, still, tie, tie_picture, tie_video, video
from tests.pages.hostile import EMOJI, FORMULA, MARKDOWN, PICTURE, RTL, SCRIPT
from tests.pages.opening import SOON, assert_sound, framed, said, settle

TAB = "Pictures and video"


@pytest.fixture
def own(tmp_path, monkeypatch, demo_folder):
    """Give a demo that may be written to, and its pair."""
    folder = tmp_path / "media"
    shutil.copytree(demo_folder, folder)
    monkeypatch.setenv(ENVIRONMENT, str(folder))
    workspace = Workspace(folder / "demo")
    return folder / "demo", *workspace.opening


def panel(folder, a, b, network):
    """Draw the panel by itself, as the page does."""
    from pathlib import Path  # noqa: PLC0415 - AppTest runs this function by itself

    import numpy as np  # noqa: PLC0415
    import streamlit as st  # noqa: PLC0415

    from components import compute, media_panel  # noqa: PLC0415
    from components.shell import Scene  # noqa: PLC0415
    from core.model.persona import Persona, PersonaMedia  # noqa: PLC0415

    st.title("A panel")
    media = PersonaMedia(1, 31, (0.31, 0.0, -0.2, 0.01), 0.25, np.full(8, 0.125), np.full(8, 0.125), network)
    media = media if network else PersonaMedia(1, 0, None)
    made = Persona("x:1", "made", (), None, None, 0, 0, "too little text", media)
    scene = Scene(compute.gallery(Path(folder)), a, b, "@ann", "@bob")
    media_panel.draw(scene, {a: made, b: Persona("x:2", "made", (), None, None, 0, 0, "too little text")})


def opened(own, network=None):
    folder, a, b = own
    app = AppTest.from_function(panel, args=(str(folder), a, b, network), default_timeout=SOON)
    app.run()
    assert_sound(app)
    return app


def images(app):
    """Give the addresses of all pictures on the page that are none of the frames."""
    return [url for one in app.main.get("image") for url in one.value]


def frame_of(app):
    """Give the picture that the frame's figure carries."""
    (figure,) = [one.proto.spec for one in app.main.get("plotly_chart") if one.proto.alt.startswith("Frame")]
    return figure.replace("\\u002f", "/")


def button(app, start):
    return next(one for one in app.main.button if (one.key or "").startswith(start))


def test_with_nothing_tied_one_line_says_what_to_do_and_the_form_is_open(own, monkeypatch):
    monkeypatch.setattr(compute_media, "can_read", lambda: False)
    app = opened(own)
    assert any("No pictures, videos or sounds yet" in text for text in said(app))
    assert any("make media" in text for text in said(app))
    assert any(media_wording.CAVEAT in text for text in said(app))
    assert not [one for one in app.main.button if (one.key or "").startswith("media-")]


def test_on_the_page_nothing_is_read_while_the_tab_is_closed(own, monkeypatch):
    folder, a, b = own
    tie_picture(folder, a)
    asked = []
    original = compute_media.attachments
    monkeypatch.setattr(compute_media, "attachments", lambda *args: asked.append(args[1]) or original(*args))
    app = framed("persona", w="demo", a=a, b=b)
    assert_sound(app)
    assert asked == []
    app.session_state["persona_tab"] = TAB
    app.run()
    assert_sound(app)
    assert asked == [a, b]
    assert any("What was found in" in one.value for one in app.main.subheader)
    settle()


def test_pictures_are_veiled_until_they_are_asked_for_and_veiled_again(own):
    folder, a, b = own
    one = tie_video(folder, a)
    tie_picture(folder, b)
    clear, veiled = still(8.0, 80).jpeg, still(8.0, 80).veiled
    app = opened(own)
    seen = images(app)
    assert len(seen) == 2
    assert _base64(veiled) not in frame_of(app)  # the first finding's frame is that of second 2
    assert _base64(still(2.0, 20).veiled) in frame_of(app)
    assert _base64(still(2.0, 20).jpeg) not in frame_of(app)
    button(app, f"media-show-{media_view.name(one)}").click().run()
    assert_sound(app)
    shown = images(app)
    assert len(set(shown) - set(seen)) == 1  # the other file's stays veiled
    assert _base64(still(2.0, 20).jpeg) in frame_of(app)
    button(app, "media-frame-show-").click().run()
    assert images(app) == seen
    assert _base64(clear) not in frame_of(app)


def _base64(data):
    """Write a picture as a figure's text has it."""
    return base64.b64encode(data).decode()


def test_findings_are_walked_through_and_their_words_said(own):
    folder, a, _ = own
    tie_video(folder, a, speech=(Words("planted words of nobody", 1.0, 4.0, 0.5),))
    app = opened(own)
    texts, near = [], []
    for _ in range(8):
        texts.append(next(text for text in said(app) if text.startswith("**") and " sure" in text))
        near.append(any("The nearest frame that is kept" in text for text in said(app)))
        if not button(app, "media-Next-").disabled:
            button(app, "media-Next-").click().run()
            assert_sound(app)
    assert texts[0].startswith("**Face**")
    assert len(set(texts)) == 7
    assert "planted words of nobody" in texts[5]
    assert near[:6] == [False, False, False, False, False, True]
    button(app, "media-Previous-").click().run()
    assert any("planted words of nobody" in text for text in said(app))


def test_a_click_twice_keeps_what_was_clicked(own, monkeypatch):
    folder, a, _ = own
    one = tie_video(folder, a)
    kept = {"chart": {"selection": {"points": [{"customdata": [3]}]}}}
    monkeypatch.setattr(media_view.state, "widget", kept.get)
    monkeypatch.setattr(media_view.state, "set_widgets", kept.update)
    media_view.clicked(one, "chart")
    assert media_view.mark(one, 8) == 3
    media_view.choose(one, 5)
    kept["chart"] = {"selection": {"points": []}}
    media_view.clicked(one, "chart")
    assert media_view.mark(one, 8) == 3
    assert media_view.mark(one, 2) == 0
    assert media_view.mark(one, 0) is None


@pytest.mark.parametrize("text", [SCRIPT, FORMULA, MARKDOWN, RTL, EMOJI, PICTURE])
def test_hostile_names_and_words_are_words(own, text):
    folder, a, b = own
    words = (Words(f"{text} and more", 0.0, 5.0, 0.5),)
    for key, name in ((a, f"{text}.mp4"), (b, text * 40)):
        one = tie_video(folder, key, name, speech=words, text_in_frames=words, language=text, notes=(text,))
        assert isinstance(one.name, str)
    tie(
        folder,
        a,
        "all",
        MediaAnalysis("x", 1.0, 4, 4, 0, missing={text: text, "speech": text}, weights=(text,)),
    )
    app = opened(own)
    for _ in range(5):
        button(app, "media-Next-").click().run()
        assert_sound(app)
    assert any("and more" in one for one in said(app))


def test_removal_asks_first_and_then_it_is_gone(own):
    folder, a, _ = own
    one, _other = tie_video(folder, a, "gone.mp4"), tie_picture(folder, a, "stays.jpg")
    app = opened(own)
    (popover,) = [
        block for block in app.main.get("popover") if any("Remove it" in b.label for b in block.button)
    ]
    assert any("for good" in text.value for text in popover.markdown)
    assert len(attachments(Workspace(folder), a)) == 2
    compute_media.still(Gallery(Workspace(folder)), one, one.still_seconds[0])
    button(app, "media-remove-now-").click().run()
    assert_sound(app)
    assert [left.name for left in attachments(Workspace(folder), a)] == ["stays.jpg"]
    assert not any("gone" in text for text in said(app))
    button(app, "media-remove-now-").click().run()
    assert_sound(app)
    assert any("No pictures, videos or sounds yet" in text for text in said(app))


def test_what_cannot_be_removed_says_why_and_stays(own, monkeypatch):
    folder, a, _ = own
    tie_picture(folder, a)
    app = opened(own)

    def fail(*_):
        message = "it is <b>locked</b>"
        raise compute_media.InputError(message)

    monkeypatch.setattr(compute_media, "InputError", media_attach.InputError, raising=False)
    monkeypatch.setattr(compute_media, "detach", fail)
    button(app, "media-remove-now-").click().run()
    assert not app.exception
    assert any("locked" in error.value for error in app.error)
    assert len(attachments(Workspace(folder), a)) == 1


def test_what_is_missing_is_said_by_part_with_its_reason(own):
    folder, a, _ = own
    tie(folder, a, "speech.flac", sound())
    app = opened(own)
    assert any(
        "faces, expressions, things, actions, words written (there is no picture)" in t.replace("\\", "")
        for t in said(app)
    )
    assert any("9 words said in English" in text for text in said(app))


def test_the_post_of_a_file_can_be_read(own):
    folder, a, _ = own
    posts = Workspace(folder).timeline(a).posts
    tie_picture(folder, a, post_id=posts["post_id"].iloc[2])
    app = opened(own)
    assert any(" · post of " in text for text in said(app))
    key = next(one.proto.id for one in app.main.get("popover") if one.proto.popover.label == "Post")
    assert key


def test_what_files_add_is_told_with_the_network_and_without(own):
    folder, a, _ = own
    tie_video(folder, a)
    told = [text.replace("\\", "").replace("\u2060", "") for text in said(opened(own, "made <b>up</b>"))]
    assert any("31 words said or written in 1 file count" in text for text in told)
    assert any("E/I by 0.31 bits to Introvert, T/F by 0.20 bits to Thinker." in text for text in told)
    assert any("Your network (made <b>up</b>) sees" in text and "25% of the class" in text for text in told)
    assert not any("none has been trained" in text for text in told)
    told = said(opened(own))
    assert any("none has been trained" in text for text in told)
    assert any("no words of 1 file count" in text for text in told)


def test_a_workspace_under_pseudonyms_says_why_it_takes_none(own, monkeypatch):
    monkeypatch.setattr(Workspace, "pseudonyms", "abc", raising=False)
    monkeypatch.setattr(compute_media, "can_read", lambda: True)
    app = opened(own)
    assert any("faces and voices say who somebody is" in text for text in said(app))
    assert not [one for one in app.main.button if one.key == "media_begin"]


def test_files_of_a_folder_are_shown_with_their_posts_before_anything_begins(own, monkeypatch, tmp_path):
    folder, a, _ = own
    monkeypatch.setattr(compute_media, "can_read", lambda: True)
    monkeypatch.setattr(compute_media, "missing_parts", lambda: {"speech": "no weights"})
    monkeypatch.setattr(media_attach.local, "is_local", lambda: True)
    begun = []
    monkeypatch.setattr(media_job, "begin", lambda *args: begun.append(args))
    post = Workspace(folder).timeline(a).posts.iloc[4]
    place = tmp_path / "pictures"
    place.mkdir()
    for name in (f"{post['post_id']}-1.jpg", "=cmd().png", ".hidden"):
        (place / name).write_bytes(b"x" * 1234)
    app = opened(own)
    assert app.main.button(key="media_begin").disabled
    app.main.text_area(key="media_paths-0").set_value(f"{place}\n{tmp_path / 'nowhere'}").run()
    assert_sound(app)
    (table,) = [one.value for one in app.dataframe if "Post that it belongs to" in one.value]
    assert table["File"].tolist() == [f"{post['post_id']}-1.jpg", "=cmd().png"]
    assert table["Post that it belongs to"].iloc[1].startswith("none")
    assert str(post["text"])[:20] in table["Post that it belongs to"].iloc[0]
    assert any("there is no file or folder" in text for text in said(app))
    assert any("**Will be missing**: words said" in text for text in said(app))
    app.main.button(key="media_begin").click().run()
    assert_sound(app)
    ((_, key, files, _, holder),) = begun
    assert (key, holder) == (a, None)
    assert [(one.name, one.post_id) for one in files] == [
        (f"{post['post_id']}-1.jpg", post["post_id"]),
        ("=cmd().png", None),
    ]
    assert app.main.text_area(key="media_paths-1").value in (None, "")


def examined(path, **_):
    if path.read_bytes() == b"bad":
        return Examined(MediaAnalysis("x", 0.0, 0, 0, 0, error="it is <b>no</b> picture"), ())
    return Examined(picture(), (still(),))


@pytest.fixture
def given(tmp_path, monkeypatch):
    """Give three files of which one cannot be read, and models that need no weights."""
    original = media_job.attach
    monkeypatch.setattr(
        media_job, "attach", lambda *args, **named: original(*args, **named, examine=examined)
    )
    files = []
    for n, content in enumerate((b"one", b"bad", b"three")):
        path = tmp_path / f"given-{n}"
        path.write_bytes(content)
        files.append(GivenFile(path, f"{SCRIPT if n == 1 else n}.jpg"))
    return files


def test_attaching_outlives_its_page_and_tells_every_session_what_was_refused(own, given, monkeypatch):
    folder, a, b = own
    tie_picture(folder, b)
    job = jobs.submit(
        f"{media_job._start(folder)}3:made",
        lambda p, c: media_job.work(folder, a, given, "2026-01-01T00:00:00+00:00", None, p, c),
    )
    job.wait(SOON)
    assert [one.name for one in attachments(Workspace(folder), a)] == ["0.jpg", "2.jpg"]
    app = opened(own)  # a session that began nothing
    assert any("Attached 2 files; 1 could not be read" in text for text in said(app))
    assert any("no" in text and "picture" in text and text.startswith("- **") for text in said(app))
    app.run()
    assert any("Attached 2 files" in text for text in said(app))
    button(app, "media-close-").click().run()
    assert not any("Attached 2 files" in text for text in said(app))
    settle()


def test_a_second_time_counts_as_known(own, given):
    folder, a, _ = own
    never = (lambda *_: None, lambda: False)
    first = media_job.work(folder, a, given, "2026-01-01T00:00:00+00:00", None, *never)
    again = media_job.work(folder, a, given, "2026-01-01T00:00:00+00:00", None, *never)
    assert (first.n_new, first.n_known, len(first.refused)) == (2, 0, 1)
    assert (again.n_new, again.n_known, len(again.refused)) == (0, 2, 1)
    assert isinstance(first.refused[0], Refused)


def test_what_is_stopped_has_kept_what_was_done(own, given):
    folder, a, _ = own
    looks = iter([False] * 3)

    def stop():
        return next(looks, True)

    job = jobs.submit(
        "stopped in a test",
        lambda p, _c: media_job.work(folder, a, given, "2026-01-01T00:00:00+00:00", None, p, stop),
        again=True,
    )
    assert job.wait(SOON).state == "cancelled"
    assert len(attachments(Workspace(folder), a)) < 2


def test_uploads_of_what_was_stopped_go_when_it_is_put_away_and_not_before(own, given):
    folder, a, _ = own
    held = Uploads(folder)
    (held.path / "000-a.jpg").write_bytes(b"one")
    name = f"{media_job._start(folder)}3:stopped"
    media_job._HELD[name] = held

    def stopped(progress, _cancelled):
        return media_job.work(folder, a, given, "2026-01-01T00:00:00+00:00", held, progress, lambda: True)

    jobs.submit(name, stopped).wait(SOON)
    app = opened(own)
    assert any("stopped; nothing is lost" in text for text in said(app))
    assert held.path.exists()  # it can begin again
    button(app, "media-close-").click().run()
    assert not any("stopped; nothing is lost" in text for text in said(app))
    assert not (folder / "uploads").exists()
    settle()


def test_uploads_go_once_all_have_been_looked_at(own, given):
    folder, a, _ = own
    held = Uploads(folder)
    never = (lambda *_: None, lambda: False)
    media_job.work(folder, a, given, "2026-01-01T00:00:00+00:00", held, *never)
    assert not (folder / "uploads").exists()


def test_progress_says_the_name_that_the_analyst_knows(own, tmp_path):
    folder, a, _ = own
    path = tmp_path / "000-a_b.jpg"
    path.write_bytes(b"one")
    told = []

    def look(path, progress, **_):
        progress(0.5, f"looking at {path.name}")
        return examined(path)

    found = attach(
        Workspace(folder),
        a,
        [GivenFile(path, "a b.jpg")],
        Weights(tmp_path),
        added="2026-01-01T00:00:00+00:00",
        progress=lambda _share, message: told.append(message),
        examine=look,
    )
    assert len(list(found)) == 1
    assert "looking at a b.jpg" in told


def test_every_part_names_models_that_there_are():
    assert set(compute_media.MODELS) == set(PARTS)
    named = {name for groups in compute_media.MODELS.values() for names in groups for name in names}
    assert named == set(WEIGHTS)


def test_without_weights_every_part_is_missing_with_the_way_out(tmp_path):
    missing = compute_media.missing_parts(Weights(tmp_path))
    assert set(missing) >= {"faces", "expressions", "objects", "actions", "speech"}
    assert all("make media" in why for why in missing.values())


def test_models_are_told_with_version_and_licence():
    table = media_found.media_file.models([WEIGHTS["emotion"].label, "another (1.0)"])
    assert table["Licence"].tolist() == [WEIGHTS["emotion"].licence, "—"]
    assert table["Model"].tolist() == ["emotion", "another (1.0)"]


def test_the_words_for_a_file_say_no_more_than_was_found():
    assert media_wording.summary(picture(faces=(), objects=())) == "no face"
    assert (
        media_wording.summary(MediaAnalysis("a", 1.0, 4, 4, 0, missing=dict.fromkeys(PARTS, "x")))
        == "nothing could be looked for"
    )
    assert media_wording.summary(video()).startswith(
        "2 faces (mostly happy) · person, tie · waving · 7 words said in English"
    )
    assert (
        media_wording.summary(MediaAnalysis("a", 0.0, 0, 0, 0, error="*why*"))
        == "could not be read: \\*why\\*"
    )


def test_an_expression_that_somebody_else_named_is_words(own):
    face = FaceTrack(0.0, 0.0, 1, 0.0, (0.1, 0.1, 0.4, 0.4), 0.9, {"![x](http://a.example/x.png)": 1.0})
    assert "](http" not in media_wording.summary(picture(faces=(face,)))


def test_no_picture_is_held_once_its_profile_is_gone(own):
    folder, a, _ = own
    one = tie_video(folder, a)
    gallery = Gallery(Workspace(folder))
    second = one.still_seconds[0]
    assert compute_media.still(gallery, one, second).jpeg
    delete_profiles(Workspace(folder), [a], now=NOW)
    with pytest.raises(InputError, match="no picture is kept"):
        compute_media.still(gallery, one, second)


def test_where_there_is_too_little_text_the_rest_of_the_class_is_no_text():
    made = Persona("x:1", "made", (), None, None, 0, 0, "too little text")
    shares = np.full(8, 0.125)
    for text, rest in (
        (shares, "the text is the rest"),
        (None, "for want of text, 1 in 8 of each is the rest"),
    ):
        media = PersonaMedia(1, 0, None, 0.25, shares, text, "network 1")
        assert rest in media_share.lines(media, made)[1]


def test_upload_names_make_no_path():
    for name in ("../../etc/passwd", "a/b\\c", "\x00", "x" * 500):
        safe = media_attach._UNSAFE.sub("_", name)[-60:]
        assert Path(safe).name == safe or safe in {"..", "."}


def test_of_many_files_some_are_drawn_and_the_rest_on_request(own):
    folder, a, _ = own
    for number in range(23):
        tie_picture(folder, a, f"{number}.jpg", number=number)
    app = opened(own)
    drawn = [one for one in app.button if one.key.startswith("media-open-")]
    assert len(drawn) == 20
    more = button(app, "media-more-")
    assert more.label == "Show 3 more of 23 files"
    more.click().run()
    assert len([one for one in app.button if one.key.startswith("media-open-")]) == 23
    assert not [one for one in app.button if one.key.startswith("media-more-")]
