"""Every page in Streamlit's own test runner: without data, with the demo, opened alone, with hostile data."""
