"""Tests of what pictures and video show."""
