"""A Mastodon server, as far as a timeline needs it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

HOST = "fedi.example"
_START = datetime(2024, 1, 1, tzinfo=UTC)
_ANN = "111000000000000001"
_BOB = "111000000000000002"


def account(account_id=_ANN, user="ann", host=None, **changes):
    home = host or HOST
    return {
        "id": account_id,
        "username": user,
        "acct": f"{user}@{host}" if host else user,
        "display_name": user.title(),
        "locked": False,
        "bot": False,
        "created_at": "2022-11-03T00:00:00.000Z",
        "note": "<p>made <b>up</b></p>",
        "url": f"https://{home}/@{user}",
        "uri": f"https://{home}/users/{user}",
        "avatar": f"https://{home}/a.png",
        "followers_count": 9,
        "following_count": 4,
        "statuses_count": 90,
        "last_status_at": "2024-05-01",
        "emojis": [],
        "fields": [],
        **changes,
    }


def status(n, author=None):
    """Make the n-th post: in turn an original, a repost, a quote-free original with a link, a reply."""
    author = author or account()
    home = author["url"].removeprefix("https://").partition("/")[0]
    post_id = str(112_000_000_000_000_000 + n)
    made = {
        "id": post_id,
        "created_at": (_START + timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": "en",
        "uri": f"https://{home}/users/{author['username']}/statuses/{post_id}",
        "url": f"https://{home}/@{author['username']}/{post_id}",
        "replies_count": 1,
        "reblogs_count": 2,
        "favourites_count": n,
        "edited_at": None,
        "content": f"<p>post number {n}</p>",
        "reblog": None,
        "application": {"name": "Web", "website": None},
        "account": author,
        "media_attachments": [],
        "mentions": [],
        "tags": [{"name": "made", "url": f"https://{home}/tags/made"}],
        "emojis": [],
        "card": None,
        "poll": None,
    }
    if n % 3 == 1:
        made |= {
            "content": "",
            "tags": [],
            "reblog": status(n + 30_000 - n % 3, account(_BOB, "bob", "far.example")),
        }
    elif n % 3 == 2:
        bob = {"id": _BOB, "username": "bob", "acct": "bob@far.example", "url": "https://far.example/@bob"}
        made |= {"in_reply_to_id": "7", "in_reply_to_account_id": _BOB, "mentions": [bob]}
    return made


class Service:
    """What a server knows: accounts by user, statuses by account id (newest first)."""

    def __init__(self):
        self.accounts = {"ann": account()}
        self.statuses = {_ANN: [status(n) for n in range(90, 0, -1)]}
        self.gone = set()
        self.members_only = False

    def answer(self, asked, url):
        if not asked.path.startswith("/api/v1/accounts/"):
            return None
        if self.members_only and "authorization" not in asked.headers:
            return 401, {"error": "This method requires an authenticated user"}
        if asked.path.endswith("/lookup"):
            user = asked.query["acct"]
            if user in self.gone:
                return 410, {"error": "Gone"}
            found = self.accounts.get(user)
            return (200, found) if found else (404, {"error": "Record not found"})
        return self.timeline(asked, url)

    def timeline(self, asked, url):
        account_id = asked.path.split("/")[4]
        limit = min(int(asked.query.get("limit", 20)), 40)
        newest, oldest = int(asked.query.get("max_id", 10**30)), int(asked.query.get("since_id", 0))
        posts = [s for s in self.statuses.get(account_id, []) if oldest < int(s["id"]) < newest]
        page = posts[:limit]
        headers = {
            "X-RateLimit-Limit": "300",
            "X-RateLimit-Remaining": "299",
            "X-RateLimit-Reset": "2024-05-01T12:05:00.000000Z",
        }
        if page:
            follow = f"{url}{asked.path}?limit={limit}&max_id={page[-1]['id']}"
            before = f"{url}{asked.path}?limit={limit}&min_id={page[0]['id']}"
            headers["Link"] = f'<{follow}>; rel="next", <{before}>; rel="prev"'
        return 200, page, headers
