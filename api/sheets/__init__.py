"""Data sheets of luminaires as PDF: what they say, in which words and letters, and how they are set."""
