"""What people call the columns of a table, in several languages: phrases by field of ours.

A phrase is words in lower case without accents, as :func:`words_of` makes them of a header. The names
that the reader of tables takes without asking are in :data:`core.sources.column.KNOWN`.
"""

from __future__ import annotations

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_WORD = re.compile(r"\w+")

PHRASES: dict[str, tuple[str, ...]] = {
    "profile": (
        "screen name", "screenname", "user handle", "twitter handle", "handle", "account", "account name",
        "user", "user name", "username", "login", "nick", "nickname", "author", "author handle", "author name",
        "tweet author", "from user", "sender", "from", "poster", "posted by", "creator", "profile", "who", "acct",
        "nutzer", "nutzername", "benutzer", "benutzername", "konto", "autor", "verfasser", "absender", "wer",
        "utilisateur", "nom d utilisateur", "auteur", "compte", "pseudo", "pseudonyme", "expediteur",
        "usuario", "nombre de usuario", "cuenta", "autora", "utente", "nome utente", "autore",
        "nome de usuario", "conta", "gebruiker", "gebruikersnaam", "uzytkownik", "konto uzytkownika",
        "kullanici", "kullanici adi", "hesap", "пользователь", "автор", "аккаунт", "ник", "ユーザー", "ユーザー名",
        "アカウント", "投稿者", "用户", "用户名", "账号", "作者", "المستخدم", "الكاتب", "사용자",
    ),
    "user_id": (
        "user id", "userid", "uid", "author id", "account id", "profile id", "from user id", "user id str",
        "nutzer id", "nutzerid", "benutzer id", "benutzerid", "autor id", "id utilisateur", "id usuario",
        "id utente", "kullanici id", "用户id", "ユーザーid",
    ),
    "platform": ("platform", "network", "social network", "service", "plattform", "netzwerk", "plateforme", "reseau",
                 "plataforma", "red social", "piattaforma", "rede", "платформа", "平台", "プラットフォーム"),
    "name": (
        "name", "display name", "displayname", "full name", "fullname", "real name", "user display name",
        "author full name", "author fullname", "author display name", "anzeigename", "voller name", "nom", "nom affiche", "nombre",
        "nombre completo", "nome", "nome completo", "naam", "имя", "昵称", "表示名", "名前",
    ),
    "bio": ("bio", "biography", "user bio", "about", "user description", "profile description", "author description",
            "description", "beschreibung", "biografie", "biographie", "biografia", "descripcion", "简介", "自己紹介"),
    "created": (
        "account created", "account created at", "account creation date", "user created", "user created at", "user created on", "joined",
        "join date", "member since", "registered", "registration date", "author created at", "profile created at",
        "konto erstellt", "beigetreten", "date d inscription", "fecha de registro", "miembro desde",
    ),
    "followers": (
        "followers", "follower", "followers count", "follower count", "n followers", "num followers",
        "number of followers", "user followers", "user followers count", "author followers", "author followers count",
        "abonnes", "seguidores", "seguaci", "volgers", "takipci", "подписчики", "粉丝", "フォロワー", "フォロワー数",
    ),
    "following": (
        "following", "followings", "following count", "friends", "friends count", "n following", "num friends",
        "user following", "user friends count", "author following count", "folgt", "abonnements", "siguiendo",
        "seguidos", "seguiti", "подписки", "フォロー中", "关注",
    ),
    "label": (),  # a table's word for a group is meant only where it is called so exactly
    "id": (
        "id", "tweet id", "tweetid", "post id", "postid", "status id", "statusid", "message id", "msg id", "item id",
        "id str", "id tweet", "id post", "tweet id str", "uri", "nachricht id", "beitrags id", "beitrag id",
        "identifiant", "id du tweet", "id de tweet", "id del tweet", "微博id", "ツイートid", "投稿id",
    ),
    "time": (
        "created at", "createdat", "created", "created on", "created time", "time", "timestamp", "ts", "datetime", "date", "date time",
        "tweet time", "tweet date", "tweet created at", "tweeted at", "post date", "post time", "posted at", "posted on", "posted",
        "published", "published at", "publish date", "pub date", "publication date", "sent at", "sent", "when", "utc",
        "created utc", "date utc", "unix time", "epoch", "unixtime",
        "datum", "zeit", "zeitpunkt", "zeitstempel", "uhrzeit", "erstellt", "erstellt am", "datum uhrzeit",
        "veroffentlicht", "veroffentlicht am", "gesendet", "gesendet am", "wann",
        "heure", "date de publication", "date heure", "date du tweet", "publie le", "horodatage", "quand",
        "fecha", "hora", "fecha hora", "fecha y hora", "fecha de creacion", "fecha publicacion", "fecha de publicacion", "publicado",
        "data", "ora", "data ora", "data e ora", "data di pubblicazione", "pubblicato", "data hora", "data publicacao",
        "data de publicacao", "datum en tijd", "tijd", "tijdstip", "czas", "tarih", "zaman", "saat", "дата", "время",
        "дата и время", "日期", "时间", "发布时间", "日時", "投稿日時", "時刻", "التاريخ", "الوقت", "날짜", "시간",
    ),
    "text": (
        "text", "full text", "fulltext", "tweet text", "tweet", "tweets", "tweet content", "content", "contents", "body", "message", "msg",
        "post", "post text", "post content", "status", "status text", "caption", "snippet", "comment text", "words",
        "nachricht", "inhalt", "beitrag", "meldung", "tweettext", "was", "wortlaut",
        "texte", "contenu", "texte du tweet", "publication", "texto", "contenido", "mensaje", "mensagem", "conteudo",
        "testo", "contenuto", "messaggio", "tekst", "bericht", "inhoud", "tresc", "wiadomosc", "metin", "icerik", "mesaj",
        "текст", "сообщение", "пост", "твит", "内容", "正文", "文本", "微博正文", "本文", "ツイート", "テキスト", "النص",
        "التغريدة", "내용", "본문",
    ),
    "language": ("lang", "language", "tweet lang", "tweet language", "language code", "lang code", "iso language code", "sprache", "langue", "idioma", "lingua",
                 "lengua", "taal", "jezyk", "dil", "язык", "语言", "言語"),
    "client": ("source", "client", "source label", "app", "application", "device", "via", "sent via", "posted via", "tweet source",
               "gerat", "quelle", "appareil", "fuente", "dispositivo", "发布工具", "クライアント"),
    "likes": (
        "likes", "like", "like count", "likes count", "n likes", "nlikes", "num likes", "number of likes", "favorites", "favourites",
        "favorite count", "favourite count", "favs", "hearts", "favoritos", "begeni", "polubienia", "gefallt mir", "j aime", "mentions j aime", "me gusta", "mi piace", "curtidas",
        "лайки", "点赞", "点赞数", "いいね", "いいね数",
    ),
    "reposts": (
        "reposts", "retweets", "retweet count", "retweets count", "repost count", "n retweets", "nretweets", "num retweets", "number of retweets", "rts",
        "shares", "share count", "reblogs", "reblogs count", "boosts", "geteilt", "partages", "retuits", "compartidos",
        "condivisioni", "compartilhamentos", "репосты", "转发", "转发数", "リツイート", "リツイート数",
    ),
    "replies": ("replies", "reply count", "replies count", "n replies", "nreplies", "num replies", "number of replies", "comments", "comment count", "comments count",
                "antworten", "kommentare", "reponses", "commentaires", "respuestas", "comentarios", "risposte", "commenti", "respostas",
                "ответы", "评论", "评论数", "返信数"),
    "quotes": ("quotes", "quote count", "quotes count", "num quotes", "number of quotes", "quote tweets", "zitate", "citations", "citas"),
    "kind": ("kind", "type", "tweet type", "post type", "status type", "type of tweet", "type of post", "referenced type", "typ", "art", "beitragsart", "tipo",
             "type de tweet", "tipo de tweet", "тип", "类型", "種類"),
    "is_repost": ("is retweet", "is repost", "isretweet", "isrepost", "retweet", "retweeted", "is rt", "rt", "ist retweet", "est un retweet", "es retweet", "is boost", "is reblog"),
    "is_reply": ("is reply", "isreply", "reply", "ist antwort", "est une reponse", "es respuesta"),
    "is_quote": ("is quote", "isquote", "is quote status", "is quote tweet", "quote", "ist zitat"),
    "repost_author": ("retweeted user", "retweeted screen name", "retweet screen name", "retweeted from", "retweet from", "retweet of",
                      "retweeted username", "retweet author", "repost author", "reposted user", "rt user", "retweet user",
                      "original author", "orig author", "retweeted author"),
    "reply_author": ("in reply to", "in reply to screen name", "in reply to user", "in reply to username", "in reply to user id", "in reply to user id str",
                     "reply to", "reply to user", "replied to", "replied user", "replied to user", "reply user", "to user", "antwort an", "en reponse a",
                     "respuesta a", "en respuesta a", "in risposta a"),
    "quote_author": ("quoted user", "quoted screen name", "quoted username", "quote author", "quoted author", "quote user", "quoted from"),
    "repost_id": ("retweeted status id", "retweet status id", "retweeted id", "retweet id", "retweet tweetid", "retweeted tweet id", "repost id", "reposted id"),
    "reply_id": ("in reply to status id", "in reply to status id str", "in reply to id", "in reply to tweet id", "in reply to tweetid", "reply to id",
                 "replied to id", "reply to status id", "reply id", "parent id"),
    "quote_id": ("quoted status id", "quoted id", "quoted tweet id", "quote id", "quoted status id str"),
    "ref_id": ("referenced id", "referenced tweet id", "ref id", "reference id", "referenced tweets id", "original id"),
    "mentions": ("mentions", "mention", "mentioned", "user mentions", "mentioned users", "mentions screen name", "erwahnungen", "menciones",
                 "mencoes", "menzioni", "упоминания", "メンション"),
    "hashtags": ("hashtags", "hashtag", "tags", "hash tags", "schlagworte", "mots cles", "etiquetas", "хештеги", "话题", "ハッシュタグ"),
    "links": ("links", "link", "urls", "expanded urls", "outlinks", "urls expanded url", "expanded url", "liens", "enlaces", "ссылки", "链接", "リンク"),
    "media": ("media", "media urls", "media url", "photos", "images", "image url", "pictures", "videos", "medien", "bilder", "imagenes", "图片", "画像"),
    "fetched_at": ("fetched at", "fetched", "retrieved at", "retrieved", "retrieved on", "collected at", "collected", "scraped at", "scrape date", "crawled at",
                   "downloaded at", "collected on", "captured at", "harvested", "harvested at", "harvested date", "abgerufen", "abgerufen am", "erhoben am", "fecha de captura", "harvest date"),
}  # fmt: skip


def words_of(header: str) -> tuple[str, ...]:
    """Give the words of a column's name: without case, accents and what stands between them.

    >>> words_of("createdAt"), words_of("Veröffentlicht_am"), words_of("tweet.user.screenName")
    (('created', 'at'), ('veroffentlicht', 'am'), ('tweet', 'user', 'screen', 'name'))
    """
    spaced = unicodedata.normalize("NFKC", _CAMEL.sub(" ", header))
    # of other scripts the marks are part of the letter: ガ is not カ
    bare = "".join(first if (first := unicodedata.normalize("NFD", c)[0]).isascii() else c for c in spaced)
    return tuple(_WORD.findall(bare.casefold().replace("_", " ")))
