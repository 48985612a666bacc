"""Brings everything that light and pictures need into this process, before somebody waits for it."""

from __future__ import annotations

from importlib import import_module

from render.device import require_device


def warm_up() -> None:
    """Import what the first job would import, which takes seconds.

    Raises
    ------
    MachineLacks
        When this machine cannot work out light.
    """
    require_device()  # before what stands on it is imported
    import_module("pyoidn")
    import_module("scenes.build_scene")
    import_module("render.simulate")
    import_module("render.picture")
    import_module("render.image")
