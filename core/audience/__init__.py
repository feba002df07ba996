"""Whom a profile talks to: interactions, overlap, strong friendships, the ego graph."""
