"""`lampyris worker`: previews and orders of a service, worked on in a process of their own."""

from __future__ import annotations

from dataclasses import replace

from api.cli.arguments import DataOption
from api.cli.terminal import tell


def worker(data: DataOption = None) -> None:
    """Work on previews and orders that a service on the same data folder has taken; stops with Ctrl-C."""
    from api.cli.service_log import begin_service
    from api.settings import read_settings
    from api.workflows.worker import run_worker

    settings = read_settings()
    begin_service()
    if data is not None:
        settings = replace(settings, data=data)
    if settings.executor == "service":  # the default, which is the service's own name
        settings = replace(settings, executor="worker")
    tell(f"working on {settings.data}")
    run_worker(settings)
