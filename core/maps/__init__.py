"""Maps: many rows of numbers, pairs or profiles, laid out in a plane (METHODS 7, [B] 4)."""
