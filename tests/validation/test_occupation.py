"""Who is a politician and who an entertainer is read from the files, and the profiles from the workspace."""

from collections import Counter

import pyarrow as pa
import pytest
from pyarrow import parquet

from core.errors import FormatError
from core.model import Profile
from core.validation.occupation import ENTERTAINERS, ONE_CRAWL, POLITICIANS, PROFESSIONS, occupations
from core.workspace import Workspace
from tests.corpus import post as made_post
from tests.corpus import store


def write(folder, name, *accounts):
    rows = [{"screen_name": who, "category": category} for who, category in accounts for _ in range(2)]
    parquet.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")


def known(folder, *profiles):
    """Store profiles, each a key, a handle and a number of posts."""
    posts = [made_post(key, n, post_id=f"{key}-{n}") for key, _, count in profiles for n in range(count)]
    store(folder, posts, profiles=[Profile(key, "x", handle=handle) for key, handle, _ in profiles])
    return Workspace(folder)


def test_as_many_politicians_as_entertainers_those_of_the_first_file_first(tmp_path):
    write(tmp_path, "us_politicians", ("Small", "us_politician"))
    write(tmp_path, "a_file", ("Big", "world_leader"), ("Bigger", "world_leader"), ("Other", "brand"))
    write(tmp_path, "stars", ("Ann", "singer"), ("Bob", "actor"))
    workspace = known(
        tmp_path / "w",
        ("x:1", "small", 1),
        ("x:2", "Big", 2),
        ("x:3", "Bigger", 3),
        ("x:4", "Ann", 1),
        ("x:5", "Bob", 1),
        ("x:6", "Other", 5),
    )
    assert occupations(tmp_path, workspace) == {
        "x:1": POLITICIANS,
        "x:3": POLITICIANS,
        "x:4": ENTERTAINERS,
        "x:5": ENTERTAINERS,
    }


def test_of_an_accounts_captures_the_one_with_most_posts_is_taken(tmp_path):
    write(tmp_path, "stars", ("Ann", "singer"))
    write(tmp_path, "us_politicians", ("Sen", "us_politician"))
    workspace = known(
        tmp_path / "w",
        ("x:@ann+2019", "Ann+2019", 1),
        ("x:@ann+2021", "Ann+2021", 3),
        ("x:@sen+b", "Sen+b", 2),
        ("x:@sen+a", "Sen+a", 2),
    )
    assert occupations(tmp_path, workspace) == {"x:@ann+2021": ENTERTAINERS, "x:@sen+a": POLITICIANS}


def test_the_second_grouping_reads_one_file_and_takes_everybody(tmp_path):
    write(tmp_path, "celebrities_2015", ("Ann", "singer"), ("Nasa", "science"), ("Oreo", "brand_media"))
    write(tmp_path, "celebrities_2017", ("Bob", "singer"))
    workspace = known(
        tmp_path / "w", ("x:1", "Ann", 1), ("x:2", "Nasa", 1), ("x:3", "Oreo", 1), ("x:4", "Bob", 1)
    )
    found = occupations(tmp_path, workspace, ONE_CRAWL)
    assert found == {
        "x:1": ENTERTAINERS,
        "x:2": "brands, science, data-vis",
        "x:3": "brands, science, data-vis",
    }


def test_nobody_is_labelled_where_no_profile_is_known_or_no_file_is_there(tmp_path):
    assert occupations(tmp_path, Workspace(tmp_path / "w")) == {}
    write(tmp_path, "stars", ("Ann", "singer"))
    assert occupations(tmp_path, Workspace(tmp_path / "w")) == {}


def test_a_file_without_categories_is_refused_with_its_name(tmp_path):
    parquet.write_table(pa.table({"text": ["a"]}), tmp_path / "strange.parquet")
    with pytest.raises(FormatError, match=r"strange\.parquet has no columns"):
        occupations(tmp_path, Workspace(tmp_path / "w"))


def test_the_collection_has_fifty_six_entertainers_and_as_many_politicians(real_data, tmp_path):
    """The files are cut to their names: one post an account is enough to be labelled."""
    names = Counter()
    for path in sorted((real_data / "timelines").glob("*.parquet")):
        table = parquet.read_table(path, columns=["screen_name", "created_at", "text"]).to_pandas()
        for who, own in table.groupby("screen_name"):
            names[who.casefold()] += len(own)
    profiles = [(f"x:@{who}", who, 1) for who in names]
    workspace = known(tmp_path / "w", *profiles)
    found = occupations(real_data / "timelines", workspace, PROFESSIONS)
    assert Counter(found.values()) == {ENTERTAINERS: 56, POLITICIANS: 56}
    one = occupations(real_data / "timelines", workspace, ONE_CRAWL)
    assert Counter(one.values()) == {ENTERTAINERS: 32, "brands, science, data-vis": 37}
