"""What the columns of a file hold, and which fields they could go into. Pure: no Django."""
