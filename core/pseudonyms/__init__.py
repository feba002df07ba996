"""Pseudonyms: a workspace that can be shared without saying who is in it.

Handles, ids, names and addresses of people become keyed pseudonyms, at import or later
(:func:`core.pseudonyms.conversion.pseudonymise`); whoever has the key file can look them up
(:func:`core.pseudonyms.finding.lookup`).

What stays recognisable: the words of the posts can be searched for, and so can their times. Pseudonyms
keep a reader from seeing who is who, not a searcher from finding out.
"""

from core.pseudonyms.naming import Pseudonyms

__all__ = ["Pseudonyms"]
