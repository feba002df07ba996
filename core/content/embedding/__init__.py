"""Posts as vectors: encoders behind one interface, and what a profile's posts mean together."""
