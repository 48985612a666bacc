"""Durable work: the only user of the durable engine."""
