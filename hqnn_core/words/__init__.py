"""Text of the pages: sentences, formatted numbers, and parsers for typed numbers."""
