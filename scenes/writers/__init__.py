"""Files of other programs that rooms are written in."""
