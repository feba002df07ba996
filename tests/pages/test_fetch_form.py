"""The Workspace page's second way in: who would be asked is said first, and what came of it after."""

import threading
from dataclasses import replace

import pytest

from components import credential, drawing, fetch_form, jobs
from core import errors
from core.errors import CancelledError
from core.intake import import_items
from core.sources.entries import from_bytes
from core.sources.options import ReadOptions
from core.workspace import FileReport, default_path
from tests.pages.conftest import NOW
from tests.pages.opening import SOON, assert_sound, framed, said, settle, turn

POSTS = b"handle,id,created_at,text\nada,1,2024-03-01T10:00:00Z,one\nbob,2,2024-03-02T11:00:00Z,two\n"
TOKEN = "t0ken-that-must-never-show"  # noqa: S105 — the secret that the tests look for
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) :material/home: $x$"
SECRETS = {name: f"{TOKEN}-{name}" for name in fetch_form.Credentials.NAMES}
TAB = "workspace_way_in"


class Fake:
    """A fetch that asks nobody: it notes what it is given and does what a test wants."""

    def __init__(self):
        self.given = []
        self.files = None
        self.error = None
        self.begun, self.go = threading.Event(), threading.Event()
        self.go.set()
        self.words = ""

    def __call__(self, workspace, targets, *, progress, cancelled, turn, **given):
        self.given.append({"folder": workspace.folder, "targets": list(targets), **given})
        progress(0.5, self.words)
        self.begun.set()
        while not self.go.wait(0.01):
            if cancelled():
                raise CancelledError
        if self.error is not None:
            raise self.error
        with turn():
            report = import_items(workspace, [from_bytes("posts.csv", POSTS)], ReadOptions(), now=NOW)
        files = self.files or [FileReport(target, "live_bluesky", rows=2) for target in targets]
        left_out = sum(file.skipped is not None for file in files)
        return replace(report, files=tuple(files), left_out=left_out)


@pytest.fixture
def fake(monkeypatch):
    made = Fake()
    monkeypatch.setattr(fetch_form, "fetch", made)
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    yield made
    made.go.set()
    settle()


def opened(w="own"):
    app = framed("workspace", w=w)
    app.session_state[TAB] = "By handle"
    return app.run()


def typed(text, w="own"):
    return opened(w).text_area(key="fetch_targets").set_value(text).run()


def button(app, label="Fetch"):
    (found,) = [button for button in app.button if button.label == label]
    return found


def begun(app):
    return button(app).click().run()


def fetched(app):
    app = begun(app)
    jobs.find(app.session_state["job_keys"][0]).wait(SOON)
    return app.run()


def shown(app):
    """Give what the page says, as it is read."""
    texts = [*said(app), *(badge.value for badge in app.markdown)]
    return "\n".join(map(str, texts)).replace("\\", "").replace("\u2060", "")


def test_nothing_can_be_fetched_before_somebody_is_named(fake):
    app = opened()
    assert_sound(app)
    assert button(app).disabled
    assert "Nothing else in Doppelscope leaves this machine" in shown(app)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("bluesky:ann.example", "public.api.bsky.app"),
        ("https://bsky.app/profile/ann.example", "public.api.bsky.app"),
        ("mastodon:ann@fedi.example", "fedi.example"),
        ("https://fedi.example/@ann", "fedi.example"),
        ("x:ann", "api.x.com"),
        ("https://x.com/ann", "api.x.com"),
    ],
)
def test_who_would_be_asked_is_said_before_the_click(fake, monkeypatch, text, host):
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    app = typed(text)
    assert_sound(app)
    assert f"**{host}** for" in shown(app)
    assert "leave this machine" in shown(app)
    assert not button(app).disabled
    assert fake.given == []


def test_who_signs_in_to_bluesky_asks_another_server(fake, monkeypatch):
    monkeypatch.setenv("BLUESKY_HANDLE", "me.example")
    monkeypatch.setenv("BLUESKY_APP_PASSWORD", TOKEN)
    assert "**bsky.social** for bluesky:ann.example" in shown(typed("bluesky:ann.example"))


def test_no_server_is_left_out_of_what_is_said(fake):
    app = typed(" ".join(f"mastodon:ann@h{n}.example" for n in range(9)))
    assert_sound(app)
    assert all(f"**h{n}.example**" in shown(app) for n in range(9))
    assert "9 servers" in shown(app)


