"""Earlier contact of two profiles: counted from portraits, read from posts, answered or not."""

from datetime import timedelta

import pytest

from core.audience.interactions import unified
from core.evidence import naming
from core.keys import own_keys
from core.model import INTERACTION_KINDS, Post, Profile
from core.portrait import draw_portrait
from core.safety.contact import Letters, contact
from core.workspace import Workspace
from tests.corpus import START, store

A, B, SILENT, OTHER = "x:1", "x:2", "x:3", "x:4"
HANDLES = {A: "Ann", B: "Bob", SILENT: "Sil", OTHER: "Oda"}
GOOD, BAD = "thank you, that is wonderful!", "this is terrible, I hate it, you idiot"


def write(who, at, to=None, text="the bus leaves at nine", kind="original", **more):
    """Write one post, ``at`` hours after the start."""
    more |= {"ref_author": to} if kind in {"reply", "repost"} else {"mentions": [to] if to else []}
    return Post(
        who, START + timedelta(hours=at), post_id=f"{who}-{at}", text=text, language="en", kind=kind, **more
    )


def settle(folder, *posts):
    profiles = [Profile(key, "x", key[2:], handle=handle) for key, handle in HANDLES.items()]
    identities = [("x", key[2:], handle) for key, handle in HANDLES.items()]
    store(folder, posts, profiles=profiles, identities=identities)
    return Workspace(folder)


class Asked:
    """Portraits of a workspace, and whose posts were asked for."""

    def __init__(self, workspace):
        self.workspace, self.read = workspace, []

    def portrait(self, key):
        drawn = draw_portrait(self.workspace.timeline(key))
        canonical = self.workspace.identities.canonical
        return type(drawn)(
            **{name: getattr(drawn, name) for name in drawn.__dataclass_fields__ if name != "audience"},
            audience=unified(drawn.audience, canonical),
        )

    def letters(self, portrait):
        key = portrait.profile.key
        self.read.append(key)
        return Letters(
            self.workspace.timeline(key), portrait.content.languages, self.workspace.identities.canonical
        )

    def contact(self, a, b):
        return contact(self.portrait(a), self.portrait(b), self.letters)


@pytest.fixture
def village(tmp_path):
    return Asked(
        settle(
            tmp_path / "w",
            write(A, 0),
            write(A, 1, "x:@bob", GOOD, "reply"),
            write(A, 2, "x:2", BAD, "reply"),
            write(A, 3, "x:2", "RT @bob: I hate everything", "repost"),
            write(A, 4, "x:@BOB".casefold(), GOOD),
            write(A, 90, "x:2", "late", "reply"),
            write(B, 0),
            write(B, 1, "x:4"),
            write(B, 9, "x:@ann", "no"),
            write(SILENT, 1, "x:1", GOOD, "reply"),
            write(SILENT, 2, "x:1", GOOD, "repost"),
            write(OTHER, 0),
            write(OTHER, 9),
        )
    )


def test_contact_is_counted_read_and_placed(village):
    to_b, to_a = village.contact(A, B)
    assert dict(to_b.tone.kinds) == {"reply": 3, "repost": 1, "mention": 1}
    assert to_b.tone.n_posts == 5
    assert to_b.tone.positions == (1, 2, 3, 4, 5)
    # the repost is another's words, "late" is its own and of no tone
    assert (to_b.tone.n_read, to_b.tone.n_positive, to_b.tone.n_negative) == (4, 2, 1)
    assert to_b.tone.abusive == (2,)
    assert dict(to_a.tone.kinds) == {"mention": 1}
    assert to_a.tone.positions == (2,)


def test_only_what_could_have_been_answered_is_an_approach(village):
    to_b, _ = village.contact(A, B)
    assert to_b.n_approaches == 3  # neither the repost, nor the reply long after B's last post


def test_the_two_directions_change_places(village):
    to_b, to_a = village.contact(A, B)
    assert village.contact(B, A) == (to_a, to_b)


def test_without_contact_no_timeline_is_read(village):
    to_b, to_a = village.contact(B, SILENT)
    assert (to_b.tone.n_posts, to_b.n_approaches) == (0, 0)
    assert to_a.tone.n_posts == 0
    assert village.read == []
    village.contact(SILENT, A)
    assert village.read == [SILENT]


def test_who_names_nobody_is_told_from_who_names_others(village):
    to_other, from_other = village.contact(B, OTHER)
    assert from_other.tone is None
    assert to_other.tone.n_posts == 1


def test_posts_are_those_that_the_page_of_contact_shows(village):
    a, b = village.portrait(A), village.portrait(B)
    to_b, _ = village.contact(A, B)
    shown = naming(
        village.workspace.timeline(A).posts,
        own_keys(b.profile) - own_keys(a.profile),
        village.workspace.identities.canonical,
        INTERACTION_KINDS,
    )
    assert to_b.tone.positions == tuple(shown.tolist())


def test_a_short_post_is_in_the_language_of_the_profile(tmp_path):
    english = [write(A, n, text="good morning to everybody in this town") for n in range(5)]
    untagged = Post(
        A, START + timedelta(hours=9), post_id="u", text="great!", mentions=["x:2"], language=None
    )
    asked = Asked(settle(tmp_path / "w", *english, untagged, write(B, 0, "x:4")))
    to_b, _ = asked.contact(A, B)
    assert (to_b.tone.n_read, to_b.tone.n_positive) == (1, 1)


def test_two_captures_of_one_account_have_no_contact(tmp_path):
    profiles = [Profile(f"x:@ann+{n}", "x", handle=f"ann+{n}", account="x:1") for n in (1, 2)]
    posts = [write(f"x:@ann+{n}", at, "x:1", GOOD, "reply") for n in (1, 2) for at in range(4)]
    store(tmp_path / "w", posts, profiles=profiles)
    asked = Asked(Workspace(tmp_path / "w"))
    to_b, to_a = asked.contact("x:@ann+1", "x:@ann+2")
    assert (to_b.tone.n_posts, to_a.tone.n_posts) == (0, 0)
    assert asked.read == []
