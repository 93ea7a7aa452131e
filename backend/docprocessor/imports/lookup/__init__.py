"""The records of an import, found by their numbers or by what came of them."""
