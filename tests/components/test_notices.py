"""What goes wrong is said, and nothing private with it."""

import pytest
from streamlit.testing.v1 import AppTest

from components.notices import reference


def raises(kind: str):
    from components.notices import guarded  # noqa: PLC0415 - AppTest runs this function by itself
    from core.errors import CancelledError, InputError  # noqa: PLC0415

    errors = {
        "ours": InputError("line 3: *x* is no date"),
        "cancelled": CancelledError(),
        "other": KeyError("a private post"),
    }
    with guarded():
        raise errors[kind]
    import streamlit as st  # noqa: PLC0415

    st.text("the rest of the page")


def run(kind: str) -> AppTest:
    return AppTest.from_function(raises, args=(kind,)).run()


def test_an_error_of_ours_is_shown_with_its_message():
    app = run("ours")
    assert app.error[0].value == "line 3\\: \\*x\\* is no date"


def test_a_cancelled_piece_of_work_is_no_error():
    app = run("cancelled")
    assert not app.error
    assert "Nothing is lost" in app.markdown[0].value


def test_any_other_error_shows_a_reference_and_keeps_its_text_to_itself(caplog):
    app = run("other")
    (shown,) = [error.value for error in app.error]
    assert "private" not in shown + caplog.text
    assert "KeyError" in caplog.text
    assert "in raises" in caplog.text
    assert any(word.strip("*.") in caplog.text for word in shown.split() if word.startswith("**"))


@pytest.mark.parametrize("kind", ["ours", "cancelled", "other"])
def test_the_rest_of_the_page_still_runs(kind):
    app = run(kind)
    assert app.text[0].value == "the rest of the page"
    assert not app.exception


def test_the_causes_of_an_error_are_logged_too(caplog):
    try:
        try:
            raise KeyError("inner secret")  # noqa: EM101, TRY003, TRY301
        except KeyError as error:
            raise RuntimeError("outer secret") from error  # noqa: EM101, TRY003
    except RuntimeError as error:
        name = reference(error)
    assert name in caplog.text
    assert "RuntimeError" in caplog.text
    assert "KeyError" in caplog.text
    assert "secret\n" not in caplog.text
    assert "inner" not in caplog.text


def test_an_error_that_is_its_own_cause_is_logged_once(caplog):
    error = ValueError()
    other = ValueError()
    error.__cause__, other.__cause__ = other, error
    reference(error)
    assert caplog.text.count("builtins.ValueError") == 2


def empty_page():
    import streamlit as st  # noqa: PLC0415 - AppTest runs this function by itself

    from components.notices import demo_badge, empty  # noqa: PLC0415

    empty("No posts yet", "Drop files here.", lambda: st.button("Use your own data"))
    demo_badge()


def test_an_empty_place_says_what_to_do_and_offers_it():
    app = AppTest.from_function(empty_page).run()
    assert app.subheader[0].value == "No posts yet"
    assert app.button[0].label == "Use your own data"
    assert not app.exception
