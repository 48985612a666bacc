"""Connectors to store systems: the only outgoing network."""
