"""What a place in a frame is around, where a detector gave one."""

NOWHERE, OBJECT, FACE = 0, 1, 2
"""Nothing: the network looks for a place itself; an object; a face."""
