"""What is lit: rooms, what stands and hangs in them, and the configuration a customer saves."""
