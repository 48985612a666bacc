"""The ways to show a picture, by name; nothing heavy is imported here, so that a command can list them."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """How more light than a screen can show becomes colour."""

    NEUTRAL = "neutral"  # Khronos PBR Neutral: keeps the colours of goods
    AGX = "agx"  # softer, as film: bright colours become pale
    NONE = "none"  # cut off at white: linear, for measuring in the picture


class Quantity(StrEnum):
    """What false colours show."""

    LX = "lx"  # illuminance of what is seen
    CD = "cd"  # its luminance

    @property
    def unit(self) -> str:
        """The unit as it stands beside the scale."""
        return "lx" if self is Quantity.LX else "cd/m²"


class Outside(StrEnum):
    """The sky behind windows."""

    DUSK = "dusk"
    DAY = "day"
    NONE = "none"  # black
