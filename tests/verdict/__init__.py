"""Tests of the verdict: its chances, its words, what it is made of."""
