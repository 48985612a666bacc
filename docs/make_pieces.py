"""Writes docs/pieces.md, a table of our own furniture, and docs/pieces.webp: a picture of each piece.

``python docs/make_pieces.py`` writes the page; ``--pictures [NAME ...]`` also takes the pictures, which are
kept in out/pieces: those of the pieces named are taken anew, and all that are missing.
"""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from scenes.pieces.kind import PieceKind
from scenes.pieces.kinds import KINDS
from scenes.pieces.names import CHINESE
from scenes.pieces.piece import Piece, piece, piece_names, roles_of

ROOT = Path(__file__).resolve().parents[1]
PAGE, SHEET = ROOT / "docs" / "pieces.md", ROOT / "docs" / "pieces.webp"
KEPT = ROOT / "out" / "pieces"
TAKEN_PX, SHOWN_PX, LINE_PX, GAP_PX = 360, 180, 22, 6
COLUMNS = 7
PAPER, INK = (250, 250, 249), (40, 40, 40)
FOV_DEG, FRONT_DEG, ABOVE_DEG = 26.0, -58.0, 17.0
SHOWN = 0.42  # of white: what the middle of a picture is


HEAD = """\
# Our own furniture

![Every piece, in its standard size](pieces.webp)

Furniture made by code from a name and a size: `"piece": "sofa"` in a configuration
([formats-rooms.md](formats-rooms.md)). A piece fills its box exactly; a wider sofa gets more seats, a wider
wardrobe more doors. Names are also understood in German and Chinese where a file brings them. This page is
written by `python docs/make_pieces.py`, with `--pictures` its picture too; makers are in `scenes/pieces/`.

- **Sizes** are across, deep and high; beyond the smallest and the largest a box is kept.
- **Clearances** are what is to stay free, measured from the box; they are ours, rounded from usual
  practice. What stands before a door (0.7 m) or takes another piece's front is told: `CLEARANCE_TOO_SMALL`.
- **A bath or a shower** has zones about it, in which luminaires must be protected
  ([formats-rooms.md](formats-rooms.md#baths-and-showers)).
- **Main part** is what a stated `material` or `reflectance` is for; every part may be named in `finishes`.
"""


def page() -> str:
    """The whole page."""
    rows = [
        "| piece | also | usual size [m] | smallest | largest | free before / beside / behind [m] "
        "| options | parts |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(KINDS[name]) for name in piece_names()),
    ]
    return f"{HEAD}\n" + "\n".join(rows) + "\n"


def _row(kind: PieceKind) -> str:
    clear = kind.clearance
    around = " / ".join(f"{value:g}" for value in (clear.front_m, clear.side_m, clear.back_m))
    sizes = (" × ".join(f"{v:g}" for v in size) for size in (kind.size_m, kind.smallest_m, kind.largest_m))
    options = ", ".join(f"`{name}` {low:g} to {high:g}" for name, (low, high) in kind.options.items())
    parts = ", ".join(f"**{role}**" if role in kind.main else role for role in roles_of(kind.name))
    free = f"{around}: {clear.reason}" if clear.reason else "–"
    return (
        f"| {kind.name} | {CHINESE[kind.name]} | {' | '.join(sizes)} | {free} | {options or '–'} | {parts} |"
    )


def picture(name: str, *, anew: bool) -> Path:
    """The file of one picture, taken where it is not there yet."""
    path = KEPT / f"{name.replace(' ', '-')}.png"
    if anew or not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_taken(piece(name)))
    return path


def _taken(made: Piece) -> bytes:
    """A picture of a piece alone in a studio of its size, as PNG."""
    from render.image import png_bytes
    from render.options import NORMAL
    from render.picture import take_picture
    from render.simulate import simulate
    from render.studio import ABOVE, REFLECTANCE, backdrop, key_name, soft_lights
    from scenes.scene import LitSurface, Scene, SceneWeight, SurfaceKind, View

    size = np.array(made.size_m)
    middle = np.array([0.0, 0.0, size[2] / 2])
    around = float(np.linalg.norm(size)) / 2
    away = 1.02 * around / math.sin(math.radians(FOV_DEG) / 2)
    radius = max(1.2, 1.15 * away)
    height = max(1.2 * radius, 2.2 * float(size[2]))
    angle, up = math.radians(FRONT_DEG), math.radians(ABOVE_DEG)
    eye = middle + away * np.array(
        [math.cos(up) * math.cos(angle), math.cos(up) * math.sin(angle), math.sin(up)]
    )
    body = LitSurface(
        "piece",
        SurfaceKind.FURNITURE,
        made.vertices_m,
        made.triangles,
        (0.4, 0.4, 0.4),
        appearance=made.appearance,
        triangle_reflectance=made.reflectance,
    )
    lights = {light.id: light for light in soft_lights(middle, radius=radius, height=height)}
    burning = {
        ABOVE: SceneWeight(1.0, None),
        key_name(8): SceneWeight(0.8, None),
        key_name(11): SceneWeight(0.35, None),
    }
    scene = Scene(
        name=made.kind.name,
        surfaces=(
            replace(backdrop(radius_m=radius, height_m=height), reflectance_rgb=(REFLECTANCE,) * 3),
            body,
        ),
        luminaires=tuple(lights[name] for name in burning),
        planes=(),
        observers=(),
        views=(View("front", tuple(eye.tolist()), tuple(middle.tolist()), FOV_DEG, (TAKEN_PX, TAKEN_PX)),),
        weights={None: burning},
        floor_area_m2=math.pi * radius**2,
        maintenance_factor=1.0,
        scene_from_file=np.eye(4),
    )
    options = replace(
        NORMAL,
        patch_size_m=min(radius / 14, around / 5),
        pixel_light_points=16,
        pixel_gather_rays=128,
        denoise=True,
        bloom=False,
    )
    return png_bytes(take_picture(simulate(scene, options), "front", None, sky=None))


def sheet(names: tuple[str, ...], anew: set[str]) -> Image.Image:
    """All of them with their names below."""
    rows = -(-len(names) // COLUMNS)
    cell = (SHOWN_PX + GAP_PX, SHOWN_PX + LINE_PX + GAP_PX)
    whole = Image.new("RGB", (COLUMNS * cell[0] - GAP_PX, rows * cell[1] - GAP_PX), PAPER)
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(13)
    for place, name in enumerate(names):
        left, top = place % COLUMNS * cell[0], place // COLUMNS * cell[1]
        with Image.open(picture(name, anew=name in anew)) as taken:
            shown = taken.convert("RGB").resize((SHOWN_PX, SHOWN_PX), Image.Resampling.LANCZOS)
        whole.paste(shown, (left, top))
        pen.text((left + 3, top + SHOWN_PX + 3), name, INK, font)
    return whole


def main(arguments: list[str]) -> None:
    """Write the page, and where it is asked for the pictures."""
    PAGE.write_text(page(), encoding="utf-8")
    if "--pictures" in arguments:
        sheet(piece_names(), set(arguments)).save(SHEET, quality=78, method=6)
        sys.stdout.write(f"{SHEET.relative_to(ROOT)}: {SHEET.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
