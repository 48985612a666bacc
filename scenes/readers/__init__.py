"""Readers of room files: one format a file, one table."""
