"""What no text of the product may say: that accounts share a person, or whose they are."""

from __future__ import annotations

import ast
import re

_ONE = r"(?:the same|one|a single|one and the same)"
_WHO = r"(?:persons?|people|human|individual|operators?|owners?|authors?|hands?|account ?holders?)"
_STATES = r"(?:Russian?|Chinese|China|Iranian?|American|Israeli|Saudi|Turkish|Ukrainian|North Korean?|Cuban?|Venezuelan?)"
FORBIDDEN = (
    rf"\b(?:is|are|was|were|must be|'re|'s) (?:\w+ly |both |all )?{_ONE} {_WHO}\b",
    r"\bthe same (?:person|individual|human|operator|owner)\b",
    rf"\b(?:run|operated|controlled|owned|managed|written|held) by {_ONE}\b",
    r"\b(?:have|has|share|shares|had) (?:the same|one|a single|an?) (?:operator|owner)\b(?! to begin with)",
    r"\baccounts? (?:belongs? to|is run by|is operated by|are run by|are operated by)\b",
    r"\b(?:belongs? to|works? for|is paid by) (?:a|the|an) (?:person|state|government|agency|party)\b",
    r"\b(?:attributed|attributable) to\b",
    r"\bstate[- ](?:sponsored|backed|run|actors?)\b",
    rf"\b{_STATES} (?:trolls?|operations?|operatives?|government|state|agents?|bots?)\b",
    r"\b(?:sock ?puppets?|suspicious|culprits?|perpetrators?|unmask\w*|real identity|true identity|fake accounts?)\b",
    r"\b(?:proves|proven|proof) that (?:the|they|these|two|both)\b",
    r"\b(?:certainly|definitely|undoubtedly|without doubt) (?:one|the same)\b",
)
_FORBIDDEN = re.compile("|".join(FORBIDDEN), re.IGNORECASE)
# A sentence may say what is not claimed; the negation must come before, and in the same sentence.
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nothing|neither|nobody|cannot|without|n't)\b|n't\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+|\n\s*\n|\|")
_EMPHASIS = re.compile(r"[*_`]+")


def forbidden(text):
    """List what a text says that it must not, each with its sentence."""
    found = []
    for sentence in _SENTENCE_END.split(_EMPHASIS.sub("", text)):
        line = " ".join(sentence.split())
        found += [
            f"{match[0]!r} in {line!r}"
            for match in _FORBIDDEN.finditer(line)
            if not _NEGATION.search(line, 0, match.start())
        ]
    return found


def literals(source):
    """List the texts in a module that a reader may come to see: line and text, docstrings left out."""
    tree = ast.parse(source)
    hidden = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            # a text that stands alone is a docstring, of a constant too
            hidden |= {id(line.value) for line in body if isinstance(line, ast.Expr)}
        if isinstance(node, ast.JoinedStr):
            hidden |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
            yield node.lineno, "".join(map(str, parts))
