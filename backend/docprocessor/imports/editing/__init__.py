"""A patch over an import's file: edits of its records, and imports made with them."""
