"""Whether contact is advisable: hybrid similarity, earlier contact and its tone, the safety factor. METHODS 6, [A]."""