def test_what_names_no_account_is_said_as_it_is_typed_and_nothing_is_asked(fake):
    app = typed(f"bluesky:ann.example nonsense mastodon:ann@127.0.0.1 {HOSTILE}")
    assert not app.exception
    (error,) = [error.value.replace("\\", "").replace("\u2060", "") for error in app.error]
    assert "'nonsense' names no account" in error
    assert "'127.0.0.1' is an address" in error
    assert error.count("Write x:HANDLE") == 1
    assert "<script>" in error
    assert all("<script>" not in error.value for error in app.error)
    assert button(app).disabled
    assert fake.given == []


def test_without_its_token_x_is_not_asked_and_the_others_are(fake):
    app = typed("x:ann bluesky:ann.example")
    assert_sound(app)
    assert "Not asked without a token:** x:ann" in shown(app)
    assert "X_BEARER_TOKEN" in shown(app)
    assert credential.FILE in shown(app)
    assert "api.x.com" not in shown(app)
    assert_sound(fetched(app))
    assert fake.given[0]["targets"] == ["bluesky:ann.example"]
    assert button(typed("x:ann")).disabled


@pytest.mark.parametrize("from_file", [False, True])
def test_credentials_reach_the_fetch_and_are_shown_nowhere(fake, monkeypatch, from_file):
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, "an0ther-t0ken" if from_file else value)
    app = opened()
    if from_file:
        app.secrets.update(SECRETS)
    app = fetched(app.text_area(key="fetch_targets").set_value("x:ann").run())
    assert_sound(app)
    assert fake.given[0]["credentials"] == SECRETS
    widgets = [*app.text_input, *app.text_area, *app.number_input]
    seen = [shown(app), repr(app.query_params), *(repr(widget) for widget in widgets)]
    seen += [repr(app.session_state), repr(jobs.find(app.session_state["job_keys"][0]))]
    assert TOKEN not in "\n".join(seen)
    assert "an0ther-t0ken" not in "\n".join(seen)


def test_no_field_asks_for_a_secret(fake):
    app = opened()
    labels = [widget.label for widget in [*app.text_input, *app.text_area]]
    assert not any(word in label.casefold() for label in labels for word in ("token", "password", "secret"))


def test_what_comes_goes_to_the_analysts_own_workspace_and_is_turned_to(fake, demo_folder):
    app = fetched(typed("bluesky:ann.example", w="demo"))
    assert_sound(app)
    assert fake.given[0]["folder"] == default_path()
    assert app.query_params["w"] == "own"
    assert "What the fetch did" in shown(app)
    assert [metric.value for metric in app.metric[:3]] == ["2", "0", "0"]


def test_the_cap_is_what_was_chosen(fake):
    app = typed("bluesky:ann.example")
    assert app.number_input(key="fetch_cap").value == 3200
    fetched(app.number_input(key="fetch_cap").set_value(45).run())
    assert fake.given[0]["cap"] == 45


def test_a_click_that_comes_with_other_accounts_asks_nobody(fake):
    app = typed("bluesky:ann.example")
    button(app).click()
    app.text_area(key="fetch_targets").set_value("mastodon:ann@other.example").run()
    assert_sound(app)
    assert "other.example" in shown(app)
    assert "press again" in shown(app)
    assert fake.given == []
    assert_sound(fetched(app))
    assert "press again" not in shown(app)
    assert [given["targets"] for given in fake.given] == [["mastodon:ann@other.example"]]


def test_while_it_runs_it_says_what_it_waits_for(fake):
    fake.go.clear()
    fake.words = f"x:ann: waiting 14 min 3 s for X's rate limit {HOSTILE}"
    app = begun(typed("bluesky:ann.example"))
    assert fake.begun.wait(SOON)
    app.run()
    assert_sound(app)
    assert [button.label for button in app.button if button.label == "Cancel"] == ["Cancel"]
    text = app.get("progress")[0].proto.text
    assert "waiting 14 min 3 s" in text.replace("\\", "")
    assert "<script>" not in text


def test_the_same_fetch_is_not_begun_twice_while_it_runs(fake):
    fake.go.clear()
    first, second = begun(typed("bluesky:ann.example")), begun(typed("bluesky:ann.example"))
    assert fake.begun.wait(SOON)
    assert first.session_state["job_keys"] == second.session_state["job_keys"]
    assert len(fake.given) == 1


def test_a_fetch_waits_for_no_other_work(fake, busy):
    app = begun(typed("bluesky:ann.example"))
    assert fake.begun.wait(SOON)
    assert not busy.status.finished
    assert_sound(app)


def test_a_fetch_and_another_are_both_watched_and_both_reported(fake):
    fake.go.clear()
    app = begun(typed("bluesky:ann.example"))
    app = begun(app.text_area(key="fetch_targets").set_value("bluesky:bob.example").run())
    assert [button.label for button in app.button].count("Cancel") == 2
    fake.go.set()
    for key in app.session_state["job_keys"]:
        jobs.find(key).wait(SOON)
    app.run()
    assert_sound(app)
    assert [heading.value for heading in app.subheader].count("What the fetch did") == 2


