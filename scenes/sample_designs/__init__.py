"""The furnished samples, one file each; ``python -m scenes.make_samples`` writes them out."""
