/** Where a luminaire's mounting point goes when a person points somewhere on the plan. */

import { bounds, contains, keepInside, middle, nearestWallPoint } from "./geometry";
import type { Luminaire, Mounting, Point2, Point3, RoomShape, View } from "./types";

const WALL_HEIGHT_M = 1.8;
const TABLE_HEIGHT_M = 0.75;
const FREE_BELOW_CEILING_M = 0.2;

export interface Mounted {
  position_m: Point3;
  rotation_deg: Point3;
}

/** The room a point lies in, or the one whose walls are nearest. */
export function roomAt(rooms: readonly RoomShape[], point: Point2): RoomShape | undefined {
  const inside = rooms.find((room) => contains(room.outline_m, point));
  if (inside !== undefined) return inside;
  const distance = (room: RoomShape) => nearestWallPoint(room.outline_m, point).distance_m;
  return [...rooms].sort((a, b) => distance(a) - distance(b))[0];
}

/** Height of the mounting point above the floor that a kind of mounting starts with [m]. */
export function mountingHeight(mounting: Mounting, roomHeight_m: number): number {
  switch (mounting) {
    case "wall":
      return Math.min(WALL_HEIGHT_M, roomHeight_m - 0.2);
    case "floor":
      return 0;
    case "table":
      return TABLE_HEIGHT_M;
    case "any":
      return roomHeight_m - FREE_BELOW_CEILING_M;
    default:
      return roomHeight_m;
  }
}

/** True where the person, not the room, decides how high the luminaire is mounted. */
export const heightIsFree = (mounting: Mounting): boolean => ["wall", "table", "any"].includes(mounting);

/** How high a place is above the floor of its room, and how high that room is [m]; heights of places are the building's. */
export function aboveFloor(rooms: readonly RoomShape[], [x, y, z]: Point3): { floor_m: number; above_m: number; room_m: number } {
  const { elevation_m: floor_m = 0, height_m: room_m } = roomAt(rooms, [x, y]) ?? { height_m: 3 };
  return { floor_m, above_m: tidy(z - floor_m, 4), room_m };
}

/** Where the distances from the left and from below begin: the lower left corner of what the plan shows [m]. */
export function planCorner(rooms: readonly RoomShape[]): Point2 {
  const corners = rooms.flatMap(({ outline_m }) => outline_m);
  if (corners.length === 0) return [0, 0];
  const { left, bottom } = bounds(corners);
  return [left, bottom];
}

/** True where the wall, not the person, decides which way the luminaire faces. */
export const turnsWithWall = (mounting: Mounting): boolean => mounting === "wall";

/**
 * Mount `luminaire` as near to `wanted` as its mounting allows.
 *
 * A wall luminaire's wall is behind its local -y, so Rz(a) must take +y to the wall's inward normal n:
 * (-sin a, cos a) = n.
 */
export function mount(
  luminaire: Pick<Luminaire, "mounting" | "size_m">,
  wanted: Point2,
  room: RoomShape,
  before?: { position_m: Point3; rotation_deg?: Point3 },
): Mounted {
  const z =
    before !== undefined && heightIsFree(luminaire.mounting)
      ? before.position_m[2]
      : (room.elevation_m ?? 0) + mountingHeight(luminaire.mounting, room.height_m);
  if (turnsWithWall(luminaire.mounting)) {
    const width = luminaire.size_m?.[0] ?? 0.2;
    const { point, inward } = nearestWallPoint(room.outline_m, wanted, width / 2 + 0.02);
    const a = (Math.atan2(-inward[0], inward[1]) * 180) / Math.PI;
    return { position_m: exact(point, z), rotation_deg: [tidy(a, 4), 0, 0] };
  }
  const point = keepInside(room.outline_m, wanted, clearance(luminaire));
  return { position_m: exact(point, z), rotation_deg: before?.rotation_deg ?? [0, 0, 0] };
}

/** Half of the larger side of the body, so that it stays clear of the walls however it is turned [m]. */
export function clearance(luminaire: Pick<Luminaire, "size_m">): number {
  const [x, y] = luminaire.size_m ?? [0.2, 0.2, 0.2];
  return Math.min(Math.hypot(x, y) / 2 + 0.02, 0.8);
}

/** A camera in the corner that sees farthest, looking across the room; used until the person moves it. */
export function viewOf(room: RoomShape): View {
  const centre = middle(room.outline_m);
  const floor = room.elevation_m ?? 0;
  const corners = [...room.outline_m].sort(
    (a, b) =>
      Math.hypot(b[0] - centre[0], b[1] - centre[1]) - Math.hypot(a[0] - centre[0], a[1] - centre[1]),
  );
  const eye = keepInside(room.outline_m, corners[0] ?? centre, 0.3);
  const target: Point2 = [2 * centre[0] - eye[0], 2 * centre[1] - eye[1]];
  return {
    name: "page",
    eye_m: exact(eye, floor + Math.min(1.6, room.height_m * 0.6)),
    target_m: exact(keepInside(room.outline_m, target, 0.3), floor + room.height_m * 0.4),
    fov_deg: 75,
    size_px: [960, 600],
  };
}

/** Round to the plan's raster. */
export const toRaster = ([x, y]: Point2, step_m: number): Point2 => [
  tidy(Math.round(x / step_m) * step_m, 4),
  tidy(Math.round(y / step_m) * step_m, 4),
];

export const exact = ([x, y]: Point2, z: number): Point3 => [tidy(x, 4), tidy(y, 4), tidy(z, 4)];

function tidy(value: number, digits: number): number {
  return Number(value.toFixed(digits)) + 0;
}
