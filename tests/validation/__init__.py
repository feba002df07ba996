"""Tests of the validation: its experiments, what they give, how that is shown."""
