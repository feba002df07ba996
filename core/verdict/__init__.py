"""How much the evidence speaks for one operator behind two profiles (METHODS 5, LINKAGE)."""
