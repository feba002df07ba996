"""Tests of the safety factor, and of what the workspace says of it."""
