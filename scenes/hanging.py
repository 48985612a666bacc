"""Where a luminaire's light sits and how it is turned: from a placement to a rigid transform."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assets.luminaire import Luminaire, photometric_centre_at
from assets.photometry import Photometry
from scenes.configuration_model import Placement

Array = NDArray[np.float64]


def rotation(a_deg: float, b_deg: float, c_deg: float) -> Array:
    """Rz(a) · Rx(b) · Ry(c), shape (3, 3): from the luminaire's own frame to the room's."""
    (ca, cb, cc), (sa, sb, sc) = (
        [_exact(f(np.radians(v))) for v in (a_deg, b_deg, c_deg)] for f in (np.cos, np.sin)
    )
    about_z = np.array([[ca, -sa, 0.0], [sa, ca, 0.0], [0.0, 0.0, 1.0]])
    about_x = np.array([[1.0, 0.0, 0.0], [0.0, cb, -sb], [0.0, sb, cb]])
    about_y = np.array([[cc, 0.0, sc], [0.0, 1.0, 0.0], [-sc, 0.0, cc]])
    turned: Array = about_z @ about_x @ about_y
    return turned


def _exact(value: float) -> float:
    """Right angles without the last digit's noise."""
    nearest = round(float(value))
    return float(nearest) if abs(value - nearest) < 1e-15 else float(value)


def aiming(direction: Array) -> tuple[float, float]:
    """Angles a and b [deg] with which Rz(a) · Rx(b) turns gamma = 0 into a direction."""
    x, y, z = direction  # straight down leaves a at 0
    across = float(np.hypot(x, y))
    b = float(np.degrees(np.arctan2(across, -z)))
    a = 0.0 if across < 1e-12 * abs(z) else float(np.degrees(np.arctan2(-x, y)))
    return a, b


def hanging_length_m(placement: Placement, luminaire: Luminaire) -> float | None:
    """How far a pendant's light hangs below its mounting point [m]; None where nothing hangs."""
    if luminaire.hanging is None:
        return None
    return placement.hanging_length_m or luminaire.hanging.default_m


def file_from_photometry(placement: Placement, luminaire: Luminaire) -> Array:
    """Rigid transform (4, 4) from the photometry's frame to the configuration's."""
    centre = photometric_centre_at(luminaire, hanging_length_m(placement, luminaire))
    position = np.array(placement.position_m, dtype=np.float64)
    turn = file_turn(placement, centre)
    transform = np.eye(4)
    transform[:3, :3] = turn
    transform[:3, 3] = position + turn @ centre
    return transform


def file_turn(placement: Placement, centre: Array) -> Array:
    """How a placement is turned, shape (3, 3).

    With `aim_m` gamma = 0 points from the centre of the luminous opening to the point; where that
    centre lies beside the mounting point it moves with the turn, so the turn is found in steps.
    """
    if placement.aim_m is None:
        return rotation(*(placement.rotation_deg or (0.0, 0.0, 0.0)))
    away = np.array(placement.aim_m) - np.array(placement.position_m)
    turn = rotation(*aiming(away), 0.0)
    if not np.any(centre[:2]):
        return turn
    for _ in range(30):
        turn = rotation(*aiming(away - turn @ centre), 0.0)
    return turn


def turned_photometry(photometry: Photometry, *, turn_c0_deg: float, mirror_c: bool) -> Photometry:
    """The photometry mirrored from C to -C where asked, then turned about the luminaire's +z."""
    if mirror_c:
        photometry = photometry.mirrored()
    return photometry.turned(turn_c0_deg) if turn_c0_deg else photometry
