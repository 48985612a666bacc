"""Drawings: from lines, texts and symbols on layers to rooms, whatever the file format."""
