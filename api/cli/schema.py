"""`lampyris schema`: the JSON Schema of the configuration file."""

from __future__ import annotations

from api.cli.terminal import show_json


def schema() -> None:
    """Print the JSON Schema of the configuration file."""
    from scenes.configuration import configuration_schema

    show_json(configuration_schema())
