"""The web skin: the only user of FastAPI."""
