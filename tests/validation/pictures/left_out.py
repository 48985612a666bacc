"""What pictures leave out of gloss and glass: the table of docs/pictures.md, printed.

`python tests/validation/pictures/left_out.py [SAMPLES [QUALITY]]`; references are kept in out/peers. Normal
maps are off on both sides but in the last row, for what they keep from the light is another matter.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(ROOT / "tests" / "validation")]

from pictures.compared import HALVES, flip, shown_with  # noqa: E402 - found on the path above
from pictures.material_room import KINDS, material_room  # noqa: E402
from pictures.reference_pictures import reference_picture  # noqa: E402

from render.mixing import column_weights, luminance_of  # noqa: E402
from render.options import options_for  # noqa: E402
from render.picture import take_picture  # noqa: E402
from render.simulate import simulate  # noqa: E402
from scenes.scene import LitSurface  # noqa: E402

BUMPY = "matte only, with normal maps"
ROOMS: dict[str, tuple[str, ...]] = {
    "matte only": ("matte",),
    **{f"matte and {kind}": ("matte", kind) for kind in KINDS if kind != "matte"},
    "all of them": tuple(KINDS),
    BUMPY: ("matte",),
}


def without_normal_maps(surface: LitSurface) -> LitSurface:
    """A surface whose materials are flat."""
    looks = surface.appearance
    if looks is None:
        return surface
    flat = tuple(replace(material, normal=None) for material in looks.materials)
    return replace(surface, appearance=replace(looks, materials=flat))


def row(name: str, samples: int, quality: str) -> str:
    """One room: mean luminance beside Mitsuba's where nothing glows, FLIP, and the reference's own error."""
    scene = material_room(ROOMS[name])
    if name != BUMPY:
        scene = replace(scene, surfaces=tuple(without_normal_maps(surface) for surface in scene.surfaces))
    picture = take_picture(simulate(scene, replace(options_for(quality), bloom=False)), None, sky=None)
    reference = reference_picture(
        scene, picture.view, column_weights(scene, None), least_samples=samples, most_samples=samples
    )
    dark = np.broadcast_to(reference.glows, reference.picture.shape).max(axis=2) == 0
    ours, theirs = (luminance_of(each)[dark].mean() for each in (picture.luminance_cd_m2, reference.picture))
    ours_shown, theirs_shown = (
        shown_with(picture, each) for each in (picture.luminance_cd_m2, reference.picture)
    )
    first, second = (shown_with(picture, half) for half in reference.halves)
    mean, own = flip(theirs_shown, ours_shown)[0], HALVES * flip(first, second)[0]
    return f"| {name} | {ours / theirs - 1:+.1%} | {mean:.3f} | {own:.3f} |"


def main() -> None:
    """Print the table."""
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 512
    quality = sys.argv[2] if len(sys.argv) > 2 else "final"
    print(f"| room, {quality} | mean luminance beside Mitsuba's | FLIP | its own error |\n|---|--:|--:|--:|")
    for name in ROOMS:
        print(row(name, samples, quality), flush=True)


if __name__ == "__main__":
    main()
