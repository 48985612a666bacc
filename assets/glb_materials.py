"""The materials of a GLB file: metallic-roughness of glTF 2.0, and extensions for gloss and what passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.glb import Glb, refuse
from assets.glb_nodes import finite_numbers
from assets.glb_textures import PlacedTexture, Textures
from assets.material import AlphaMode, Material, Rgb, Texture
from kit.problems import info

Array = NDArray[np.float64]

PLAIN_IOR = 1.5
HIGHEST_IOR = 4.0
PLAIN_REFLECTANCE = 0.4  # of triangles whose file names no material for them
MOST_MATERIALS = 1000
WITHOUT_METALNESS = ("trimesh",)  # exporters that drop it when they translate older materials
UNTOLD = Material("default", (PLAIN_REFLECTANCE,) * 3)


@dataclass(frozen=True, eq=False)
class GlbMaterial:
    """A material, and which texture coordinates it uses and how they are moved, (2, 3)."""

    material: Material
    uv_set: int
    uv_transform: Array


def read_materials(glb: Glb, textures: Textures) -> list[GlbMaterial]:
    """The materials of a file, and last the one of triangles that name none.

    Raises
    ------
    UnsoundInput
        When a number of a material is none. What is wrong with textures goes into `textures.problems`.
    """
    entries = glb.entries("materials")
    if len(entries) > MOST_MATERIALS:
        refuse(
            "MODEL_TOO_LARGE",
            "materials",
            f"the model has {len(entries)} materials; at most {MOST_MATERIALS} are taken",
            "Merge materials that look alike.",
        )
    metallic = 0.0 if _metalness_was_lost(glb, entries) else 1.0
    if metallic == 0.0:
        textures.problems.append(
            info(
                "METALNESS_NOT_STATED",
                "materials",
                "no material says whether it is metal, which this model's exporter never writes; "
                "all are taken as no metal",
                "Export the model with another program where it has metal parts.",
            )
        )
    read = [_Reading(entry, f"materials[{i}]", textures, metallic) for i, entry in enumerate(entries)]
    return [*(each.material(i) for i, each in enumerate(read)), GlbMaterial(UNTOLD, 0, _STILL)]


_STILL = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def _metalness_was_lost(glb: Glb, entries: list[dict[str, Any]]) -> bool:
    """Whether the exporter left out what is no metal: glTF then says metal, where nobody meant any."""
    asset = glb.document.get("asset", {})
    generator = str(asset.get("generator", "")) if isinstance(asset, dict) else ""
    if not any(name in generator for name in WITHOUT_METALNESS):
        return False
    told = [entry.get("pbrMetallicRoughness", {}) for entry in entries]
    keys = {key for surface in told if isinstance(surface, dict) for key in surface}
    return bool(told) and not keys & {"metallicFactor", "metallicRoughnessTexture"}


class _Reading:
    """One material while it is read; `metallic` is taken where it does not say."""

    def __init__(self, entry: dict[str, Any], where: str, textures: Textures, metallic: float) -> None:
        self.entry, self.where, self.textures, self.metallic = entry, where, textures, metallic
        self.surface = self._object(entry, "pbrMetallicRoughness")
        self.extensions = self._object(entry, "extensions")

    def material(self, index: int) -> GlbMaterial:
        """The material with its textures, which share the coordinates of the first."""
        gloss = self.extension("pbrSpecularGlossiness")
        legacy = bool(gloss) and not self.surface
        base = self._texture(
            gloss if legacy else self.surface, "diffuseTexture" if legacy else "baseColorTexture"
        )
        both = self._texture(self.surface, "metallicRoughnessTexture")
        normal = self._texture(self.entry, "normalTexture")
        uv_set, transform = self._shared_coordinates([base, both, normal])
        factor = gloss.get("diffuseFactor") if legacy else self.surface.get("baseColorFactor")
        r, g, b, opacity = self._shares([1, 1, 1, 1] if factor is None else factor, 4)
        metallic, roughness = self._gloss(gloss if legacy else None)
        mode = self._alpha_mode()
        (cutoff,) = self._shares([self.entry.get("alphaCutoff", 0.5)], 1)
        glow = finite_numbers(self.entry.get("emissiveFactor", [0, 0, 0]), 3, self.where)
        transmission, thin, scattered, scattered_rgb = self._passing()
        material = Material(
            name=str(self.entry.get("name", f"material {index}"))[:80],
            base_colour_rgb=(r, g, b),
            base_colour=self._shown(base, opaque=mode == AlphaMode.OPAQUE),
            metallic=metallic,
            roughness=roughness,
            metallic_roughness=None if self.unlit else self._shown(both, opaque=True),
            ior=self._ior(),
            normal=self._shown(normal, opaque=True),
            normal_scale=self._normal_scale(),
            alpha_mode=mode,
            opacity=1.0 if mode == AlphaMode.OPAQUE else opacity,
            alpha_cutoff=cutoff,
            transmission=transmission,
            thin=thin,
            diffuse_transmission=scattered,
            diffuse_transmission_rgb=scattered_rgb,
            glows=bool(glow.max() > 0.0),
        )
        return GlbMaterial(material, uv_set, transform)

    @property
    def unlit(self) -> bool:
        """Whether it only has a colour: taken as dull."""
        return "KHR_materials_unlit" in self.extensions

    def extension(self, name: str) -> dict[str, Any]:
        """What a material extension says, empty where the file has none."""
        return self._object(self.extensions, f"KHR_materials_{name}")

    def _object(self, holder: dict[str, Any], key: str) -> dict[str, Any]:
        found = holder.get(key, {})
        if not isinstance(found, dict):
            refuse("GLB_BROKEN", self.where, f"{key} is not an object", "Export the model again.")
        return found

    def _shares(self, values: Any, count: int) -> list[float]:
        """Numbers brought into 0..1."""
        return [float(v) for v in np.clip(finite_numbers(values, count, self.where), 0.0, 1.0)]

    def _texture(self, holder: dict[str, Any], key: str) -> PlacedTexture | None:
        return self.textures.of(holder.get(key), f"{self.where}.{key}")

    def _shared_coordinates(self, placed: list[PlacedTexture | None]) -> tuple[int, Array]:
        """Coordinates of the first texture; a remark where another is placed otherwise."""
        used = [each for each in placed if each is not None]
        if not used:
            return 0, _STILL
        first = used[0]
        for other in used[1:]:
            same = other.uv_set == first.uv_set and np.allclose(other.uv_transform, first.uv_transform)
            if not same:
                self.textures.problems.append(
                    info(
                        "TEXTURE_PLACED_AS_COLOUR",
                        self.where,
                        "its textures are placed in different ways; all are placed as its colour is",
                        "Use one set of texture coordinates for all textures of a material.",
                    )
                )
                break
        return first.uv_set, first.uv_transform

    def _gloss(self, specular_glossiness: dict[str, Any] | None) -> tuple[float, float]:
        if self.unlit:
            return 0.0, 1.0
        if specular_glossiness is not None:  # what came before metallic-roughness in many files
            (gloss,) = self._shares([specular_glossiness.get("glossinessFactor", 1.0)], 1)
            return 0.0, 1.0 - gloss
        factors = [
            self.surface.get("metallicFactor", self.metallic),
            self.surface.get("roughnessFactor", 1.0),
        ]
        metallic, roughness = self._shares(factors, 2)
        return metallic, roughness

    def _alpha_mode(self) -> AlphaMode:
        told = self.entry.get("alphaMode", "OPAQUE")
        return {"MASK": AlphaMode.MASK, "BLEND": AlphaMode.BLEND}.get(str(told), AlphaMode.OPAQUE)

    def _ior(self) -> float:
        """Index of refraction, with the strength of KHR_materials_specular folded into it."""
        (ior,) = finite_numbers([self.extension("ior").get("ior", PLAIN_IOR)], 1, self.where)
        (strength,) = self._shares([self.extension("specular").get("specularFactor", 1.0)], 1)
        if not 1.0 <= ior <= HIGHEST_IOR:  # 0 stands for full reflection, which only old files mean
            ior = PLAIN_IOR
        if strength == 1.0:
            return float(ior)
        root = float((ior - 1.0) / (ior + 1.0) * np.sqrt(strength))
        return (1.0 + root) / (1.0 - root)

    def _normal_scale(self) -> float:
        entry = self.entry.get("normalTexture")
        told = entry.get("scale", 1.0) if isinstance(entry, dict) else 1.0
        (scale,) = finite_numbers([told], 1, self.where)
        return float(np.clip(scale, -10.0, 10.0))

    def _passing(self) -> tuple[float, bool, float, Rgb]:
        """Share that passes clear, whether it is a sheet, share that passes scattered, and its colour."""
        (clear,) = self._shares([self.extension("transmission").get("transmissionFactor", 0.0)], 1)
        (depth,) = finite_numbers([self.extension("volume").get("thicknessFactor", 0.0)], 1, self.where)
        scattering = self.extension("diffuse_transmission")
        (scattered,) = self._shares([scattering.get("diffuseTransmissionFactor", 0.0)], 1)
        r, g, b = self._shares(scattering.get("diffuseTransmissionColorFactor", [1, 1, 1]), 3)
        return clear, depth <= 0.0, scattered, (r, g, b)

    def _shown(self, placed: PlacedTexture | None, *, opaque: bool) -> Texture | None:
        """The texture, without opacity where it means nothing."""
        if placed is None:
            return None
        return self.textures.without_opacity(placed.texture) if opaque else placed.texture
