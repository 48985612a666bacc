"""The geometry of a GLDF variant: an L3D model, a box or a cylinder, or none, in the luminaire's frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assets.body import Body, body_of_mesh
from assets.body_origin import NEAR, NEAR_M, moved_origin
from assets.gldf_product import GldfVariant
from assets.gldf_shapes import SimpleGeometry
from assets.l3d import Angles, LightEmittingObject, read_l3d
from assets.l3d_body import l3d_mesh, lit_by_emitters
from assets.luminaire import HangingLength, Mounting
from assets.mesh import Mesh
from assets.photometry import Photometry
from assets.simple_body import simple_mesh
from assets.simplify import lighter_mesh
from assets.suspension import SHORTEST_M, hanging_points_m, suspended
from kit.errors import UnsoundInput
from kit.problems import Problem, error, info, warning

Array = NDArray[np.float64]


class _Lit(Protocol):
    @property
    def photometry(self) -> Photometry: ...


@dataclass(frozen=True, eq=False)
class Shape:
    """A variant's body and where its light leaves it; both empty where it has no geometry.

    `stand_in` says that the body is only a box or a cylinder.
    """

    mounting: Mounting
    body: Body | None = None
    emitters: dict[str, LightEmittingObject] = field(default_factory=dict)
    suspension_m: float = 0.0
    stand_in: bool = False

    def place_of(self, name: str, where: str) -> LightEmittingObject | None:
        """Where an emitter hangs: the object of that name, or the only one; None where there is no geometry.

        Raises
        ------
        UnsoundInput
            GLDF_REFERENCE when there is no such object.
        """
        if not self.emitters:
            return None
        if name in self.emitters:
            return self.emitters[name]
        if len(self.emitters) == 1 and not name:
            return next(iter(self.emitters.values()))
        there = ", ".join(self.emitters)
        message = f"the light-emitting object {name[:80]!r} is not in the model; there are {there}"
        raise UnsoundInput([error("GLDF_REFERENCE", where, message, "Correct the GLDF file.")])

    def hanging(self, centre_m: tuple[float, float, float]) -> HangingLength | None:
        """How it hangs: as long as stated or shorter, since a longer suspension is not supplied."""
        if self.suspension_m <= SHORTEST_M:
            return None
        default = -centre_m[2]
        return HangingLength(default - self.suspension_m + SHORTEST_M, default, default)


@dataclass(frozen=True, eq=False)
class Model:
    """An L3D model read: its mesh and lights in its own frame, and where wires reach it [m]."""

    mesh: Mesh
    emitters: dict[str, LightEmittingObject]
    points_m: tuple[tuple[float, float, float], ...]
    problems: tuple[Problem, ...]


def bare_shape() -> Shape:
    """No geometry: the light hangs with the centre of its opening."""
    return Shape(Mounting.ANY)


def simple_shape(
    simple: SimpleGeometry, variant: GldfVariant, mounting: Mounting, lights: Sequence[_Lit]
) -> Shape:
    """A box or cylinder whose light leaves below, or above where most of it goes up."""
    up = sum(each.photometry.distribution.luminous_flux_lm() for each in lights)
    down = sum(each.photometry.distribution.downward_flux_lm() for each in lights)
    mesh, place = simple_mesh(simple, shines_up=down < up / 2.0)
    shape = _mounted(mesh, {"": place}, mounting, variant, [])
    remark = info(
        "GLDF_SIMPLE_GEOMETRY", variant.where, "the body is the box or cylinder that the product states"
    )
    body = shape.body
    told = None if body is None else replace(body, problems=(*body.problems, remark))
    return replace(shape, body=told, stand_in=True)


def read_model(data: bytes, name: str, wanted: frozenset[str], joints: Mapping[str, Angles]) -> Model:
    """An L3D model at its joints' default or asked-for angles, with the faces of the wanted lights glowing.

    Raises
    ------
    UnsoundInput
        What `read_l3d` and `l3d_mesh` raise.
    """
    model = read_l3d(data, name, joints)
    shining = set(wanted) or set(model.emitters)
    mesh = l3d_mesh(model, shining)
    problems = [*model.problems, *mesh.problems]
    if not mesh.glows.any():
        mesh, lit = lit_by_emitters(mesh, [each for key, each in model.emitters.items() if key in shining])
        problems += lit
    mesh, simplified = lighter_mesh(mesh)
    problems += simplified
    apart = [part.name for part in model.parts if not part.included_in_measurement]
    if apart:
        message = f"{', '.join(apart[:6])} was not measured with the light; it throws no shadow on it here"
        problems.append(info("L3D_NOT_IN_MEASUREMENT", name, message))
    for joint in model.joints:
        turns = ", ".join(f"{axis} {low:g}° to {high:g}°" for axis, (low, high) in joint.limits_deg.items())
        at = ", ".join(f"{angle:g}°" for angle in joint.angles_deg)
        message = f"the joint {joint.name!r} turns about {turns or 'nothing'}; it is at {at}"
        problems.append(info("L3D_JOINT", name, message))
    points = model.pendulum_m or tuple(hanging_points_m(mesh.vertices_m))
    return Model(mesh, model.emitters, points, tuple(problems))


def model_shape(model: Model, variant: GldfVariant, mounting: Mounting) -> Shape:
    """A model, mounted."""
    shape = _mounted(model.mesh, model.emitters, mounting, variant, list(model.problems))
    if shape.suspension_m > SHORTEST_M and shape.body is not None:
        return replace(shape, body=suspended(shape.body, shape.suspension_m, model.points_m))
    return shape


def _mounted(
    mesh: Mesh,
    emitters: dict[str, LightEmittingObject],
    mounting: Mounting,
    variant: GldfVariant,
    problems: list[Problem],
) -> Shape:
    """Body and light moved together so that the origin is the mounting point."""
    found = list(problems)
    turn, told = _back_to_wall(mesh.vertices_m) if mounting is Mounting.WALL else (np.eye(3), [])
    found += told
    vertices = mesh.vertices_m @ turn.T
    shift = np.zeros(3)
    hangs_m = 0.0
    if mounting is Mounting.PENDANT:
        hangs_m = variant.pendant_length_m or 0.0
        shift[2] = -hangs_m
        if hangs_m > SHORTEST_M:
            message = (
                f"the model hangs with its origin {hangs_m:g} m below the ceiling, as the product states, "
                "on thin wires that are drawn"
            )
            found.append(info("GLDF_SUSPENSION", variant.where, message))
    elif mounting is Mounting.RECESSED and variant.recessed_depth_m is not None:
        shift[2] = variant.recessed_depth_m - float(vertices[:, 2].max())
        if abs(shift[2]) > NEAR_M:
            depth = f"{variant.recessed_depth_m:g} m"
            message = f"moved by {shift[2]:+.3f} m so that it reaches {depth} into the ceiling"
            found.append(info("GLDF_RECESSED", variant.where, message))
    elif mounting is not Mounting.ANY:
        beside = (vertices.min(axis=0) + vertices.max(axis=0)) / 2.0 * (1.0, 0.0, 1.0)
        shift, moved = moved_origin(vertices - (beside if mounting is Mounting.WALL else 0.0), mounting)
        found += [each for each in moved if each.code != "BODY_ORIGIN_OFF_CENTRE"]
    frame = np.eye(4)
    frame[:3, :3], frame[:3, 3] = turn, shift
    corners = mesh.appearance.corner_normals @ turn.T.astype(np.float32)
    placed = replace(
        mesh,
        vertices_m=vertices + shift,
        vertex_normals=mesh.vertex_normals @ turn.T,
        appearance=replace(mesh.appearance, corner_normals=corners),
        problems=tuple(found),
    )
    moved_emitters = {name: replace(each, frame=frame @ each.frame) for name, each in emitters.items()}
    return Shape(mounting, body_of_mesh(placed), moved_emitters, hangs_m)


def _back_to_wall(vertices_m: Array) -> tuple[Array, list[Problem]]:
    """The quarter turn about z that puts the side on which the origin lies behind -y."""
    low, high = vertices_m.min(axis=0), vertices_m.max(axis=0)
    near = max(NEAR_M, NEAR * float((high - low).max()))
    sides = {0: abs(low[1]), 90: abs(low[0]), 180: abs(high[1]), 270: abs(high[0])}
    backs = [angle for angle, away in sides.items() if away <= near]
    if len(backs) != 1:
        message = "its origin lies on no one side of the model; the wall is taken to be behind its -y"
        return np.eye(3), [
            warning("BODY_BACK_UNKNOWN", "body", message, "Turn the luminaire where it hangs wrong.")
        ]
    angle = backs[0]
    cosine, sine = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[angle]
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], dtype=np.float64)
    if not angle:
        return turn, []
    return turn, [info("BODY_TURNED_TO_WALL", "body", f"turned by {angle}° so that its back is to the wall")]
