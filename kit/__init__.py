"""The few tools that all rooms of the house use; knows nothing of light, shops or HTTP."""
