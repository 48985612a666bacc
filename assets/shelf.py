"""Our own shelf of materials for rooms that come without: textures drawn when first looked at, in true size.

How much each reflects in all, gloss and all, is from published tables of typical reflectances:
(a) DIAL, *Reflection* (light wood 30 to 60 %, dark wood 10 to 15 %, concrete 20 to 30 %, clear glass 6 to
8 %); (b) OSRAM, *Encyclopedia of light* (white paint and plaster 0.8, white tiles 0.7, light oak 0.4, dark
walnut 0.2, concrete 0.3, mid-grey 0.2, black 0.1); (c) Filament's table of metals (brass 244, 228, 173 in
sRGB); (d) Adobe's table of metals (silver 0.99, 0.98, 0.97, chrome 0.55). The proportions between the
channels are ours. Real finishes with measured or published reflectances are in ``finishes/``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.material import Material, Rgb, Texture, Wrap
from assets.named_finishes import NamedFinish, named_finishes
from assets.reflectance import base_of_reflectance, mean_reflectance_rgb
from assets.shelf_fabrics import carpet, leather, paper, weave
from assets.shelf_metals import brushed, powder_coat
from assets.shelf_minerals import concrete, paint, plaster, tiles
from assets.shelf_patterns import (
    Drawing,
    normal_map,
    roughness_map,
    seeded,
    srgb_codes,
    with_mean,
)
from assets.shelf_woods import OAK, WALNUT, Wood, board, planks

Pixels = NDArray[np.uint8]
Draw = Callable[..., Drawing]

SQUARE, PLANKED, BOARD = (1024, 1024), (2048, 1024), (1024, 768)  # rows and columns of texels


@dataclass(frozen=True)
class _Recipe:
    """How a material of the shelf is made.

    `reflectance_rgb` is what it reflects in all where it is opaque, else its base colour; `values` are
    those of `Material` that differ from a dull one. `mean_roughness` is that of a roughness that varies.
    """

    reflectance_rgb: Rgb
    draw: Draw | None = None
    size_m: tuple[float, float] = (1.0, 1.0)
    shape: tuple[int, int] = SQUARE
    values: dict[str, Any] = field(default_factory=dict)
    passes: bool = False
    mean_roughness: float | None = None


def _planks(rgb: Rgb, wood: Wood) -> _Recipe:
    draw = partial(planks, wood=wood, rows=15)
    return _Recipe(rgb, draw, (2.4, 2.4), PLANKED, {"roughness": 0.42})


def _board(rgb: Rgb, wood: Wood) -> _Recipe:
    return _Recipe(rgb, partial(board, wood=wood), (1.6, 0.8), BOARD, {"roughness": 0.38})


_METAL = {"metallic": 1.0}

_RECIPES: dict[str, _Recipe] = {
    # (a) light wood, (b) light oak 0.4; oiled it is darker
    "oak-planks": _planks((0.44, 0.325, 0.21), OAK),
    "oak": _board((0.44, 0.325, 0.21), OAK),
    # (a) dark wood 0.10 to 0.15, (b) dark walnut 0.2
    "walnut-planks": _planks((0.205, 0.150, 0.110), WALNUT),
    "walnut": _board((0.205, 0.150, 0.110), WALNUT),
    "white-plaster": _Recipe((0.815, 0.80, 0.77), plaster, (1.2, 1.2)),  # (b) 0.8
    "painted-wall": _Recipe((0.80, 0.775, 0.73), paint, (0.8, 0.8), values={"roughness": 0.75}),  # (b) 0.8
    "lacquer": _Recipe((0.80, 0.79, 0.77), values={"roughness": 0.25}),  # (b) white 0.8
    "concrete": _Recipe((0.29, 0.28, 0.265), concrete, (1.6, 1.6), values={"roughness": 0.8}),  # (a), (b)
    "ceramic-tiles": _Recipe(  # (b) white tiles 0.7; their joints are darker
        (0.70, 0.69, 0.665), partial(tiles, count=4, joint_m=0.003), (0.8, 0.8), mean_roughness=0.105
    ),
    "carpet": _Recipe((0.27, 0.245, 0.215), carpet, (0.6, 0.6)),  # (b) between mid-grey and light brown
    "wool-fabric": _Recipe(  # (b) mid-grey 0.2
        (0.225, 0.215, 0.20), partial(weave, threads=120, slub=0.5, depth_m=6e-5, contrast=0.1), (0.24, 0.24)
    ),
    "leather": _Recipe(  # (b) between light brown and black
        (0.20, 0.125, 0.085), leather, (0.3, 0.3), mean_roughness=0.51
    ),
    "linen-curtain": _Recipe(
        (0.76, 0.72, 0.64),
        partial(weave, threads=120, slub=1.6, depth_m=1.2e-4, contrast=0.22),
        (0.18, 0.18),
        values={"diffuse_transmission": 0.42, "diffuse_transmission_rgb": (0.76, 0.70, 0.59)},
        passes=True,
    ),
    "paper-shade": _Recipe(
        (0.90, 0.87, 0.79),
        paper,
        (0.3, 0.3),
        values={"diffuse_transmission": 0.5, "diffuse_transmission_rgb": (0.90, 0.85, 0.74)},
        passes=True,
    ),
    "opal-shade": _Recipe(
        (0.93, 0.92, 0.90),
        values={
            "roughness": 0.15,
            "diffuse_transmission": 0.55,
            "diffuse_transmission_rgb": (0.93, 0.91, 0.88),
        },
        passes=True,
    ),
    "brass": _Recipe((0.91, 0.79, 0.45), values={**_METAL, "roughness": 0.2}),  # (c)
    # between chrome (d) and aluminium
    "brushed-steel": _Recipe((0.60, 0.585, 0.56), brushed, (0.4, 0.4), values=_METAL, mean_roughness=0.33),
    "black-metal": _Recipe((0.075, 0.075, 0.076), powder_coat, (0.2, 0.2), values={"roughness": 0.55}),  # (b)
    "black-glass": _Recipe((0.095, 0.095, 0.096), values={"roughness": 0.04, "ior": 1.52}),  # (a) the glass
    "mirror": _Recipe((0.88, 0.89, 0.88), values={**_METAL, "roughness": 0.0}),  # (d) silver, behind glass
    "clear-glass": _Recipe(  # (a): ior 1.52 gives 4.3 % a face across it, 8 to 9 % for the sheet
        (0.98, 0.99, 0.985), values={"roughness": 0.0, "ior": 1.52, "transmission": 1.0}, passes=True
    ),
    "frosted-glass": _Recipe(
        (0.96, 0.97, 0.965), values={"roughness": 0.45, "ior": 1.52, "transmission": 0.95}, passes=True
    ),
}


_LIKE_OURS: dict[str, str] = {  # kinds of named finishes that have the pattern of one of ours
    "carpet": "carpet",
    "concrete": "concrete",
    "fabric": "wool-fabric",
    "leather": "leather",
    "metal": "brushed-steel",
    "plaster": "white-plaster",
    "tile": "ceramic-tiles",
}
_ROUGHNESS = {"vinyl": 0.4, "laminate": 0.35, "stone": 0.15, "paint": 0.75}


def _named_recipe(finish: NamedFinish) -> _Recipe:
    """How a real finish looks: the pattern of its kind in its own colour."""
    rgb = finish.reflectance_rgb
    if finish.kind in ("wood", "dark wood"):
        return _planks(rgb, OAK if finish.kind == "wood" else WALNUT)
    if finish.kind in ("panel", "dark panel"):
        return _board(rgb, OAK if finish.kind == "panel" else WALNUT)
    if finish.kind == "floor tile":  # 0.6 m wide
        draw = partial(tiles, count=2, joint_m=0.003)
        return _Recipe(rgb, draw, (1.2, 1.2), mean_roughness=0.105)
    if finish.kind in _LIKE_OURS:
        return replace(_RECIPES[_LIKE_OURS[finish.kind]], reflectance_rgb=rgb)
    return _Recipe(rgb, values={"roughness": _ROUGHNESS.get(finish.kind, 0.9)})


_RECIPES |= {name: _named_recipe(finish) for name, finish in named_finishes().items()}


@dataclass(frozen=True, eq=False)
class ShelfMaterial:
    """A material of the shelf.

    Parameters
    ----------
    material
        How it looks.
    size_m
        How wide and how high what its textures show is [m]: texture coordinates are metres over this.
    reflectance_rgb
        What it reflects in all, for numbers: the mean over its textures.
    plain
        The same without textures, in their means.
    """

    material: Material
    size_m: tuple[float, float]
    reflectance_rgb: Rgb
    plain: Material


def shelf_names() -> tuple[str, ...]:
    """The names of all materials of the shelf."""
    return tuple(sorted(_RECIPES))


def shelf_hint(asked: str) -> str:
    """What to take instead of a material that the shelf has not: names like it, and which there are."""
    near = get_close_matches(asked.lower(), shelf_names(), n=3)
    perhaps = f"Near it are {', '.join(near)}. " if near else ""
    ours = ", ".join(name for name in shelf_names() if name not in named_finishes())
    return f"{perhaps}Known are {ours}, and the real finishes of docs/materials.md, such as paint-alabaster."


@cache
def shelf_material(name: str) -> ShelfMaterial:
    """A material of the shelf; its textures are drawn when their pixels are first asked for.

    Raises
    ------
    KeyError
        When the shelf has no such material.
    """
    recipe = _RECIPES[name]
    base = _mean_base(recipe)
    plain = Material(name, _rgb(base), **_values(recipe))
    whole = mean_reflectance_rgb(plain, base)
    textures: dict[str, Any] = {}
    if recipe.draw is not None:
        textures = {"base_colour_rgb": (1.0, 1.0, 1.0), "base_colour": DrawnTexture(name, "base_colour")}
        textures["normal"] = DrawnTexture(name, "normal")
        if recipe.mean_roughness is not None:
            textures["metallic_roughness"] = DrawnTexture(name, "metallic_roughness")
            textures["roughness"] = 1.0
    material = Material(**{**vars(plain), **textures})
    return ShelfMaterial(material, recipe.size_m, _rgb(whole), plain)


def _rgb(values: NDArray[np.float64]) -> Rgb:
    r, g, b = (round(float(channel), 6) for channel in values)
    return r, g, b


def _values(recipe: _Recipe) -> dict[str, Any]:
    """What differs from a dull material, with the mean of a roughness that varies."""
    if recipe.mean_roughness is None:
        return recipe.values
    return recipe.values | {"roughness": recipe.mean_roughness}


def _mean_base(recipe: _Recipe) -> NDArray[np.float64]:
    wanted = np.array(recipe.reflectance_rgb)
    if recipe.passes:
        return wanted
    plain = Material("", **_values(recipe))
    return base_of_reflectance(
        wanted, ior=plain.ior, metallic=plain.metallic > 0.5, roughness=plain.roughness
    )


class DrawnTexture(Texture):
    """A texture of the shelf, drawn when its pixels are first asked for."""

    def __init__(self, name: str, kind: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "wrap", (Wrap.REPEAT, Wrap.REPEAT))

    name: str
    kind: str

    @property
    def pixels(self) -> Pixels:
        """The pixels, as of any texture."""
        return _drawn(self.name)[self.kind]

    @property
    def size_px(self) -> tuple[int, int]:
        """Rows and columns, known before it is drawn."""
        rows, columns = _RECIPES[self.name].shape
        return rows, columns

    @property
    def image(self) -> object:
        """Itself: nothing else shows its pixels."""
        return self


@cache
def _drawn(name: str) -> dict[str, Pixels]:
    """The pixels of a material's textures, by the name of its field."""
    recipe = _RECIPES[name]
    if recipe.draw is None:
        return {}
    drawing = recipe.draw(seeded(name), shape=recipe.shape, size_m=recipe.size_m)
    pixels = {"base_colour": srgb_codes(with_mean(drawing.colour, _mean_base(recipe)))}
    if drawing.height_m is not None:
        pixels["normal"] = normal_map(drawing.height_m, recipe.size_m)
    if drawing.roughness is not None:
        pixels["metallic_roughness"] = roughness_map(drawing.roughness)
    return pixels
