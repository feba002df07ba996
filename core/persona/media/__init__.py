"""What pictures and video show: reading, the four feature vectors, the network. METHODS 6, [A] IV.B."""
