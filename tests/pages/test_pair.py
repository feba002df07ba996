"""The pages about a pair: what they say, where there is none, and what their controls change."""

import pytest

from components import jobs
from components.control import BINS, SERIES, STRONG_FROM
from core.workspace import Workspace
from core.workspace.folder import default_path
from tests.corpus import post, store
from tests.pages.opening import PAIR_PAGES, SOON, assert_sound, framed, said, title, turn

pair_page = pytest.mark.parametrize("page", PAIR_PAGES)


def control(app, label):
    (found,) = [
        widget
        for widget in (*app.main.segmented_control, *app.main.pills, *app.main.selectbox)
        if widget.label == label
    ]
    return found


@pair_page
def test_the_title_holds_both_handles_and_the_demo_is_called_one(page, demo, demo_folder):
    handles = Workspace(demo_folder / "demo").profiles.set_index("key")["handle"]
    app = framed(page, w="demo", a=demo[0], b=demo[1])
    for key in demo:
        assert handles[key].replace("_", "\\_") in title(app)
    assert any("Synthetic demo" in text for text in said(app))


@pair_page
def test_an_empty_workspace_says_what_to_do(page):
    app = framed(page, w="own")
    assert [heading.value for heading in app.subheader] == ["No timelines yet"]
    assert [link.value for link in app.main.page_link] == ["Use your own data"]


@pair_page
def test_one_profile_is_told_from_none_chosen_with_the_way_to_another(page):
    store(default_path(), [post("x:1")])
    app = framed(page, w="own")
    assert [heading.value for heading in app.subheader] == ["Two profiles are needed"]
    assert any("There is one. Import another" in text for text in said(app))
    assert [link.value for link in app.main.page_link] == ["Use your own data"]


def test_one_post_is_not_counted_in_the_plural():
    store(default_path(), [post("x:1")])
    app = framed("workspace", w="own")
    assert any(text.startswith("1 post from 2024-03-01 to 2024-03-01") for text in said(app))


@pair_page
@pytest.mark.usefixtures("demo")
def test_an_unknown_profile_is_named_as_such(page):
    app = framed(page, w="demo", a="x:nobody")
    assert [heading.value for heading in app.subheader] == ["No such profile here"]


@pair_page
def test_a_profile_is_not_compared_with_itself(page, demo):
    app = framed(page, w="demo", a=demo[0], b=demo[0])
    assert [heading.value for heading in app.subheader] == ["A and B are the same profile"]


@pair_page
def test_while_the_demo_is_being_made_the_page_says_so_and_can_be_stopped(page, busy):
    app = framed(page)
    assert title(app) == "One moment: making the demo"
    (cancel,) = [button for button in app.button if button.label == "Cancel"]
    cancel.click().run()
    app.run()
    assert any("nothing is lost" in text for text in said(app))
    assert [button.label for button in app.main.button] == ["Start again"]


def test_the_first_run_makes_the_demo_and_then_shows_it():
    app = framed("compare")
    assert title(app) == "One moment: making the demo"
    (job,) = [job for job in jobs._RUNNER._jobs.values() if not job.status.finished]
    assert job.wait(SOON).state == "done"
    assert_sound(app.run())
    assert title(app).startswith("How alike are :blue[")
    # Percentiles come later; until then the page is whole without them.
    assert any("Posts" in metric.label for metric in app.metric)


def test_swap_turns_the_pair_around_and_twice_is_as_before(demo):
    app = framed("compare", w="demo", a=demo[0], b=demo[1])
    before = title(app)
    (swap,) = [button for button in app.sidebar.button if button.label == "Swap A and B"]
    swap.click().run()
    assert_sound(app)
    assert title(app) != before
    assert (app.query_params["a"], app.query_params["b"]) == (demo[1], demo[0])
    (swap,) = [button for button in app.sidebar.button if button.label == "Swap A and B"]
    swap.click().run()
    assert title(app) == before


def test_a_picked_profile_stands_in_the_title_and_in_the_address_of_every_page(demo, demo_folder):
    profiles = Workspace(demo_folder / "demo").profiles
    third = profiles[~profiles["key"].isin(demo)].iloc[3]
    app = framed("compare", w="demo", a=demo[0], b=demo[1])
    app.sidebar.selectbox(key="pick_b").set_value(third["key"]).run()
    for page in PAIR_PAGES:
        turn(app, page)
        assert_sound(app)
        assert third["handle"].replace("_", "\\_")[:16] in title(app)
        assert app.query_params["b"] == third["key"]


@pytest.mark.parametrize("page", ["compare", "content"])
@pytest.mark.usefixtures("demo")
def test_paper_mode_shows_other_values(page):
    def shown():
        if page == "content":
            return said(app)
        return next(one.value["Value"].tolist() for one in app.main.dataframe if "Value" in one.value)

    app = framed(page)
    before = shown()
    app.segmented_control[0].set_value("paper").run()
    assert_sound(app)
    assert shown() != before


@pytest.mark.parametrize("bins", BINS)
@pytest.mark.usefixtures("demo")
def test_behaviour_draws_every_count_in_every_bin_with_every_band(bins):
    app = framed("behaviour")
    control(app, "Bin").set_value(bins).run()
    assert_sound(app)
    for count in SERIES:
        control(app, "Count").set_value(count).run()
        assert_sound(app)
    control(app, "Count").set_value("reposts_received").run()  # posts are as even by month as bands are wide
    distances = {}
    for band in control(app, "Warp at most").options:
        control(app, "Warp at most").set_value(band).run()
        assert_sound(app)
        distances[band] = next(metric.value for metric in app.metric if metric.label == "DTW per step")
    assert len(set(distances.values())) > 1, "the band changes nothing"


@pytest.mark.usefixtures("demo")
def test_fewer_ways_of_naming_leave_fewer_shared_targets_and_none_chosen_means_all():
    def shared(app):
        assert_sound(app)
        return app.metric[0].delta

    app = framed("audience")
    every = shared(app)
    control(app, "Named by").set_value(["quote"]).run()
    assert shared(app) != every
    control(app, "Named by").set_value([]).run()
    assert shared(app) == every


@pytest.mark.usefixtures("demo")
def test_a_higher_bar_leaves_no_more_strong_friendships():
    def strong(n):
        control(app, "Strong friendship from").set_value(n).run()
        assert_sound(app)
        return int(next(m.value for m in app.metric if m.label == "Strong, shared").split()[0])

    app = framed("audience")
    counts = [strong(n) for n in STRONG_FROM]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_a_profile_with_one_post_leaves_measures_missing_with_a_reason(demo, demo_folder):
    lonely = Workspace(demo_folder / "demo").profiles.query("n_posts == 1")["key"].item()
    app = framed("compare", w="demo", a=demo[0], b=lonely)
    table = app.dataframe[0].value
    missing = table[table["Value"] == "—"]
    assert len(missing) > 3
    assert missing["Evidence"].str.fullmatch(r"missing: .{10,}").all()
    assert missing["More alike than"].isna().all()
