"""The rooms themselves within a file that shows them: what a mesh cannot say, for whoever reads it again."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from scenes.building import Building
from scenes.writers.own_file import WriteModel, own_file

KEY = "lampyris_rooms"  # of a glTF file's asset.extras
LARGEST_BYTES = 20_000_000  # of the models together, as they are written


def kept_rooms(building: Building, name: str, write_model: WriteModel) -> dict[str, Any]:
    """The entry of `asset.extras` that holds a building as a configuration, and its models in base64.

    It is empty where there are no rooms, or where their models are too large.
    """
    if not building.rooms:
        return {}
    document, files = own_file(building, name, write_model=write_model, folder="models")
    models = {path: b64encode(content).decode() for path, content in files.items()}
    if sum(map(len, models.values())) > LARGEST_BYTES:
        return {}
    return {KEY: {"configuration": document, "models": models}}
