"""Our own furniture: pieces made from their size, a few parameters and materials of the shelf."""
