"""Bodies that stand for those which nobody drew: simple luminaires by family, size, finish and opening."""
