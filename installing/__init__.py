"""What `make` does before the app can be run; nothing here is imported by the app."""
