"""What a profile says: tests of core.content."""
