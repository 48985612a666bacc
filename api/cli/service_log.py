"""What a service says while it runs: one line each on stderr, with time and level, and nobody's data."""

from __future__ import annotations

import logging
import os
import time


def begin_service() -> None:
    """Write the log of this process to stderr, and keep what it writes to disk from other accounts.

    Each request is one line: id, method, path, status and seconds until the answer began. What was
    asked for behind a ``?``, bodies and headers are never in it.
    """
    os.umask(0o077)  # the data folder holds names and addresses
    lines = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    lines.converter = time.gmtime
    to_stderr = logging.StreamHandler()
    to_stderr.setFormatter(lines)
    logging.basicConfig(level=logging.WARNING, handlers=[to_stderr])
    logging.getLogger("lampyris").setLevel(logging.INFO)
