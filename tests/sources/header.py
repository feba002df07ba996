"""Headers as tools, archives and people write them, with what each column is, and values to fill them."""

from __future__ import annotations

import csv
import io
import random
from datetime import UTC, datetime, timedelta

# tool: column=field column=field:values …; without "=" a column that is no field of ours, whose values
# are those of its second part.
_WRITTEN = {
    "snscrape": "url:link date=time:iso content=text renderedContent:text id=id username=profile replyCount=replies"
    " retweetCount=reposts likeCount=likes quoteCount=quotes conversationId:id lang=language sourceLabel=client"
    " mentionedUsers=mentions",
    "twint": "id=id conversation_id:id created_at=time:zoned timezone:offset user_id=user_id username=profile"
    " name=name place:empty tweet=text language=language mentions=mentions urls=links photos=media"
    " replies_count=replies retweets_count=reposts likes_count=likes hashtags=hashtags cashtags:empty link:link"
    " retweet=is_repost quote_url:empty video:count near:empty",
    "rtweet": "user_id=user_id status_id=id created_at=time:bare screen_name=profile text=text source=client"
    " display_text_width:count reply_to_status_id=reply_id reply_to_user_id:maybe_id"
    " reply_to_screen_name=reply_author is_quote=is_quote is_retweet=is_repost favorite_count=likes"
    " retweet_count=reposts hashtags=hashtags urls_expanded_url=links lang=language"
    " mentions_screen_name=mentions name=name location:place description=bio followers_count=followers"
    " friends_count=following account_created_at=created:bare",
    "TAGS": "id_str=id from_user=profile text=text created_at=time:x user_lang:language"
    " in_reply_to_user_id_str:maybe_id in_reply_to_screen_name=reply_author from_user_id_str=user_id"
    " in_reply_to_status_id_str=reply_id source=client profile_image_url:link user_followers_count=followers"
    " user_friends_count=following user_location:place status_url:link",
    "Vicinitas": "Tweet_Id=id Text=text Name=name Screen_Name=profile UTC=time:iso Favorites=likes"
    " Retweets=reposts Language=language Client=client Tweet_Type=kind URLs=links Hashtags=hashtags"
    " Mentions=mentions Media_Type:word Media_URLs=media",
    "538": "external_author_id=user_id author=profile content=text region:place language=language:languages"
    " publish_date=time:american harvested_date=fetched_at:american following=following followers=followers"
    " updates:count post_type:word account_type:word retweet=is_repost account_category:word tweet_id=id"
    " article_url:link",
    "presidential archive": "id=id text=text isRetweet=is_repost isDeleted:flag device=client favorites=likes"
    " retweets=reposts date=time:bare isFlagged:flag",
    "sentiment140": "target:digit ids=id date=time:bare flag:one user=profile text=text",
    "election 2020": "created_at=time:bare tweet_id=id tweet=text likes=likes retweet_count=reposts source=client"
    " user_id=user_id user_name=name user_screen_name=profile user_description=bio user_join_date=created:bare"
    " user_followers_count=followers user_location:place lat:fraction long:fraction city:place"
    " collected_at=fetched_at:bare",
    "covid tweets": "user_name=profile:handle user_location:place user_description=bio user_created=created:bare"
    " user_followers=followers user_friends=following user_favourites:count user_verified:flag date=time:bare"
    " text=text hashtags=hashtags source=client is_retweet=is_repost",
    "Netlytic": "id:number guid:id link:link pubdate=time:x author=profile title=text to:maybe_handle lang=language",
    "CrowdTangle": "Page_Name=name User_Name=profile Facebook_Id=user_id Page_Category:word"
    " Post_Created=time:bare Type:word Likes=likes Comments=replies Shares=reposts Message=text URL:link"
    " Overperforming_Score:fraction",
    "Brandwatch": "Query_Id:one Date=time:bare Title:text Snippet=text Url:link Domain:word Sentiment:word"
    " Language=language Author=profile Full_Name=name Twitter_Followers=followers Impact:fraction",
    "Reddit dump": "author=profile created_utc=time:epoch body=text id=id:base36 link_id:base36 score:number"
    " subreddit:word controversiality:flag",
    "Telegram": "message_id=id:number chat:word sender=profile date=time:iso message=text views:count"
    " forwards:count reply_to:maybe_number",
    "botometer": "tweetid=id:id user.id=user_id user.screen_name=profile created=time:millis full_text=text"
    " user.followers_count=followers user.created_at=created:x",
    "stream dump": "created_at=time:x id_str=id user.screen_name=profile user.id_str=user_id full_text=text"
    " lang=language retweeted_status.id_str=repost_id retweeted_status.user.screen_name=repost_author"
    " in_reply_to_status_id_str=reply_id quoted_status_id_str=quote_id favorite_count=likes"
    " retweet_count=reposts entities.hashtags=hashtags",
    "twarc csv": "id=id conversation_id:id referenced_tweets.retweeted.id=repost_id"
    " referenced_tweets.quoted.id=quote_id referenced_tweets.replied_to.id=reply_id author_id=user_id"
    " in_reply_to_username=reply_author created_at=time:iso text=text lang=language source=client"
    " public_metrics.like_count=likes public_metrics.quote_count=quotes public_metrics.reply_count=replies"
    " public_metrics.retweet_count=reposts author.username=profile author.name=name author.description=bio"
    " author.created_at=created:iso author.public_metrics.followers_count=followers"
    " author.public_metrics.following_count=following __twarc.retrieved_at=fetched_at:iso",
    "academic v2": "tweet_id=id text=text lang=language created_at=time:iso author_id=user_id user_username=profile"
    " user_name=name user_description=bio retweet_count=reposts like_count=likes quote_count=quotes"
    " user_tweet_count:count user_followers_count=followers source=client sourcetweet_type:kind sourcetweet_id=ref_id"
    " sourcetweet_text:text",
    "Weibo": "微博id=id 用户昵称=profile 微博正文=text 发布时间=time:bare 点赞数=likes 转发数=reposts 评论数=replies"
    " 话题=hashtags 发布工具=client",
    "German panel": "lfd_Nr:number Account=profile Beitrag_vom=time:german Beitragstext=text Likes=likes"
    " Kommentare=replies Link_zum_Beitrag:link",
    "French panel": "num:number Auteur=profile Date=time:french Message=text Nb_likes=likes Nb_partages=reposts"
    " Langue=language",
    "Spanish panel": "ID_Tweet=id Usuario=profile Fecha_hora=time:french Texto_del_tweet=text Idioma=language"
    " Retweets=reposts Favoritos=likes",
    "Italian panel": "id_post=id utente=profile data_ora=time:french testo=text lingua=language mi_piace=likes",
    "Polish panel": "identyfikator=id uzytkownik=profile data_publikacji=time:bare treść=text polubienia=likes",
    "Turkish panel": "kullanıcı_adı=profile tarih=time:german metin=text beğeni=likes dil=language",
    "Russian panel": "автор=profile дата_публикации=time:german текст_поста=text лайки=likes репосты=reposts",
    "by hand": "wer=profile wann=time:german was=text",
    "by hand, short": "usr=profile dt=time:bare txt=text",
    "log": "ts=time:millis uid=user_id msg=text",
    "numbered": "V1=id V2=profile V3=time:bare V4=text V5:count",
    "nothing said": "a=profile b=text c=time:iso d=language",
    "R frame": "Unnamed:_0:number screenName=profile created=time:bare text=text favoriteCount=likes"
    " isRetweet=is_repost retweeted:flag longitude:empty statusSource=client replyToSN=reply_author id=id",
}  # fmt: skip
_USUAL = {
    "profile": "handle", "user_id": "user_id", "name": "name", "bio": "text", "id": "id", "text": "text", "language": "language",
    "client": "client", "kind": "kind", "mentions": "handles", "hashtags": "tags", "links": "link", "media": "link",
    **dict.fromkeys(("is_repost", "is_reply", "is_quote"), "flag"),
    **dict.fromkeys(("likes", "reposts", "replies", "quotes", "followers", "following"), "count"),
    **dict.fromkeys(("repost_author", "reply_author", "quote_author"), "maybe_handle"),
    **dict.fromkeys(("repost_id", "reply_id", "quote_id", "ref_id"), "maybe_id"),
}  # fmt: skip
_WORDS = "the of a harbour night vote budget rain goal minister why never again tomorrow we saw an old dog here".split()  # noqa: SIM905
_START = datetime(2020, 3, 1, tzinfo=UTC)


