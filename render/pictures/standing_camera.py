"""A camera that stands still while luminaires change."""

from __future__ import annotations

from render.light_field import LightField
from render.pictures.glow import Sky
from render.pictures.lens import Lens
from render.pictures.reshot import Reshot, can_be_kept
from render.pictures.shot import Shot

MOST_ANEW = 0.7  # share of a picture's pixels from which on looking at all of them anew is as quick


class StandingCamera:
    """Takes shots of one view after the other, and keeps of one what other luminaires leave as it is.

    Another room, view or sky begins anew, and so does a change of most of the picture, when it comes twice in
    a row. One camera serves one thread.
    """

    def __init__(self) -> None:
        self._kept: Shot | None = None
        self._of_no_use = False  # for the latest shot

    def shot(self, field: LightField, lens: Lens, sky: Sky | None) -> Shot:
        """A shot of a field, with what can be kept of those before."""
        if self._kept is not None and can_be_kept(self._kept, field, lens, sky):
            again = Reshot(self._kept, field)
            if again.share_anew <= MOST_ANEW and not again.is_finer:
                self._of_no_use = False
                return again
            if not self._of_no_use:
                self._of_no_use = True
                return Shot(field, lens, sky, keep=False)
        self._of_no_use = False
        shot = Shot(field, lens, sky)
        self._kept = shot if shot.keeps else None
        return shot
