"""Colour temperature and colour rendering out of the free texts in which files state them."""

from __future__ import annotations

import re


def colour_temperature_of(text: str) -> float | None:
    """The correlated colour temperature in a free text such as "nw/4200" or "3000 K" [K]."""
    found = [float(match) for match in re.findall(r"(?<![\d.])\d{4,5}(?![\d.])", text)]
    return next((kelvin for kelvin in found if 1000.0 <= kelvin <= 20000.0), None)


def colour_rendering_of(text: str) -> float | None:
    """The general colour rendering index in a free text such as "1B/86" or "Ra > 80"; groups give None."""
    found = [float(match) for match in re.findall(r"(?<![\d.])\d{2,3}(?:\.\d+)?(?![\d.])", text)]
    return next((index for index in found if 20.0 <= index <= 100.0), None)
