"""The textures of a GLB file: pictures in its binary part, decoded once each, bounded all together.

Materials that show a picture in the same way share one texture.

A texture that cannot be read is told as a warning and left out: the material goes on with its plain colour.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.glb import Glb, whole
from assets.glb_nodes import finite_numbers
from assets.material import Texture, Wrap
from assets.texture_image import PictureNotRead, PictureTooLarge, read_pixels, shared_pixels
from kit.errors import UnsoundInput
from kit.problems import Problem, info, warning

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]

LARGEST_PX = 2048
FEW_PICTURES = 8  # that are kept at the largest size; of more, each is smaller
MOST_PICTURES = 64  # of one model
MOST_PIXELS = 600_000_000  # decoded for one model, whatever their sizes
_WRAPS = {10497: Wrap.REPEAT, 33071: Wrap.CLAMP, 33648: Wrap.MIRROR}


@dataclass(frozen=True, eq=False)
class PlacedTexture:
    """A texture, the set of coordinates it uses, and how these are moved: (2, 3), applied to (u, v, 1)."""

    texture: Texture
    uv_set: int
    uv_transform: Array


@dataclass
class Textures:
    """The textures of one file; `problems` collects what was wrong with them."""

    glb: Glb
    problems: list[Problem] = field(default_factory=list)
    _pixels: dict[int, Pixels | None] = field(default_factory=dict)
    _known: dict[tuple[int, tuple[Wrap, Wrap]], Texture] = field(default_factory=dict)
    _opaque: dict[Texture, Texture] = field(default_factory=dict)
    _decoded: int = 0

    def of(self, entry: Any, where: str) -> PlacedTexture | None:
        """The texture that a material's entry names; None where there is none or it cannot be read."""
        if entry is None:
            return None
        try:
            if not isinstance(entry, dict):
                raise PictureNotRead("its entry is not an object")
            texture = self.glb.entry("textures", entry.get("index"), where)
            index, pixels = self._picture(_source_of(texture), where)
            if pixels is None:
                return None
            wrap = self._wrap(texture, where)
            known = self._known.setdefault((index, wrap), Texture(pixels, wrap))
            return PlacedTexture(known, *_placing(entry, where))
        except PictureTooLarge as fault:
            self.problems.append(
                warning(
                    "TEXTURE_TOO_LARGE",
                    where,
                    f"a texture was left out: {fault}; the plain colour counts",
                    f"Scale the picture down: {LARGEST_PX} pixels on a side are kept.",
                )
            )
        except (PictureNotRead, UnsoundInput) as fault:
            self._left_out(where, str(fault))
        return None

    def without_opacity(self, texture: Texture) -> Texture:
        """The same texture, for a material to which its opacity means nothing."""
        if texture.pixels.shape[2] == 3:
            return texture
        if texture not in self._opaque:
            colours = shared_pixels(np.ascontiguousarray(texture.pixels[:, :, :3]))
            self._opaque[texture] = Texture(colours, texture.wrap)
        return self._opaque[texture]

    def _left_out(self, where: str, reason: str) -> None:
        self.problems.append(
            warning(
                "TEXTURE_NOT_READ",
                where,
                f"a texture was left out: {reason}; the plain colour counts",
                "Export the model again with its pictures as PNG or JPEG inside the file.",
            )
        )

    def _wrap(self, texture: dict[str, Any], where: str) -> tuple[Wrap, Wrap]:
        if "sampler" not in texture:
            return Wrap.REPEAT, Wrap.REPEAT
        sampler = self.glb.entry("samplers", texture["sampler"], where)
        one, other = (_WRAPS.get(sampler.get(key, 10497), Wrap.REPEAT) for key in ("wrapS", "wrapT"))
        return one, other

    def _picture(self, source: Any, where: str) -> tuple[int, Pixels | None]:
        """Index and pixels of image `source`; None where it was found unreadable before."""
        images = self.glb.entries("images")
        index = whole(source, f"{where}.source", below=len(images))
        if index not in self._pixels:
            self._pixels[index] = None
            self._pixels[index] = self._decode(images[index], index, len(images))
        return index, self._pixels[index]

    def _decode(self, image: dict[str, Any], index: int, count: int) -> Pixels:
        where = f"images[{index}]"
        if "bufferView" not in image:
            raise PictureNotRead(
                "its picture lies outside the file's own binary part; nothing else is opened"
            )
        if len(self._pixels) > MOST_PICTURES:
            raise PictureNotRead(f"the model has more than {MOST_PICTURES} pictures")
        if self._decoded > MOST_PIXELS:
            raise PictureNotRead(
                f"the model's pictures have more than {MOST_PIXELS // 1_000_000} million pixels"
            )
        largest = LARGEST_PX if count <= FEW_PICTURES else LARGEST_PX // 2
        pixels, (width, height) = read_pixels(
            self.glb.bytes_of(image["bufferView"], where), largest_px=largest
        )
        self._decoded += width * height
        if max(width, height) > largest:
            self.problems.append(
                info(
                    "TEXTURE_SCALED_DOWN",
                    where,
                    f"a picture of {width} x {height} pixels was scaled down to {pixels.shape[1]} x "
                    f"{pixels.shape[0]}",
                )
            )
        return shared_pixels(pixels)


def _source_of(texture: dict[str, Any]) -> Any:
    """The image of a texture: as WebP where the file offers that, else the plain one."""
    extensions = texture.get("extensions", {})
    webp = extensions.get("EXT_texture_webp") if isinstance(extensions, dict) else None
    if isinstance(webp, dict) and "source" in webp:
        return webp["source"]
    if "source" not in texture:
        raise PictureNotRead("it is in a format that is not read (PNG, JPEG and WebP are)")
    return texture["source"]


def _placing(entry: dict[str, Any], where: str) -> tuple[int, Array]:
    """Set of coordinates, and the transform of KHR_texture_transform: scaled, turned, then moved."""
    extensions = entry.get("extensions", {})
    found = extensions.get("KHR_texture_transform", {}) if isinstance(extensions, dict) else {}
    transform = found if isinstance(found, dict) else {}
    uv_set = whole(transform.get("texCoord", entry.get("texCoord", 0)), f"{where}.texCoord", below=16)
    u, v = finite_numbers(transform.get("offset", [0, 0]), 2, f"{where}.offset")
    across, down = finite_numbers(transform.get("scale", [1, 1]), 2, f"{where}.scale")
    (angle,) = finite_numbers([transform.get("rotation", 0)], 1, f"{where}.rotation")
    cosine, sine = np.cos(angle), np.sin(angle)
    # v runs down the image, so that anticlockwise, as it is seen, takes u to -v
    return uv_set, np.array([[cosine * across, sine * down, u], [-sine * across, cosine * down, v]])
