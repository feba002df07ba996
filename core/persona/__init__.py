"""What kind of accounts: text and association features, four axes, eight clusters. METHODS 6, [A]."""
