"""The path of a file into a dataset: settled, checked, loaded in batches, kept in the books."""
