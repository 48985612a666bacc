"""Colours and textures of a Sweet Home 3D home as finishes; of a texture its mean colour counts."""

from __future__ import annotations

import numpy as np

from assets.archive import Archive
from assets.texture_image import PictureNotRead, read_pixels
from assets.xml_nodes import Node
from kit.errors import UnsoundInput
from kit.problems import Problem, info
from scenes.reflectance_of_colour import finish_of_srgb, linear_of_srgb, reflectance_of_linear
from scenes.room import Finish, Origin

LOOKED_AT_PX = 64  # a mean needs no more of a picture


class Colours:
    """Finishes of surfaces, with pictures looked up in the archive of the home."""

    def __init__(self, archive: Archive | None) -> None:
        self._archive = archive
        self._means: dict[str, Finish | None] = {}
        self.problems: list[Problem] = []

    def side_of(self, node: Node, side: str) -> Finish | None:
        """What stands as ``leftSideColor`` or a texture ``leftSideTexture``; None where nothing does."""
        for child in node.children:
            if child.tag == "texture" and child.attributes.get("attribute") == f"{side}Texture":
                found = self._texture(child)
                if found is not None:
                    return found
        return finish_of_hex(node.attributes.get(f"{side}Color"))

    def _texture(self, node: Node) -> Finish | None:
        image = node.attributes.get("image", "")
        if image not in self._means:
            self._means[image] = self._mean(image, node.attributes.get("name", image)[:60])
        return self._means[image]

    def _mean(self, image: str, name: str) -> Finish | None:
        """The mean of a picture's colours, as linear light."""
        if self._archive is None or self._archive.find(image) is None:
            self._tell(name, "is not in the file")
            return None
        try:
            pixels, _ = read_pixels(self._archive.read(image), largest_px=LOOKED_AT_PX)
        except (PictureNotRead, UnsoundInput) as fault:
            self._tell(name, f"cannot be read ({str(fault)[:60]})")
            return None
        linear = linear_of_srgb(pixels[..., :3].astype(np.float64) / 255.0).reshape(-1, 3)
        weight = pixels[..., 3].reshape(-1).astype(np.float64) if pixels.shape[-1] == 4 else None
        if weight is not None and weight.sum() <= 0.0:
            return None
        mean = np.average(linear, axis=0, weights=weight)
        return Finish(reflectance_of_linear(mean), origin=Origin.DERIVED, as_colour=True)

    def _tell(self, name: str, why: str) -> None:
        message = f"The picture of the texture {name!r} {why}; surfaces that show it keep their plain colour."
        self.problems.append(info("TEXTURE_NOT_READ", "textures", message))


def finish_of_hex(text: str | None) -> Finish | None:
    """The finish of a colour such as ``FFB0A69E`` (alpha, red, green, blue); None where it is none."""
    if text is None or len(text) not in (6, 8):
        return None
    try:
        value = int(text, 16)
    except ValueError:
        return None
    return finish_of_srgb([(value >> shift & 255) / 255.0 for shift in (16, 8, 0)])
