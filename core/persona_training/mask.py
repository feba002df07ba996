"""Words that name a label, taken out of texts: what says its own type is no evidence of it.

Collections of labelled writers are gathered where people talk of types. A model that reads "as an INTJ"
has learned to read, not to judge; hundreds of published accuracies above what readers agree on are
this. What is taken out: type words, names of poles, names and signs of functions, and the names of the
systems, wherever they stand: alone, as plurals, behind a hashtag, within one.
"""

from __future__ import annotations

import re
import unicodedata

from core.text import HASHTAG, LINK

_TYPE = "(?!x{3}|.xxx|xx.x|x.xx)[eix][nsx][tfx][jpx]"  # INxP, not kisses
_APART = r"[ .\-_/|·]{1,2}"  # I-N-F-P, I. N. F. P.
_FUNCTION = "[nstf][ei]"
_NAMES = (
    # what begins so is a name of a pole or a system in every form
    r"\b(?:introver|extrover|extraver|ambiver|mbti|socionic|enneagram|jungian|myers[ -]?brigg|myers\b(?=\W+briggs?))\w*(?:['’]s)?",
    r"\bbriggs?\b",
    r"\b(?:intuitives?|intuition|intuiting|sensors?|sensing|sensates?|thinkers?|thinking|feelers?|feeling)\b",
    r"\b(?:judgers?|judging|perceivers?|perceiving|prospectors?|prospecting)\b",
    r"\b(?:assertive|turbulent)\s+(?:type|variant|identity)\w*",
    r"\b(?:dominant|auxiliary|tertiary|inferior|shadow|cognitive|jungian)\s+functions?\b",
    r"\b(?:dom|aux|tert|inf)\s+functions?\b",
    # enneagram: 4w5, sx/so; socionics: ILE, LII and the like stand for a type each
    r"\b[1-9]w[1-9]\b",
    r"\b(?:sx|so|sp)/(?:sx|so|sp)\b",
    r"\b(?:16|sixteen)\s*personalities\b",
)
_SOCIONICS = "ILE|SEI|ESE|LII|EIE|LSI|SLE|IEI|SEE|ILI|LIE|ESI|LSE|EII|IEE|SLI"
_TEMPERAMENT = "NTs?|NFs?|SJs?|SPs?|STs|SFs"
_MASKED = re.compile(
    "|".join(
        [
            *(f"(?i:{name})" for name in _NAMES),
            rf"(?i:(?<![^\W_]){_TYPE}\w*(?:[-–][at]\b)?(?:['’]s)?)",  # INTJs, infp-t, an esfp's
            rf"(?-i:\b[EI]{_APART}[NS]{_APART}[TF]{_APART}[JP]\b)",
            rf"(?-i:\b(?:{_SOCIONICS}|{_TEMPERAMENT}|[NSTF]{{2}}[JP]s?|[EI][NS][TF]s?|[EI]xx[JP]s?)\b)",
            # Ni, Fe-Si, "Ti dom", TE; "te" and "si" in lower case are words of other languages
            r"(?-i:\b(?:[NSTF][ei]|[NSTF][EI](?=[-/]))(?:[-/][NSTF][eiEI])*\b)(?:\s*-?\s*(?i:doms?|aux|users?|inferior)\b)?",
            rf"(?i:\b{_FUNCTION}\s*-?\s*(?:doms?|users?|inferior)\b)",
        ]
    )
)  # fmt: skip
_IN_HASHTAG = re.compile(f"(?i:{_TYPE}|introver|extrover|extraver|ambiver|mbti|enneagram|socionic|thinker|feeler|judger|perceiver|intuitive|myersbrigg)")  # fmt: skip
# teamINTJ, MyInfpSelf; not WESTPORT
_GLUED = re.compile(
    f"(?<=[^\\W\\d_A-Z]){_TYPE.upper()}|{_TYPE.upper()}(?=[^\\W\\d_A-Z])|(?<=[^\\W\\d_A-Z])[EI][nsx][tfx][jpx]"
)
_WORD = re.compile(r"\w{5,}")
_BLANKS = " \t\u00a0"
_ENDS = ".,;:!?)"


def masked(text: str) -> str:
    """Take every word out of a text that names a type, a pole, a function or a system of types.

    Parameters
    ----------
    text : str
        Letters of other widths and alphabets of mathematics are read as those that they stand for.

    Returns
    -------
    str
        The rest as it was, each gap one blank; a hashtag or link with such a word in it goes whole.

    Notes
    -----
    Rather too much than too little: "thinking" and "feeling" are words of everyday, and are taken out
    too. O(characters).

    Examples
    --------
    >>> masked("As an INTJ (lol) I like boats"), masked("my Ni-Te is what #teamINFP calls introverted")
    ('As an (lol) I like boats', 'my is what calls')
    >>> masked("I think an estpurple boat, a printpress"), masked("infp's and ENTP-A")
    ('I think an boat, a printpress', 'and')
    """
    plain = _plain(text)
    spans = [found.span() for found in _MASKED.finditer(plain)]
    spans += [found.span() for found in _WORD.finditer(plain) if _GLUED.search(found[0])]
    spans += [found.span() for found in HASHTAG.finditer(plain) if _IN_HASHTAG.search(found[1])]
    spans += [found.span() for found in LINK.finditer(plain) if _IN_HASHTAG.search(found[0])]
    if not spans:
        return text
    pieces, at = [], 0
    for first, end in sorted(spans):
        if first >= at:
            pieces.append(text[at:first])
        at = max(at, end)
    pieces.append(text[at:])
    cut = [
        piece.strip(_BLANKS)
        if 0 < n < len(pieces) - 1
        else piece.lstrip(_BLANKS)
        if n
        else piece.rstrip(_BLANKS)
        for n, piece in enumerate(pieces)
    ]
    return "".join(
        piece if not n or piece[0] in _ENDS else f" {piece}" for n, piece in enumerate(filter(None, cut))
    )


def _plain(text: str) -> str:
    """Give a text with each letter as the plain one that it stands for, at the same place."""
    if text.isascii():
        return text
    return "".join(
        c if c.isascii() or len(plain := unicodedata.normalize("NFKC", c)) != 1 else plain for c in text
    )
