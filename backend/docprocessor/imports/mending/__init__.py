"""What could not go in: given out, mended, and merged."""
