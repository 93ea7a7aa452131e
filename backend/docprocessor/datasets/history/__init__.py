"""What rows were before, and taking loads back."""
