"""Labelled clips into a trained network, and what it is worth. METHODS 6, [A] IV.B; needs the media extra."""
