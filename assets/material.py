"""How things look: materials with their textures, and which triangle has which.

The words are those of glTF 2.0 (ISO/IEC 12113) and its material extensions, which most files speak.
Colours and reflectances are linear Rec. 709.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rgb = tuple[float, float, float]


class Wrap(StrEnum):
    """What a texture does beyond its edges."""

    REPEAT = "repeat"
    CLAMP = "clamp"
    MIRROR = "mirror"


class AlphaMode(StrEnum):
    """What the opacity of a material means."""

    OPAQUE = "opaque"  # nothing: the material is solid
    MASK = "mask"  # below the cutoff there is a hole
    BLEND = "blend"  # the share of what is seen of the surface; the rest is what lies behind


@dataclass(frozen=True, eq=False)
class Texture:
    """An image on a surface.

    Parameters
    ----------
    pixels
        Shape (row, column, channel) with 3 or 4 channels, 8 bits; the first row is at v = 0. Colours are
        encoded as sRGB, everything else is linear.
    wrap
        Beyond u = 0..1 and v = 0..1.
    """

    pixels: NDArray[np.uint8]
    wrap: tuple[Wrap, Wrap] = (Wrap.REPEAT, Wrap.REPEAT)

    @property
    def size_px(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.pixels.shape[0], self.pixels.shape[1]

    @property
    def image(self) -> object:
        """What textures have in common that show the same pixels."""
        return self.pixels


@dataclass(frozen=True, eq=False)
class Material:
    """A metallic-roughness material, with what passes through it.

    Parameters
    ----------
    base_colour_rgb, base_colour
        Colour and the texture that multiplies it: diffuse reflectance of what is no metal, specular
        reflectance of metal.
    metallic, roughness, metallic_roughness
        0..1 each, and the texture that multiplies them (green: roughness, blue: metallic).
    ior
        Index of refraction, which sets the gloss of what is no metal: ((n - 1) / (n + 1))**2.
    normal, normal_scale
        Normal map in tangent space, and how strong it is.
    alpha_mode, opacity, alpha_cutoff
        Opacity multiplies the alpha of the base colour's texture.
    transmission
        Share of the light that enters and passes as through clear or, where rough, frosted glass.
    thin
        Whether it is a sheet, which does not bend light; otherwise it fills what its surface encloses.
    diffuse_transmission, diffuse_transmission_rgb
        Share of the light that enters and leaves scattered on the other side, and its colour: paper,
        fabric, opal glass.
    glows
        Whether it gives light of its own. How much is the photometry's to say.
    """

    name: str
    base_colour_rgb: Rgb = (1.0, 1.0, 1.0)
    base_colour: Texture | None = None
    metallic: float = 0.0
    roughness: float = 1.0
    metallic_roughness: Texture | None = None
    ior: float = 1.5
    normal: Texture | None = None
    normal_scale: float = 1.0
    alpha_mode: AlphaMode = AlphaMode.OPAQUE
    opacity: float = 1.0
    alpha_cutoff: float = 0.5
    transmission: float = 0.0
    thin: bool = True
    diffuse_transmission: float = 0.0
    diffuse_transmission_rgb: Rgb = (1.0, 1.0, 1.0)
    glows: bool = False


@dataclass(frozen=True, eq=False)
class Appearance:
    """How each triangle of a mesh looks.

    Parameters
    ----------
    materials
        The materials.
    material_of_triangle
        Index into them, (triangle,).
    uv
        Texture coordinates of each triangle's corners, (triangle, 3, 2); v runs down the image.
    corner_normals
        Unit normals of each triangle's corners for smooth shading, (triangle, 3, 3); zero where the
        triangle is flat.
    triangle_rgb
        Colour that multiplies the material's, (triangle, 3), such as the mean of vertex colours.
    """

    materials: tuple[Material, ...]
    material_of_triangle: NDArray[np.int64]
    uv: NDArray[np.float32]
    corner_normals: NDArray[np.float32]
    triangle_rgb: NDArray[np.float32]


def turned_appearance(appearance: Appearance, matrix: Array) -> Appearance:
    """The appearance of a mesh whose points are led through `matrix`, (3, 3).

    Its normals turn with the inverse transpose; where that does not exist they are zero: flat.
    """
    if abs(float(np.linalg.det(matrix))) < 1e-18:
        return replace(appearance, corner_normals=np.zeros_like(appearance.corner_normals))
    turned = appearance.corner_normals @ np.linalg.inv(matrix).astype(np.float32)
    length = np.linalg.norm(turned, axis=2, keepdims=True)
    unit = np.divide(turned, length, out=np.zeros_like(turned), where=length > 0.0)
    return replace(appearance, corner_normals=unit)
