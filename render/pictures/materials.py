"""Materials on the device, and what one of them says at a place on a surface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import drjit as dr
import numpy as np
from numpy.typing import ArrayLike

from assets.gloss import normal_reflectance
from assets.material import AlphaMode, Material, Texture, Wrap
from render.device import mitsuba
from render.device_arrays import device_floats, device_indices
from render.pictures.highlights import HIGHLIGHT
from render.pictures.textures import NO_TEXTURE, Textures, load_textures, texture_values

NEARLY = 0.9  # of HIGHLIGHT: a texture of that mean roughness is taken to be as rough everywhere
ALPHA = {AlphaMode.OPAQUE: 0, AlphaMode.MASK: 1, AlphaMode.BLEND: 2}


@dataclass(frozen=True, eq=False)
class Materials:
    """Materials; every member has one entry a material, vectors one component each.

    `base_texture`, `rough_texture` and `normal_texture` are NO_TEXTURE where there is none. `gloss` is the
    reflectance of what is no metal at normal incidence. `window` tells panes behind which the sky is seen.
    """

    base: tuple[Any, Any, Any]
    metallic: Any
    roughness: Any
    least_roughness: Any
    gloss: Any
    ior: Any
    alpha: Any
    opacity: Any
    cutoff: Any
    transmission: Any
    thin: Any
    scatter: Any
    scatter_rgb: tuple[Any, Any, Any]
    normal_scale: Any
    window: Any
    base_texture: Any
    rough_texture: Any
    normal_texture: Any
    textures: Textures | None


def dull(name: str, reflectance_rgb: tuple[float, float, float]) -> Material:
    """A material without any gloss."""
    return Material(name, base_colour_rgb=reflectance_rgb, ior=1.0)


def load_materials(materials: Sequence[Material], windows: Sequence[bool]) -> Materials:
    """Upload materials; `windows` tells which are panes to the outside."""
    found: list[tuple[Texture, bool]] = []
    known: dict[tuple[int, tuple[Wrap, Wrap], bool], int] = {}

    def place(texture: Texture | None, linear: bool) -> int:
        if texture is None:
            return NO_TEXTURE
        key = (id(texture.image), texture.wrap, linear)
        if key not in known:
            known[key] = len(found)
            found.append((texture, linear))
        return known[key]

    base = [place(m.base_colour, False) for m in materials]
    rough = [place(m.metallic_roughness, True) for m in materials]
    normal = [place(m.normal, True) for m in materials]

    def floats(values: ArrayLike) -> Any:
        return device_floats(np.asarray(values, float))

    def channels(values: Sequence[tuple[float, ...]]) -> tuple[Any, Any, Any]:
        table = np.array(values, float)
        return floats(table[:, 0]), floats(table[:, 1]), floats(table[:, 2])

    return Materials(
        base=channels([m.base_colour_rgb for m in materials]),
        metallic=floats([m.metallic for m in materials]),
        roughness=floats([m.roughness for m in materials]),
        least_roughness=floats([_least_roughness(m) for m in materials]),
        gloss=floats([normal_reflectance(m.ior) for m in materials]),
        ior=floats([m.ior for m in materials]),
        alpha=device_indices([ALPHA[m.alpha_mode] for m in materials]),
        opacity=floats([m.opacity for m in materials]),
        cutoff=floats([m.alpha_cutoff for m in materials]),
        transmission=floats([m.transmission for m in materials]),
        thin=floats([float(m.thin) for m in materials]),
        scatter=floats([m.diffuse_transmission for m in materials]),
        scatter_rgb=channels([m.diffuse_transmission_rgb for m in materials]),
        normal_scale=floats([m.normal_scale for m in materials]),
        window=floats([float(window) for window in windows]),
        base_texture=device_indices(base),
        rough_texture=device_indices(rough),
        normal_texture=device_indices(normal),
        textures=load_textures(found),
    )


def _least_roughness(material: Material) -> float:
    """Roughness that no texel falls below: a brushed face is looked at in one way, or it would be specks."""
    if material.metallic_roughness is None:
        return 0.0
    mean = material.roughness * float(material.metallic_roughness.pixels[..., 1].mean()) / 255
    return HIGHLIGHT if mean >= NEARLY * HIGHLIGHT else 0.0


@dataclass(frozen=True, eq=False)
class Finish:
    """What a material says at a place (device arrays).

    Parameters
    ----------
    diffuse, scattered
        Share of the arriving light that is reflected, and passed on, evenly to all sides; three channels.
    coat
        Share that the gloss above these reflects at normal incidence, and keeps from them.
    mirrored
        Share that is reflected as by a mirror at normal incidence; three channels.
    roughness, ior
        Of the mirror, 0..1, and the index of refraction.
    clear
        Share that passes as through glass, three channels.
    thin
        1 where it is a sheet.
    opacity
        Share of the surface that is there.
    window
        Whether the sky is behind it.
    """

    diffuse: Any
    scattered: Any
    coat: Any
    mirrored: Any
    roughness: Any
    ior: Any
    clear: Any
    thin: Any
    opacity: Any
    window: Any


def finish_at(materials: Materials, material: Any, rgb: Any, uv: Any, repeats: Any, active: Any) -> Finish:
    """What materials say at places.

    glTF 2.0, appendix B: a dielectric is a diffuse base under a coat of gloss F0 = ((n - 1) / (n + 1))**2,
    a metal has its colour as F0 and no diffuse part; in between both are mixed. Transmission takes the
    place of the diffuse base (KHR_materials_transmission), and scattered light the place of a share of it
    with a colour of its own (KHR_materials_diffuse_transmission).

    Parameters
    ----------
    material
        Index of each lane's material.
    rgb
        Colour that multiplies it.
    uv, repeats
        Where on its textures, and how often these are repeated across a pixel.
    """
    mi = mitsuba()

    def read(table: Any) -> Any:
        return dr.gather(mi.Float, table, material, active)

    base = [read(channel) * own for channel, own in zip(materials.base, rgb, strict=True)]
    opacity, metallic, roughness = (
        read(materials.opacity),
        read(materials.metallic),
        read(materials.roughness),
    )
    if materials.textures is not None:
        which = dr.gather(mi.UInt32, materials.base_texture, material, active)
        read_it = active & (which != NO_TEXTURE)
        texel = texture_values(materials.textures, which, uv, repeats, read_it)
        base = [dr.select(read_it, own * value, own) for own, value in zip(base, texel[:3], strict=True)]
        opacity = dr.select(read_it, opacity * texel[3], opacity)
        which = dr.gather(mi.UInt32, materials.rough_texture, material, active)
        read_it = active & (which != NO_TEXTURE)
        texel = texture_values(materials.textures, which, uv, repeats, read_it)
        roughness = dr.select(read_it, roughness * texel[1], roughness)
        roughness = dr.maximum(roughness, read(materials.least_roughness))
        metallic = dr.select(read_it, metallic * texel[2], metallic)
    base = [dr.minimum(own, 1.0) for own in base]  # tints may ask for more than all
    alpha = dr.gather(mi.UInt32, materials.alpha, material, active)
    masked = dr.select(opacity < read(materials.cutoff), 0.0, 1.0)
    gloss, clear = read(materials.gloss), read(materials.transmission)
    scatter = read(materials.scatter)
    body = (1 - metallic) * (1 - clear)
    return Finish(
        diffuse=mi.Vector3f(*(b * body * (1 - scatter) for b in base)),
        scattered=mi.Vector3f(*(read(c) * body * scatter for c in materials.scatter_rgb)),
        coat=gloss,
        mirrored=mi.Vector3f(*(dr.lerp(gloss, b, metallic) for b in base)),
        roughness=roughness,
        ior=read(materials.ior),
        clear=mi.Vector3f(*(b * (1 - metallic) * clear for b in base)),
        thin=read(materials.thin),
        opacity=dr.select(alpha == 0, 1.0, dr.select(alpha == 1, masked, opacity)),
        window=read(materials.window) > 0.5,
    )
