"""The pictures: what they hold, not how they look."""
