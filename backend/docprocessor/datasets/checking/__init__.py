"""What a valid value is, and a valid record: exactly, and fast. Pure: no Django."""
