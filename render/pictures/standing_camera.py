"""A camera that stands still while luminaires change."""

from __future__ import annotations

from render.light_field import LightField
from render.pictures.glow import Sky
from render.pictures.lens import Lens
from render.pictures.reshot import Reshot, can_be_kept
from render.pictures.shot import Shot

MOST_ANEW = 0.5  # share of a picture's pixels from which on looking at all of them anew is as quick


class StandingCamera:
    """Takes shots of one view after the other, and keeps of the first what other luminaires leave as it is.

    Another room, view or sky begins anew. One camera serves one thread.
    """

    def __init__(self) -> None:
        self._first: Shot | None = None

    def shot(self, field: LightField, lens: Lens, sky: Sky | None) -> Shot:
        """A shot of a field; its light is the same as without anything kept."""
        if self._first is None or not can_be_kept(self._first, field, lens, sky):
            self._first = Shot(field, lens, sky)
            return self._first
        again = Reshot(self._first, field)
        return again if again.share_anew <= MOST_ANEW else Shot(field, lens, sky, keep=False)
