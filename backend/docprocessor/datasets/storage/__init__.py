"""The PostgreSQL tables of datasets, and those beside them."""
