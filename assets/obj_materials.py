"""Material libraries (.mtl) of OBJ files: colour, gloss, glow, opacity and pictures, as materials of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np

from assets.glb_materials import MOST_MATERIALS, PLAIN_REFLECTANCE, UNTOLD
from assets.glb_textures import LARGEST_PX, MOST_PICTURES, MOST_PIXELS
from assets.material import AlphaMode, Material, Texture
from assets.texture_image import PictureNotRead, read_pixels, shared_pixels
from kit.problems import Problem, info, warning

FindFile = Callable[[str], bytes | None]
LARGEST_LIBRARY_BYTES = 5_000_000


@dataclass
class _Entry:
    """The statements of one ``newmtl``, by their first word in small letters."""

    statements: dict[str, list[str]] = field(default_factory=dict)

    def shares(self, key: str, count: int) -> list[float] | None:
        """Numbers brought into 0..1; None where they are missing or no numbers."""
        try:
            values = [float(word) for word in self.statements.get(key, [])[:count]]
        except ValueError:
            return None
        if not values or not np.isfinite(values).all():
            return None
        return [min(max(value, 0.0), 1.0) for value in (values * count)[:count]]


def read_obj_materials(
    names: tuple[str, ...], libraries: tuple[str, ...], find_file: FindFile, what: str
) -> tuple[list[Material], list[Problem]]:
    """The materials of an OBJ file, in the order of `names`; what no library tells is plain.

    ``Kd`` and ``Ke`` are taken as linear. A base colour (``Pm``, ``Pr``) of the later extension is read
    too; without it ``Ns`` sets the roughness, after Blinn's exponent: sqrt(2 / (Ns + 2)).

    Parameters
    ----------
    names
        As `ObjModel.materials`; the first stands for faces that name none.
    libraries
        Names of files beside the model.
    find_file
        Gives such a file or None.
    what
        What the model is called in problems.
    """
    problems: list[Problem] = []
    entries: dict[str, _Entry] = {}
    for library in dict.fromkeys(libraries):
        data = find_file(PurePosixPath(library.replace("\\", "/")).name)
        if data is None or len(data) > LARGEST_LIBRARY_BYTES:
            message = f"the material library {library[:80]!r} is not there; what it tells is left plain"
            problems.append(info("OBJ_MATERIALS_MISSING", what, message, "Bring the .mtl file too."))
        else:
            _take(data.decode("utf-8", errors="replace"), entries)
    pictures = _Pictures(find_file, what, problems)
    return [_material(name, entries.get(name), pictures) for name in names], problems


def _take(text: str, entries: dict[str, _Entry]) -> None:
    entry: _Entry | None = None
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == "newmtl" and len(entries) < MOST_MATERIALS:
            entry = entries.setdefault(" ".join(words[1:])[:80], _Entry())
        elif entry is not None:
            entry.statements[words[0].lower()] = words[1:]


def _material(name: str, entry: _Entry | None, pictures: _Pictures) -> Material:
    if entry is None:
        return Material(name or UNTOLD.name, (PLAIN_REFLECTANCE,) * 3)
    picture = pictures.of(entry.statements.get("map_kd"))
    r, g, b = entry.shares("kd", 3) or ([1.0] * 3 if picture else [PLAIN_REFLECTANCE] * 3)
    glow = entry.shares("ke", 3) or [0.0]
    passed = entry.shares("tr", 1) or [0.0]
    (opacity,) = entry.shares("d", 1) or [1.0 - passed[0]]
    (metallic,) = entry.shares("pm", 1) or [0.0]
    return Material(
        name=name,
        base_colour_rgb=(r, g, b),
        base_colour=picture,
        metallic=metallic,
        roughness=_roughness(entry),
        alpha_mode=AlphaMode.BLEND if opacity < 1.0 else AlphaMode.OPAQUE,
        opacity=opacity,
        glows=max(glow) > 0.0,
    )


def _roughness(entry: _Entry) -> float:
    stated = entry.shares("pr", 1)
    if stated is not None:
        return stated[0]
    try:
        exponent = max(float(entry.statements["ns"][0]), 0.0)
    except (KeyError, IndexError, ValueError):
        return 1.0
    dull = entry.shares("ks", 3)
    if dull is not None and max(dull) == 0.0:
        return 1.0
    return float(np.sqrt(2.0 / (exponent + 2.0))) if np.isfinite(exponent) else 1.0


@dataclass
class _Pictures:
    """Pictures that materials name, read once each."""

    find_file: FindFile
    what: str
    problems: list[Problem]
    _known: dict[str, Texture | None] = field(default_factory=dict)
    _decoded: int = 0

    def of(self, words: list[str] | None) -> Texture | None:
        """The picture of a ``map_Kd``, whose last word is its file."""
        if not words:
            return None
        name = PurePosixPath(words[-1].replace("\\", "/")).name
        if name not in self._known:
            self._known[name] = None
            try:
                self._known[name] = self._read(name)
            except PictureNotRead as fault:
                message = f"the picture {name[:80]!r} is left out: {fault}"
                self.problems.append(
                    warning("OBJ_PICTURE_NOT_READ", self.what, message, "Bring it as PNG or JPEG.")
                )
        return self._known[name]

    def _read(self, name: str) -> Texture:
        data = self.find_file(name)
        if data is None:
            raise PictureNotRead("it is not there")
        if len(self._known) > MOST_PICTURES or self._decoded > MOST_PIXELS:
            raise PictureNotRead("the model has too many pictures")
        pixels, (width, height) = read_pixels(data, largest_px=LARGEST_PX)
        self._decoded += width * height
        return Texture(shared_pixels(pixels))
