"""The X API v2, as far as a timeline needs it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_START = datetime(2024, 1, 1, tzinfo=UTC)
_NOT_FOUND = "https://api.twitter.com/2/problems/resource-not-found"
_NOT_AUTHORISED = "https://api.twitter.com/2/problems/not-authorized-for-resource"
BOB = {"id": "200", "username": "bob", "name": "Bob", "created_at": "2011-01-01T00:00:00.000Z"}


def user(user_id="100", handle="ann", **changes):
    return {
        "id": user_id,
        "username": handle,
        "name": "Ann",
        "description": "made up",
        "created_at": "2010-01-01T00:00:00.000Z",
        "protected": False,
        "public_metrics": {
            "followers_count": 12,
            "following_count": 3,
            "tweet_count": 250,
            "listed_count": 0,
        },
        **changes,
    }


def post(n, author="100"):
    """Make the n-th post: in turn an original, a repost, a quote, a reply; ids rise with time."""
    made = {
        "id": str(10_000 + n),
        "author_id": author,
        "created_at": (_START + timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "text": f"post number {n} #made",
        "lang": "en",
        "edit_history_tweet_ids": [str(10_000 + n)],
        "public_metrics": {"retweet_count": 1, "reply_count": 0, "like_count": n, "quote_count": 0},
        "entities": {"hashtags": [{"start": 16, "end": 21, "tag": "made"}]},
    }
    other = str(5_000 + n)
    if n % 4 == 1:
        made |= {"text": f"RT @bob: original {n}", "referenced_tweets": [{"type": "retweeted", "id": other}]}
    elif n % 4 == 2:
        made |= {"referenced_tweets": [{"type": "quoted", "id": other}]}
    elif n % 4 == 3:
        made |= {"referenced_tweets": [{"type": "replied_to", "id": other}], "in_reply_to_user_id": "200"}
    return made


def other(post_id):
    return {
        "id": post_id,
        "author_id": "200",
        "text": f"original {int(post_id) - 5_000}",
        "created_at": "2023-12-31T00:00:00.000Z",
    }


class Service:
    """What X knows: users by handle, posts by user (newest first); which cursors it takes."""

    def __init__(self, token):
        self.token = token
        self.users = {"ann": user()}
        self.suspended = set()
        self.hidden = set()
        self.posts = {"100": [post(n) for n in range(250, 0, -1)]}
        self.mark = "t"  # how cursors begin; others are stale

    def answer(self, asked, url):
        if not asked.path.startswith("/2/"):
            return None
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return 401, {
                "title": "Unauthorized",
                "type": "about:blank",
                "status": 401,
                "detail": "Unauthorized",
            }
        steps = asked.path.strip("/").split("/")
        if steps[1:4] == ["users", "by", "username"]:
            return 200, self.by_handle(steps[4])
        if steps[-1] == "tweets":
            return self.timeline(steps[2], asked.query)
        known = [found for found in self.users.values() if found["id"] == steps[2]]
        return 200, {"data": known[0]} if known else self.missing(steps[2])

    def by_handle(self, handle):
        if handle in self.suspended:
            return self.missing(handle, f"User has been suspended: [{handle}].", "Forbidden")
        if handle not in self.users:
            return self.missing(handle)
        return {"data": self.users[handle]}

    def missing(self, value, detail=None, title="Not Found Error"):
        detail = detail or f"Could not find user with username: [{value}]."
        return {"errors": [{"value": value, "detail": detail, "title": title, "type": _NOT_FOUND}]}

    def timeline(self, user_id, query):
        if user_id in self.hidden:
            detail = f"Sorry, you are not authorized to see the user with id: [{user_id}]."
            return 200, {
                "errors": [{"detail": detail, "title": "Authorization Error", "type": _NOT_AUTHORISED}]
            }
        most = int(query["max_results"])
        token = query.get("pagination_token", f"{self.mark}0")
        if not 5 <= most <= 100 or not token.startswith(self.mark):
            return 400, {"errors": [{"message": "a parameter is not valid"}], "title": "Invalid Request"}
        since = int(query.get("since_id", 0))
        posts = [made for made in self.posts.get(user_id, []) if int(made["id"]) > since]
        start = int(token.removeprefix(self.mark))
        page = posts[start : start + most]
        meta = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": page[0]["id"], "oldest_id": page[-1]["id"]}
        if start + most < len(posts):
            meta["next_token"] = f"{self.mark}{start + most}"
        answer = {"data": page, "meta": meta} if page else {"meta": meta}
        if "expansions" in query and page:
            ids = [ref["id"] for made in page for ref in made.get("referenced_tweets", [])]
            users = [found for found in self.users.values() if found["id"] == user_id]
            answer["includes"] = {"users": [*users, BOB], "tweets": [other(post_id) for post_id in ids]}
        return 200, answer
