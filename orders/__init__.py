"""From a configuration to an order in a store's system."""
