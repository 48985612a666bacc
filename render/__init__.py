"""Light: from a scene to numbers and pictures."""
