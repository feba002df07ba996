"""Doppelscope's core: how alike are two profiles, in what, how sure are we.

Pure computation. Nothing here knows a screen, a clock or a global random state, and only
``core.sources.live_*`` ever reaches a network.
"""

VERSION = "0.1.0"