def _columns(written):
    for part in written.split():
        column, equals, rest = part.partition("=")
        field, _, kind = rest.partition(":")
        if not equals:
            column, _, kind = part.rpartition(":")
            field = None
        yield column.replace("_", " ") if column[0].isupper() else column, field, kind or _USUAL[field]


HEADERS = {tool: list(_columns(written)) for tool, written in _WRITTEN.items()}
"""By tool, each column with the field that it is (or None) and the kind of its values."""


def _time(kind, dice, n):
    moment = _START + timedelta(minutes=977 * n + dice.randrange(600))
    forms = {
        "iso": "%Y-%m-%dT%H:%M:%SZ",
        "zoned": "%Y-%m-%d %H:%M:%S UTC",
        "bare": "%Y-%m-%d %H:%M:%S",
        "x": "%a %b %d %H:%M:%S +0000 %Y",
        "american": "%m/%d/%Y %H:%M",
        "german": "%d.%m.%Y %H:%M",
        "french": "%d/%m/%Y %H:%M",
    }
    if kind in forms:
        return moment.strftime(forms[kind])
    seconds = int(moment.timestamp())
    return str(seconds * 1000 + dice.randrange(1000) if kind == "millis" else seconds)


def value(kind, dice, n):
    """Make one value of a kind for the n-th row."""
    who = dice.randrange(7)
    maybe = dice.random() < 0.3
    made = {
        "handle": lambda: f"{_WORDS[who]}_{who}",
        "handles": lambda: f"{_WORDS[who]}_{who} other_{who}" if maybe else "",
        "maybe_handle": lambda: f"{_WORDS[who]}_{who}" if maybe else "",
        "user_id": lambda: str(81_328_600 + 1_000_003 * who),
        "id": lambda: str(1_234_500_000_000_000_000 + 7_919_000_001 * n),
        "maybe_id": lambda: str(1_134_500_000_000_000_000 + 7_919_000_001 * n) if maybe else "",
        "number": lambda: str(n + 1),
        "maybe_number": lambda: str(n) if maybe else "",
        "base36": lambda: f"{dice.randrange(36**6):06x}",
        "name": lambda: f"{_WORDS[who].title()} {_WORDS[who + 3].title()}",
        "text": lambda: " ".join(dice.choices(_WORDS, k=dice.randrange(5, 22))),
        "language": lambda: dice.choice(["en", "de", "und", "fr"]),
        "languages": lambda: dice.choice(["English", "Russian"]),
        "client": lambda: dice.choice(["Twitter for iPhone", "Twitter Web App", "TweetDeck"]),
        "kind": lambda: dice.choice(["Tweet", "Retweet", "Reply"]),
        "flag": lambda: dice.choice(["True", "False"]),
        "tags": lambda: "vote, rain" if maybe else "",
        "link": lambda: f"https://site.example/{n}",
        "count": lambda: str(int(dice.paretovariate(0.7))),
        "digit": lambda: dice.choice("04"),
        "one": lambda: "NO_QUERY",
        "word": lambda: dice.choice(["news", "sports", "other"]),
        "place": lambda: dice.choice(["Berlin", "New York, NY", "United Kingdom", ""]),
        "fraction": lambda: f"{dice.uniform(-90, 90):.5f}",
        "offset": lambda: "+0100",
        "empty": lambda: "",
    }
    return made[kind]() if kind in made else _time(kind, dice, n)


def filled(tool, n_rows=60, seed=1):
    """Give a table with a tool's header and made-up rows, as CSV."""
    dice = random.Random(f"{tool}{seed}")  # noqa: S311
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column for column, _, _ in HEADERS[tool]])
    for n in range(n_rows):
        writer.writerow([value(kind, dice, n) for _, _, kind in HEADERS[tool]])
    return out.getvalue().encode()
