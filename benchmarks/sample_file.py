"""The sample room as files, for commands that read files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scenes.samples import sample_configuration, sample_names, sample_room_file


def write_sample(folder: Path) -> Path:
    """The sample's configuration and room file in a folder; returns the configuration's path."""
    name = sample_names()[0]
    filename, content = sample_room_file(name)
    document: dict[str, Any] = sample_configuration(name)
    document["room"]["upload"] = filename
    (folder / filename).write_bytes(content)
    file = folder / f"{name}.lampyris.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file
