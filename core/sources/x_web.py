"""Posts as X's own web pages load them, brought into the shape of the API v1.1.

A page loads a post as an object of its own whose ``legacy`` is the post of v1.1, with author, original
and quoted post outside it. Such objects are what browser extensions record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.sources.x_field import as_dict

if TYPE_CHECKING:
    from core.sources.x_field import Json

_DEPTH = 3  # a post, its original, and what that one quotes


def _result(value: Any) -> Json:
    """Open ``{"result": …}``; a post that not everybody may see is wrapped once more."""
    found = as_dict(as_dict(value).get("result"))
    return as_dict(found.get("tweet")) or found


def _user(tweet: Json) -> Json:
    """Give the author; what is said of one has moved from ``legacy`` to ``core`` in 2025."""
    found = _result(as_dict(tweet.get("core")).get("user_results"))
    told = as_dict(found.get("legacy")) | as_dict(found.get("core")) or as_dict(tweet.get("user"))
    user_id = found.get("rest_id") or told.get("id_str") or as_dict(tweet.get("legacy")).get("user_id_str")
    return told | {"id_str": user_id}


def _note(tweet: Json) -> Json:
    """Give the whole of a long post as v1.1 gives that of one above 140 characters."""
    note = _result(as_dict(tweet.get("note_tweet")).get("note_tweet_results"))
    if not isinstance(note.get("text"), str):
        return {}
    return {"extended_tweet": {"full_text": note["text"], "entities": as_dict(note.get("entity_set"))}}


def status_of(tweet: Any, depth: int = _DEPTH) -> Json:
    """Give a post of the v1.1 shape, or an empty object where there is none.

    Parameters
    ----------
    tweet : dict
        The object of the web page, or of its search of 2020 to 2023 (``user`` beside ``legacy``).
    depth : int
        How many posts inside one another are read.

    Examples
    --------
    >>> user = {"result": {"rest_id": "1", "core": {"screen_name": "ann"}}}
    >>> status = status_of({"rest_id": "9", "core": {"user_results": user}, "legacy": {"full_text": "hi"}})
    >>> status["id_str"], status["user"], status["full_text"]
    ('9', {'screen_name': 'ann', 'id_str': '1'}, 'hi')
    """
    tweet = as_dict(tweet)
    legacy = as_dict(tweet.get("legacy"))
    if not legacy or not depth:
        return {}
    status = legacy | {"user": _user(tweet)} | _note(tweet)
    status |= {"source": tweet.get("source") or legacy.get("source")}
    status |= {"id_str": tweet.get("rest_id") or legacy.get("id_str")}
    for name in ("retweeted_status", "quoted_status"):
        place = f"{name}_result"
        if other := status_of(_result(tweet.get(place) or legacy.get(place)), depth - 1):
            status[name] = other
    return status
