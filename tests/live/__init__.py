"""Tests of fetching live timelines."""
