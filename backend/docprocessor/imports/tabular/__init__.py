"""Reading tabular files of any format: from bytes to records with named columns. Pure: no Django."""
