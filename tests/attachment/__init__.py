"""Files that are tied to a profile."""
