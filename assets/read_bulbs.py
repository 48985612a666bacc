"""The bulbs of a library: `bulbs/bulbs.toml` and their photometric files beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from assets.bulbs import Bulb
from assets.configured import dim_to_warm, times
from assets.library_bulbs import WrittenBulb, WrittenBulbs
from assets.our_light import bulb_all_round, spot
from assets.photometry import LuminousOpening, OpeningShape, Photometry
from assets.price import Price
from assets.read_photometry import read_photometry
from kit.errors import UnsoundInput
from kit.problems import Problem, error, require_sound

BULBS = "bulbs"
BULBS_TOML = "bulbs.toml"


def bulb_files(library: Path) -> Mapping[str, bytes]:
    """The files of a library's bulbs by name; none where it has no such folder."""
    return {path.name: path.read_bytes() for path in sorted((library / BULBS).glob("*.*"))}


def read_bulbs(files: Mapping[str, bytes]) -> Mapping[str, Bulb]:
    """The bulbs in their files by sku; none where there is no `bulbs.toml`.

    A bulb without a photometric file shines evenly all round but into its cap, or with the beam angle that
    is stated as a lobe cos^n; its photometry then is of the format "assumed".

    Raises
    ------
    UnsoundInput
        With every fault of the file.
    """
    if BULBS_TOML not in files:
        return {}
    where = f"{BULBS}/{BULBS_TOML}"
    try:
        written = WrittenBulbs.model_validate(tomllib.loads(files[BULBS_TOML].decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise UnsoundInput([error("BULBS_NOT_TOML", where, f"{where} cannot be read: {fault}")]) from fault
    except ValidationError as fault:
        raise UnsoundInput(
            [
                error("BULB_VALUE", f"{where}: {'.'.join(map(str, each['loc']))}", f"{each['msg']}")
                for each in fault.errors()
            ]
        ) from fault
    problems: list[Problem] = []
    bulbs: dict[str, Bulb] = {}
    for one in written.bulb:
        if one.sku in bulbs:
            problems.append(error("SKU_TWICE", where, f"two bulbs have the sku {one.sku!r}"))
        try:
            bulbs[one.sku] = _bulb(one, files)
        except KeyError:
            message = f"there is no file {one.photometry}"
            problems.append(error("BULB_PHOTOMETRY", f"{where}: {one.sku}", message))
        except UnsoundInput as fault:
            problems.append(error("BULB_PHOTOMETRY", f"{where}: {one.sku}", f"{one.photometry}: {fault}"))
    require_sound(problems)
    return bulbs


def _bulb(written: WrittenBulb, files: Mapping[str, bytes]) -> Bulb:
    plain = written.model_dump(
        include={
            *("sku", "cap", "shape", "length_mm", "diameter_mm", "luminous_flux_lm", "power_w", "cct_k"),
            *("standby_w", "cct_range_k", "duv", "colour_rendering_index", "minimum_dimming", "dimming"),
            *("stands_heat", "energy_class", "lifetime_h"),
        }
    )
    return Bulb(
        **plain,
        name=written.name.en,
        name_zh=written.name.zh,
        photometry=_photometry(written, files),
        dim_to_warm=dim_to_warm(written.dim_to_warm),
        price=Price(written.price.decimal(), written.price.currency),
    )


def _photometry(written: WrittenBulb, files: Mapping[str, bytes]) -> Photometry:
    """The light of one bulb, with the flux that is stated."""
    if written.photometry is not None:
        read = read_photometry(files[written.photometry], written.photometry)
        return times(read, written.luminous_flux_lm / read.distribution.luminous_flux_lm())
    beam = written.beam_angle_deg
    shape = bulb_all_round() if beam is None else spot(beam_angle_deg=beam)
    diameter_m = written.diameter_mm / 1000.0
    size_m = (diameter_m, diameter_m, diameter_m if beam is None else 0.0)
    plain = Photometry(
        distribution=shape,
        opening=LuminousOpening(OpeningShape.SPHERE if beam is None else OpeningShape.DISC, size_m),
        format="assumed",
        name=written.name.en,
        symmetry="axial",
        power_w=written.power_w,
        cct_k=written.cct_k,
    )
    return times(plain, written.luminous_flux_lm / shape.luminous_flux_lm())
