"""The light cone of catalogues: how wide the beam is at some distances, and how bright it is there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets.luminaire import Luminaire, Mounting
from assets.photometry import LuminousIntensityDistribution, OpeningShape

Array = NDArray[np.float64]

PLANES_DEG = (0.0, 90.0)  # C0-C180 and C90-C270
WIDEST_EDGE_DEG = 80.0  # beyond, a beam has no edge on a plane that is of use to anybody
LEAST_OTHER_SHARE = 0.2  # of the flux, from which light the other way has a cone of its own
WIDEST_OTHER_DEG = 60.5  # edge of such a cone; wider light the other way, as of a plain lamp, has no beam
FAR_FIELD = 5.0  # sizes of the luminous opening from which I / d² holds within about 1 %
TILTED_DEG = 5.0  # peaks that lie farther from the vertical are named
_OUTSIDE_DEG = 1e-6
_STEP_M = {Mounting.TABLE: 0.25}
_STEPS = {Mounting.CEILING: 6, Mounting.RECESSED: 6, Mounting.ANY: 6, Mounting.PENDANT: 5}


@dataclass(frozen=True)
class BeamPlane:
    """One full plane of a cone; turns are signed angles from its axis, positive towards `c_deg`.

    `edges_deg` are the outermost turns at which the intensity is half of the plane's own peak, lower first;
    None where the light does not fall to half of it within `WIDEST_EDGE_DEG` of the axis.
    """

    c_deg: float
    edges_deg: tuple[float, float] | None
    edges_cd: tuple[float, float] | None


@dataclass(frozen=True)
class LightCone:
    """The cone about the vertical, down or up.

    Parameters
    ----------
    axis_cd
        Intensity along the vertical [cd].
    peak_cd, peak_c_deg, peak_gamma_deg
        The largest intensity on this side of the horizon, and where it is.
    planes
        C0-C180 and C90-C270.
    far_field_m
        Distance from which the figures hold; nearer ones are larger than the truth.
    """

    upwards: bool
    axis_cd: float
    peak_cd: float
    peak_c_deg: float
    peak_gamma_deg: float
    planes: tuple[BeamPlane, BeamPlane]
    far_field_m: float

    @property
    def is_tilted(self) -> bool:
        """Whether the light's peak lies clearly beside the vertical."""
        from_axis = 180.0 - self.peak_gamma_deg if self.upwards else self.peak_gamma_deg
        return from_axis > TILTED_DEG and self.peak_cd > 1.05 * self.axis_cd

    @property
    def is_round(self) -> bool:
        """Whether both planes have the same edges, alike on both sides."""
        first, second = (plane.edges_deg for plane in self.planes)
        if first is None or second is None:
            return first is second
        return bool(np.allclose([*first, *second], [-first[1], first[1]] * 2, atol=0.05))


@dataclass(frozen=True)
class ConePlane:
    """Where a plane's edges meet the lit surface and how bright they are: lower turn first [m], [lx]."""

    reach_m: tuple[float, float]
    edge_lx: tuple[float, float]

    @property
    def width_m(self) -> float:
        """From edge to edge."""
        return self.reach_m[1] - self.reach_m[0]


@dataclass(frozen=True)
class ConeRow:
    """A surface across the vertical at a distance: illuminance on the axis, and each plane's edges."""

    distance_m: float
    axis_lx: float
    planes: tuple[ConePlane | None, ConePlane | None]
    is_near: bool  # nearer than `far_field_m`


def light_cones(luminaire: Luminaire) -> tuple[LightCone, ...]:
    """The cones of a luminaire: first that of the side with more flux, then the other where it counts.

    A second one is given where that side has `LEAST_OTHER_SHARE` of the flux and a beam no wider than
    `WIDEST_OTHER_DEG`, as a wall luminaire that shines up and down has.
    """
    distribution = luminaire.photometry.distribution
    total = distribution.luminous_flux_lm()
    down = distribution.downward_flux_lm() / total if total > 0.0 else 1.0
    x, y, z = luminaire.photometry.opening.size_m
    shape = luminaire.photometry.opening.shape
    extent = 0.0 if shape is OpeningShape.POINT else max(x, y, z)
    first = _cone(distribution, upwards=down < 0.5, far_field_m=FAR_FIELD * extent)
    other = _cone(distribution, upwards=not first.upwards, far_field_m=FAR_FIELD * extent)
    edges = [each.edges_deg for each in other.planes]
    is_beam = all(each is not None and max(map(abs, each)) <= WIDEST_OTHER_DEG for each in edges)
    return (first, other) if is_beam and min(down, 1.0 - down) >= LEAST_OTHER_SHARE else (first,)


