"""Starts the service again and again: a process that has imported it once forks before it does anything.

Each line on stdin is a data folder; a service is started over it, and its process id is printed. The
next line is read when that service has ended.
"""

from __future__ import annotations

import os
import sys

import uvicorn  # noqa: F401  # what the service imports as it starts is imported here, once

import api.cli.serve
import api.http.app
import api.workflows.durable  # noqa: F401
from api.cli.main import main

for line in iter(sys.stdin.readline, ""):
    process_id = os.fork()
    if process_id == 0:
        sys.argv = ["lampyris", "serve", "--port", "0", "--data", line.strip()]
        main()
    else:
        print("process", process_id, flush=True)
        os.waitpid(process_id, 0)
