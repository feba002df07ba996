"""What a profile says: cleaning, vectors, same posts."""
