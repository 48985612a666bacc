"""Light for browsers: a room unwrapped, light maps of its luminaires, probes, and their files."""
