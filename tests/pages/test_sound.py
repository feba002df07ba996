"""Every page, whatever the data: nothing breaks, and a new page is covered the day it is added."""

from itertools import combinations

import pytest
from streamlit.testing.v1 import AppTest

from core.workspace import Workspace
from tests.pages.opening import APP, PAGES, ROOT, SOON, assert_sound, framed, linked, title, turn

every_page = pytest.mark.parametrize("page", PAGES)


@every_page
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.usefixtures("demo")
def test_a_page_shows_the_demo_and_bears_two_reruns(page, theme):
    app = framed(page, theme=theme)
    assert_sound(app)
    drawn = title(app)
    for _ in range(2):
        app.run()
        assert_sound(app)
        assert title(app) == drawn


@every_page
@pytest.mark.usefixtures("demo")
def test_a_page_opened_by_a_link_on_a_fresh_server_stands_in_the_frame(page):
    app = linked(page, w="demo")
    assert_sound(app)
    assert len(app.sidebar.selectbox) == 3
    assert title(app) == title(framed(page))


@every_page
@pytest.mark.usefixtures("demo")
def test_a_page_run_all_by_itself_breaks_nothing(page):
    app = AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=SOON).run()
    assert_sound(app)
    assert_sound(app.run())


@every_page
def test_a_page_bears_an_empty_workspace(page):
    app = framed(page, w="own")
    assert_sound(app)
    assert_sound(app.run())


@every_page
def test_a_page_bears_that_the_demo_is_yet_to_be_made(page, busy):
    app = framed(page)
    assert_sound(app)
    assert_sound(app.run())
    for job in [button for button in app.button if button.label == "Cancel"]:
        job.click().run()
    assert_sound(app.run())


@every_page
def test_a_page_bears_a_profile_with_one_post(page, demo, demo_folder):
    lonely = Workspace(demo_folder / "demo").profiles.query("n_posts == 1")["key"].item()
    for a, b in ((demo[0], lonely), (lonely, demo[1])):
        app = framed(page, w="demo", a=a, b=b)
        assert_sound(app)
        assert_sound(app.run())


@every_page
@pytest.mark.parametrize("keys", [("nobody", "x:1"), ("x:@\u202e<b>", "' or 1=1"), ("demo", "demo")])
@pytest.mark.usefixtures("demo")
def test_a_page_bears_profiles_that_are_not_there(page, keys):
    app = framed(page, w="demo", a=keys[0], b=keys[1])
    assert_sound(app)


@every_page
def test_a_page_bears_a_profile_beside_itself(page, demo):
    app = framed(page, w="demo", a=demo[0], b=demo[0])
    assert_sound(app)


@every_page
@pytest.mark.usefixtures("demo")
def test_a_page_bears_a_workspace_that_is_not_there(page):
    app = framed(page, w="../../etc")
    assert_sound(app)
    assert app.query_params["w"] in {"own", "demo"}


@every_page
def test_a_page_bears_people_who_mean_harm(page, hostile):
    app = framed(page, w="own", a=hostile[0], b=hostile[1])
    assert_sound(app)
    for a, b in list(combinations(hostile, 2))[1::4]:
        app.query_params["a"], app.query_params["b"] = a, b
        assert_sound(app.run())


@pytest.mark.usefixtures("demo")
def test_app_opens_on_the_finished_comparison_of_the_planted_pair():
    app = AppTest.from_file(APP, default_timeout=SOON).run()
    assert_sound(app)
    assert title(app).startswith("How alike are :blue[")


def test_every_page_has_its_line_in_the_sidebar():
    links = [link.value for link in framed("method").sidebar.page_link]
    assert sorted(link.casefold().split()[0] for link in links) == PAGES


@pytest.mark.usefixtures("demo")
def test_a_walk_through_all_pages_in_one_session_keeps_the_pair():
    app = framed("compare")
    pair = {name: app.query_params[name] for name in "wab"}
    for page in [*PAGES, *reversed(PAGES)]:
        assert_sound(turn(app, page))
        assert {name: app.query_params[name] for name in "wab"} == pair
