"""Files that are tied to a profile: pictures, videos and sounds that somebody posted, or that an analyst adds by hand.

Of a file is kept what was found in it and a few small stills, never the file itself. It lies in the workspace, named
by its manifest: so it goes with its profile, comes back with it, and is exported and opened like everything else.
Pseudonymising removes it, for faces and voices say who somebody is.
"""

from core.attachment.attaching import GivenFile, Refused, attach
from core.attachment.matching import match_post
from core.attachment.pooling import profile_media
from core.attachment.reading import attachments, media_marks, still
from core.attachment.store import detach

__all__ = [
    "GivenFile",
    "Refused",
    "attach",
    "attachments",
    "detach",
    "match_post",
    "media_marks",
    "profile_media",
    "still",
]
