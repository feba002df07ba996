"""Labelled clips into a trained network."""
