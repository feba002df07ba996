"""Tests of the behaviour aspect: activity, its comparison by warping, traits."""
