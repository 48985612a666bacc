"""Furniture that is placed by itself: what belongs into a room, where it may stand, and why."""
