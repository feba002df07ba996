"""Whom a profile names: tests of core.audience."""
