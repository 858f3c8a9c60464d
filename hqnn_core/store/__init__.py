"""Database of visitors, runs, drawings and classes."""