def test_what_was_stopped_is_a_note_and_no_refused_row_and_can_be_gone_on_with(fake):
    why = "the fetch was stopped; what had arrived is kept, and the next fetch goes on from there"
    reasons = (("stopped", why), ("account", f"it has moved to {HOSTILE}"), ("page 1", "it is no post"))
    fake.files = [FileReport("bluesky:ann.example", "live_bluesky", rows=2, refused=1, reasons=reasons)]
    app = fetched(typed("bluesky:ann.example"))
    assert_sound(app)
    assert "bluesky:ann.example** stopped after 2 posts" in shown(app)
    assert "goes on from there" in shown(app)
    assert "it has moved to <script>" in shown(app)
    reasons = next(table.value for table in app.dataframe if "Reason" in table.value)
    assert reasons["Place"].tolist() == ["page 1"]
    app = button(app, "Go on").click().run()
    jobs.find(app.session_state["job_keys"][0]).wait(SOON)
    assert [given["targets"] for given in fake.given] == [["bluesky:ann.example"]] * 2
    assert_sound(app.run())


def test_a_finished_fetch_has_nothing_to_go_on_with(fake):
    app = fetched(typed("bluesky:ann.example"))
    assert "Go on" not in [button.label for button in app.button]


def test_what_was_not_fetched_is_named_with_its_reason(fake):
    skipped = "x:ann is protected: X shows its posts to its followers only"
    fake.files = [
        FileReport("bluesky:ann.example", "live_bluesky", rows=2),
        FileReport("x:ann", "live_x", skipped=f"{skipped} {HOSTILE}"),
    ]
    app = fetched(typed("bluesky:ann.example"))
    assert_sound(app)
    (warning,) = app.warning
    assert skipped in warning.value.replace("\\", "").replace("\u2060", "")
    assert "x:ann was not fetched" in shown(app)


@pytest.mark.parametrize(
    "kind",
    [
        errors.MissingError,
        errors.RenamedError,
        errors.SuspendedError,
        errors.ProtectedError,
        errors.CredentialError,
        errors.AddressError,
        errors.ServiceError,
        errors.WorkspaceBusyError,
    ],
)
def test_an_error_is_shown_with_its_own_message(fake, kind):
    fake.error = kind(f"what {kind.__name__} says of {HOSTILE}")
    app = fetched(typed("bluesky:ann.example"))
    assert not app.exception
    (error,) = [error.value for error in app.error]
    assert f"what {kind.__name__} says of <script>" in error.replace("\\", "").replace("\u2060", "")
    assert "<script>" not in error
    assert not default_path().exists()
    fake.error = None
    button(app, "Start again").click().run()
    jobs.find(app.session_state["job_keys"][0]).wait(SOON)
    app.run()
    assert_sound(app)
    assert "What the fetch did" in shown(app)


def test_an_error_that_is_ours_is_a_reference_and_shows_no_secret(fake, monkeypatch, caplog):
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    fake.error = RuntimeError(f"Authorization: Bearer {TOKEN}")
    app = fetched(typed("x:ann"))
    assert "the fault is ours" in shown(app)
    assert TOKEN not in shown(app) + caplog.text


def test_a_fetch_stopped_before_anything_came_leaves_all_as_it_was(fake):
    fake.go.clear()
    app = begun(typed("bluesky:ann.example"))
    assert fake.begun.wait(SOON)
    button(app.run(), "Cancel").click().run()
    jobs.find(app.session_state["job_keys"][0]).wait(SOON)
    app.run()
    assert_sound(app)
    assert "nothing is lost" in shown(app)
    assert not default_path().exists()


def test_stopping_while_portraits_are_drawn_keeps_the_report(fake, monkeypatch):
    class Stopped:
        def __init__(self, workspace):
            self.workspace = workspace

        def complete(self, progress, cancelled):
            raise CancelledError

    monkeypatch.setattr(drawing, "Gallery", Stopped)
    app = fetched(typed("bluesky:ann.example"))
    assert_sound(app)
    assert "What the fetch did" in shown(app)


def test_what_was_typed_is_there_after_a_look_at_another_page(fake):
    app = turn(turn(typed("bluesky:ann.example"), "method"), "workspace")
    app.session_state[TAB] = "By handle"
    assert app.run().text_area(key="fetch_targets").value == "bluesky:ann.example"


def test_a_fetch_stands_in_the_history_as_one(fake):
    app = fetched(typed("bluesky:ann.example"))
    assert [expander.label for expander in app.expander if "Imports so far" in expander.label] == [
        "Imports so far (1)"
    ]
