"""Valid records into a dataset's table: what is to become of each, then COPY."""