def distances_m(mounting: Mounting) -> tuple[float, ...]:
    """The distances that say most of a luminaire: even steps to where its light is needed [m]."""
    step = _STEP_M.get(mounting, 0.5)
    return tuple(step * count for count in range(1, _STEPS.get(mounting, 4) + 1))


def row_at(cone: LightCone, distance_m: float) -> ConeRow:
    """The figures on a surface across the vertical.

    E = I(gamma) cos³(gamma) / d² of a point source (inverse square and cosine laws, CIE 17-21-055), at the
    perpendicular distance d; on the axis E = I / d². The edge meets the surface at d tan(gamma).
    """
    planes = tuple(_plane_at(plane, distance_m) for plane in cone.planes)
    return ConeRow(
        distance_m, cone.axis_cd / distance_m**2, (planes[0], planes[1]), distance_m < cone.far_field_m
    )


def _plane_at(plane: BeamPlane, distance_m: float) -> ConePlane | None:
    if plane.edges_deg is None or plane.edges_cd is None:
        return None
    low, high = (math.radians(turn) for turn in plane.edges_deg)
    reach = (distance_m * math.tan(low), distance_m * math.tan(high))
    lux = tuple(
        cd * math.cos(turn) ** 3 / distance_m**2 for turn, cd in zip((low, high), plane.edges_cd, strict=True)
    )
    return ConePlane(reach, (lux[0], lux[1]))


def _cone(distribution: LuminousIntensityDistribution, *, upwards: bool, far_field_m: float) -> LightCone:
    side = distribution.gamma_deg >= 90.0 if upwards else distribution.gamma_deg <= 90.0
    table = np.where(side, distribution.intensity_cd, 0.0)
    gamma_at = int(table.max(axis=0).argmax())
    c_at = int(table[:, gamma_at].argmax())
    axis_deg = 180.0 if upwards else 0.0
    return LightCone(
        upwards=upwards,
        axis_cd=float(distribution.intensity_towards_cd(0.0, axis_deg)),
        peak_cd=float(table[c_at, gamma_at]),
        peak_c_deg=float(distribution.c_deg[c_at]) % 360.0,
        peak_gamma_deg=float(distribution.gamma_deg[gamma_at]),
        planes=(
            _beam_plane(distribution, PLANES_DEG[0], upwards=upwards),
            _beam_plane(distribution, PLANES_DEG[1], upwards=upwards),
        ),
        far_field_m=far_field_m,
    )


def _beam_plane(distribution: LuminousIntensityDistribution, c_deg: float, *, upwards: bool) -> BeamPlane:
    turn, intensity = _plane_curve(distribution, c_deg, upwards=upwards)
    half = float(intensity.max()) / 2.0
    none = BeamPlane(c_deg, None, None)
    if half <= 0.0:
        return none
    reached = np.flatnonzero(intensity >= half)
    first, last = int(reached[0]), int(reached[-1])
    if first == 0 or last == len(turn) - 1:
        return none  # as bright as half the peak where it meets the horizon
    low = _crossing(turn, intensity, first, first - 1, half)
    high = _crossing(turn, intensity, last, last + 1, half)
    if max(abs(low), abs(high)) > WIDEST_EDGE_DEG:
        return none
    return BeamPlane(c_deg, (low, high), (half, half))


def _plane_curve(
    distribution: LuminousIntensityDistribution, c_deg: float, *, upwards: bool
) -> tuple[Array, Array]:
    """Signed turns from the axis, -90 to 90, and the intensities there: every point of the table."""
    gamma = distribution.gamma_deg
    outside = (gamma[0] - _OUTSIDE_DEG, gamma[-1] + _OUTSIDE_DEG)  # the table ends there at once
    points = np.clip(np.concatenate((gamma, outside, (0.0, 90.0, 180.0))), 0.0, 180.0)
    from_axis = np.unique(180.0 - points if upwards else points)
    from_axis = from_axis[from_axis <= 90.0]
    turn = np.concatenate((-from_axis[:0:-1], from_axis))
    towards = np.abs(turn)
    intensity = distribution.intensity_towards_cd(
        np.where(turn < 0.0, c_deg + 180.0, c_deg), 180.0 - towards if upwards else towards
    )
    return turn, intensity


def _crossing(turn: Array, intensity: Array, inside: int, outside: int, level: float) -> float:
    """Where a straight line between two points of the curve has that level."""
    share = (intensity[inside] - level) / (intensity[inside] - intensity[outside])
    return float(turn[inside] + share * (turn[outside] - turn[inside]))
