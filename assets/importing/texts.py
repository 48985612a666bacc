"""Names and descriptions in both languages; a description that is missing is made of facts alone."""

from __future__ import annotations

from assets.importing.kind_of import Kind
from assets.importing.offers import Offer
from assets.photometry import Photometry
from assets.product import Family

FAMILY_NAMES: dict[Family, tuple[str, str]] = {
    Family.PENDANT: ("Pendant", "吊灯"),
    Family.DOME: ("Dome pendant", "罩形吊灯"),
    Family.GLOBE: ("Globe luminaire", "球形灯"),
    Family.DRUM: ("Drum luminaire", "鼓形灯"),
    Family.LINEAR: ("Linear luminaire", "线形灯"),
    Family.PANEL: ("Panel", "面板灯"),
    Family.CEILING: ("Ceiling luminaire", "吸顶灯"),
    Family.DOWNLIGHT: ("Downlight", "筒灯"),
    Family.SPOT: ("Spot", "射灯"),
    Family.TRACK: ("Track spot", "轨道射灯"),
    Family.WALL: ("Wall luminaire", "壁灯"),
    Family.FLOOR: ("Floor luminaire", "落地灯"),
    Family.TABLE: ("Table luminaire", "台灯"),
    Family.LANTERN: ("Lantern", "马灯式灯"),
    Family.CHANDELIER: ("Chandelier", "枝形吊灯"),
    Family.STRIP: ("Light strip", "支架灯"),
}


def texts_of(offer: Offer, kind: Kind, photometry: Photometry) -> dict[str, dict[str, str]]:
    """Name and description in English and Chinese, as an entry has them.

    The shop's own texts count, in whatever language they are; a missing name is that of the other language,
    else the photometric file's, else the sku. A missing description lists family, flux, power and colour.
    """
    name = offer.name or offer.name_zh or photometry.name or offer.sku
    english, chinese = _facts(offer, kind, photometry)
    return {
        "name": {"en": name, "zh": offer.name_zh or name},
        "description": {"en": offer.description or english, "zh": offer.description_zh or chinese},
    }


def _facts(offer: Offer, kind: Kind, photometry: Photometry) -> tuple[str, str]:
    cct_k, power_w = offer.cct_k or photometry.cct_k, photometry.power_w or offer.power_w
    values = [f"{photometry.zonal_flux_lm():.0f} lm"]
    values += [f"{power_w:g} W"] if power_w else []
    values += [f"{cct_k:.0f} K"] if cct_k else []
    english, chinese = FAMILY_NAMES[kind.family]
    return f"{english}, {', '.join(values)}.", f"{chinese}，{'，'.join(values)}。"
