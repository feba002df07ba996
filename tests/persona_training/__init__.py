"""Tests of learning the four axes from labelled writers."""
