"""Formats other than delimited text, read as `delimited.py` reads that: in blocks, counted, or record by record."""
