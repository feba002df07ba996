"""Learn the four axes from labelled writers, and say how well it went. METHODS 6."""
