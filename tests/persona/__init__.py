"""Tests of personas: features, axes, clusters."""
