"""Materials of ours in the words of glTF 2.0 and its extensions."""

from __future__ import annotations

from typing import Any

from assets.body import BodyMaterial
from assets.material import AlphaMode, Material, Texture, Wrap
from render.gltf.file import GltfFile
from render.gltf.images import COLOUR, NUMBERS, texture_file
from scenes.scene import LitSurface, SurfaceKind

LINEAR, LINEAR_MIPMAP_LINEAR = 9729, 9987
_WRAPS = {Wrap.REPEAT: 10497, Wrap.CLAMP: 33071, Wrap.MIRROR: 33648}
_ALPHA = {AlphaMode.OPAQUE: "OPAQUE", AlphaMode.MASK: "MASK", AlphaMode.BLEND: "BLEND"}
USUAL_IOR = 1.5

Glow = tuple[tuple[float, float, float], float]
"""Colour whose largest channel is 1, and the strength that makes it luminance in cd/m2."""


class MaterialWriter:
    """Writes materials and their textures into a file, each once."""

    def __init__(self, file: GltfFile) -> None:
        self._file = file
        self._textures: dict[int, tuple[Texture, int]] = {}

    def index(self, material: Material, *, two_sided: bool, glow: Glow | None = None) -> int:
        """The index of a material; `glow` is what its glowing parts give."""
        surface = self._surface(material)
        entry: dict[str, Any] = {"name": material.name} if material.name else {}
        if surface:
            entry["pbrMetallicRoughness"] = surface
        if material.normal is not None:
            entry["normalTexture"] = {"index": self._texture(material.normal, NUMBERS)}
            if material.normal_scale != 1.0:
                entry["normalTexture"]["scale"] = material.normal_scale
        if material.alpha_mode is not AlphaMode.OPAQUE:
            entry["alphaMode"] = _ALPHA[material.alpha_mode]
        if material.alpha_mode is AlphaMode.MASK:
            entry["alphaCutoff"] = material.alpha_cutoff
        extensions = _extensions(material)
        if two_sided and "KHR_materials_volume" not in extensions:  # a volume has an inside
            entry["doubleSided"] = True
        if material.glows and glow is not None and glow[1] > 0.0:
            entry["emissiveFactor"] = [round(channel, 6) for channel in glow[0]]
            extensions["KHR_materials_emissive_strength"] = {"emissiveStrength": float(f"{glow[1]:.6g}")}
        if extensions:
            entry["extensions"] = extensions
            for name in extensions:
                self._file.use(name)
        return self._file.add_once("materials", entry)

    def _surface(self, material: Material) -> dict[str, Any]:
        surface: dict[str, Any] = {}
        opacity = 1.0 if material.alpha_mode is AlphaMode.OPAQUE else material.opacity
        colour = [round(min(max(value, 0.0), 1.0), 6) for value in (*material.base_colour_rgb, opacity)]
        if colour != [1.0, 1.0, 1.0, 1.0]:
            surface["baseColorFactor"] = colour
        if material.base_colour is not None:
            surface["baseColorTexture"] = {"index": self._texture(material.base_colour)}
        if material.metallic != 1.0:
            surface["metallicFactor"] = material.metallic
        if material.roughness != 1.0:
            surface["roughnessFactor"] = material.roughness
        if material.metallic_roughness is not None:
            surface["metallicRoughnessTexture"] = {
                "index": self._texture(material.metallic_roughness, NUMBERS)
            }
        return surface

    def _texture(self, texture: Texture, quality: int = COLOUR) -> int:
        if id(texture) not in self._textures:
            sampler = {
                "magFilter": LINEAR,
                "minFilter": LINEAR_MIPMAP_LINEAR,
                "wrapS": _WRAPS[texture.wrap[0]],
                "wrapT": _WRAPS[texture.wrap[1]],
            }
            content, media_type = texture_file(texture.pixels, quality=quality)
            index = self._file.texture(content, media_type, sampler)
            self._textures[id(texture)] = (texture, index)  # keeps it alive, and with it its number
        return self._textures[id(texture)][1]


def _extensions(material: Material) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if material.ior != USUAL_IOR:
        found["KHR_materials_ior"] = {"ior": material.ior}
    if material.transmission > 0.0:
        found["KHR_materials_transmission"] = {"transmissionFactor": material.transmission}
    if material.diffuse_transmission > 0.0:
        entry: dict[str, Any] = {"diffuseTransmissionFactor": material.diffuse_transmission}
        if material.diffuse_transmission_rgb != (1.0, 1.0, 1.0):
            entry["diffuseTransmissionColorFactor"] = list(material.diffuse_transmission_rgb)
        found["KHR_materials_diffuse_transmission"] = entry
    if found.keys() - {"KHR_materials_ior"} and not material.thin:
        # any thickness above 0 says that the surface encloses what light passes through
        found["KHR_materials_volume"] = {"thicknessFactor": 0.01}
    return found


def plain_material(surface: LitSurface) -> Material:
    """A dull material of the surface's reflectance; what lets light out is clear glass."""
    if surface.kind in (SurfaceKind.WINDOW, SurfaceKind.DOOR) and surface.transmittance > 0.0:
        return Material("glass", roughness=0.0, transmission=surface.transmittance)
    # three surfaces of one paint are one material
    red, green, blue = surface.reflectance_rgb
    return Material(surface.kind.value, (red, green, blue))


def body_material(material: BodyMaterial) -> Material:
    """A part's finish as a material."""
    return Material(
        material.name,
        material.reflectance_rgb,
        metallic=material.metallic,
        roughness=material.roughness,
        glows=material.glows,
    )
