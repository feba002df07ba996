"""Names that look alike though they are written with other characters.

An impersonator writes ``pаypal`` with a Cyrillic а, ``paypa1`` with a digit, or ``ＰａｙＰａｌ`` full-width.
The *skeleton* of a name is the same for all of these. The table is our own and compact. It covers what
looks like a Latin letter among: Greek and Cyrillic letters, capitals by their own shape (Η is h, η is
n); the digits 0 1 3 4 5 7 8, ``|``, ``!``, ``$`` and ``@``; Latin letters with a stroke or without a dot, small
capitals; ``rn`` for m and ``vv`` for w. What Unicode itself calls compatible (full-width, circled,
mathematical, superscript) comes by NFKC; accents, invisible characters, and the blanks, dots, hyphens
and underscores between words are dropped. It does not cover Armenian, Cherokee, Hebrew, Arabic, CJK and
other scripts, nor whole words that are alike to the mind only: for these two names are alike only as
far as their characters are the same.
"""

from __future__ import annotations

import unicodedata

# By their own shape, before case is folded: a Greek Η is an h, a Greek η an n.
_CAPITALS = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϺ" + "АВЕЅІЈКМНОРСТУХҺԚԜЗЬ",
    "abezhikmnoptyxcm" + "abesijkmhopctyxhqw3b",
)
_LETTERS = str.maketrans(
    {
        **dict(zip("αβγεηικνορστυχωϲϳ", "abyenikvopotuxwcj", strict=True)),
        **dict(zip("авгеѕіјкмнорстухһԛԝѵӏԁзбпьѡ", "abresijkmhopctyxhqwvld36nbw", strict=True)),
        **dict(zip("ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdeghijklmnoprstuvwyz", strict=True)),
        **dict(zip("ıɩɑɡøđłħŧƀɐəʋʍ", "iiagodlhtbaevm", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "p",
        "ð": "d",
        "ŋ": "n",
    }
)
_SHAPES = str.maketrans("0134578i|!$@", "oleastblllsa")
_DROPPED = frozenset("_-.·‐‑–—'’ ")
_PAIRS = (("rn", "m"), ("vv", "w"))


def folded(text: str) -> str:
    """Give a name without what no reader sees or minds: NFKC, case-folded, no invisible characters.

    >>> folded("Ａnn\u200b SMITH")
    'ann smith'
    """
    visible = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc"})
    return " ".join(unicodedata.normalize("NFKC", visible).casefold().split())


def skeleton(text: str) -> str:
    """Give what a name looks like: the same for names that a hasty reader takes for one another.

    Made to be compared with another skeleton, not to be read or shown as a name. Empty where nothing
    is left of it.

    >>> skeleton("pаypal") == skeleton("PayPa1") == skeleton("Ｐａｙ_Ｐａｌ") == "paypal"
    True
    >>> skeleton("rnodern"), skeleton("modern")
    ('modem', 'modem')
    """
    plain = unicodedata.normalize("NFKC", text)
    apart = unicodedata.normalize("NFD", plain)
    letters = "".join(
        c
        for c in apart
        if unicodedata.category(c) not in {"Cf", "Cc", "Mn", "Me", "Zs"} and c not in _DROPPED
    )
    found = letters.translate(_CAPITALS).casefold().translate(_LETTERS).translate(_SHAPES)
    for pair, one in _PAIRS:
        found = found.replace(pair, one)
    return found
