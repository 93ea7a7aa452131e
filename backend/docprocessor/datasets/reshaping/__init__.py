"""Changing the schema of a dataset that has rows."""
