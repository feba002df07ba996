"""The identity aspect, tested."""
