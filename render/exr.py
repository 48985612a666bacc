"""EXR files of pictures: linear luminance in cd/m2, whole or one layer for each luminaire."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import OpenEXR  # type: ignore[import-not-found]  # a compiled module without type stubs
from numpy.typing import NDArray

from render.device import engine_version

if TYPE_CHECKING:
    from render.picture import Picture

Pixels = NDArray[np.floating[Any]]

WHOLE = ""  # the name of the layer that every program shows
# BT.709: red, green, blue and white, each x and y
CHROMATICITIES = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290)
LARGEST_HALF = 65504.0
LONGEST_NAME = 255  # bytes of a channel's name
EXPOSURE, ADAPTED_WHITE = "ev100", "adaptedWhite"  # attributes
BLOOM_PIXEL = "bloomPixelDeg"  # attribute: the angle of a pixel, where the picture is shown with bloom
LONG_NAMES = "longNames"  # attribute: names of layers that were shortened, as JSON by their short names


def exr_of_picture(
    picture: Picture,
    layers: Mapping[str, Pixels] | None = None,
    *,
    half: bool = False,
    bloom: bool = False,
) -> bytes:
    """A picture as EXR, with its exposure, white, scene, view, seed and engine as attributes.

    Parameters
    ----------
    picture
        The picture.
    layers
        Luminance that each luminaire gives in this picture by its id, (row, column, 3) [cd/m2]; their sum
        is the picture. None writes the picture only.
    half
        Half precision, half the size; otherwise single.
    bloom
        Whether the picture is meant to be shown with bloom, which is not in the file.

    Raises
    ------
    ValueError
        When half precision is asked for and a luminance is above 65504 cd/m2, which it cannot hold.
    """
    attributes: dict[str, str | float] = {
        "unit": "cd/m2",
        EXPOSURE: float(picture.ev),
        ADAPTED_WHITE: "{:.9g} {:.9g} {:.9g}".format(*picture.white),
        "software": engine_version(),
        **picture.made_by,
    }
    if bloom:
        attributes[BLOOM_PIXEL] = picture.pixel_deg
    whole = np.asarray(picture.luminance_cd_m2)
    return exr_bytes({WHOLE: whole, **(layers or {})}, attributes, half=half)


def exr_bytes(
    layers: Mapping[str, Pixels], attributes: Mapping[str, str | float] | None = None, *, half: bool = False
) -> bytes:
    """An EXR file of named layers of linear Rec. 709.

    The layer `WHOLE` has the channels R, G and B; any other has ``name.R`` and so on. Dots and percent
    signs in names are written as %2E and %25, because a dot divides layers in EXR; a name that is too
    long for a channel is cut, and stands whole in the attribute `LONG_NAMES`. ``whiteLuminance`` is 1: the
    numbers are cd/m2. The same input gives the same bytes.

    Parameters
    ----------
    layers
        (row, column, 3) by name, all of one size [cd/m2].
    attributes
        What else the header says.
    half
        Half precision instead of single.

    Raises
    ------
    ValueError
        When half precision cannot hold a value, or sizes differ.
    """
    if len({pixels.shape for pixels in layers.values()}) != 1:
        raise ValueError(f"layers differ in size: { {name: p.shape for name, p in layers.items()} }")
    if half and any(np.abs(pixels).max(initial=0.0) > LARGEST_HALF for pixels in layers.values()):
        raise ValueError(f"half precision holds no luminance above {LARGEST_HALF:g} cd/m2; use single")
    kind = np.float16 if half else np.float32
    written = {name: _written(name) for name in layers}
    channels = {
        _channel(written[name], letter): np.ascontiguousarray(pixels[..., index], kind)
        for name, pixels in layers.items()
        for index, letter in enumerate("RGB")
    }
    cut = {short: name for name, short in written.items() if _unescaped(short) != name}
    header = {
        **(attributes or {}),
        **({LONG_NAMES: json.dumps(cut, sort_keys=True)} if cut else {}),
        "compression": OpenEXR.ZIP_COMPRESSION,
        "type": OpenEXR.scanlineimage,
        "chromaticities": CHROMATICITIES,
        "whiteLuminance": 1.0,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.exr"  # the library writes to paths only
        with OpenEXR.File(header, channels) as file:
            file.write(str(path))
        return path.read_bytes()


def read_exr(data: bytes) -> tuple[dict[str, Pixels], dict[str, Any]]:
    """Layers by name, each (row, column, 3), and the header of an EXR file that we wrote."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.exr"
        path.write_bytes(data)
        with OpenEXR.File(str(path), separate_channels=True) as file:
            header = dict(file.header())
            channels = {name: np.array(channel.pixels) for name, channel in file.channels().items()}
    names = {name.rpartition(".")[0] for name in channels}
    cut = json.loads(header.get(LONG_NAMES, "{}"))
    layers = {
        cut.get(name, _unescaped(name)): np.stack(
            [channels[f"{name}.{c}" if name else c] for c in "RGB"], axis=-1
        )
        for name in sorted(names)
    }
    return layers, header


def _channel(written: str, letter: str) -> str:
    return f"{written}.{letter}" if written else letter


def _written(name: str) -> str:
    """A layer's name as EXR takes it, cut where it is too long, with a digest of the whole at its end."""
    escaped = name.replace("%", "%25").replace(".", "%2E")
    longest = LONGEST_NAME - len(".R")
    if len(escaped.encode()) <= longest:
        return escaped
    end = "~" + hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
    return escaped.encode()[: longest - len(end)].decode(errors="ignore") + end


def _unescaped(name: str) -> str:
    return name.replace("%2E", ".").replace("%25", "%")
