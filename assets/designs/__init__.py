"""The designs of our own luminaires: each a function of its sizes that gives the parts of a body.

Origin at the mounting point, z up, metres. Sizes are those of ordinary products of the kind.
"""
