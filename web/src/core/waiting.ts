/** Luminaires and planes of rooms that are not shown: they wait, neither lit nor ordered, and come back with their room. */

import { contains, nearestWallPoint } from "./geometry";
import { forgetGone, scenesWith } from "./scenes";
import type { Configuration, Placement, Plane, Point2, Point3, RoomAnswer, RoomShape } from "./types";
import { shownOf } from "./understanding";

/** A luminaire with its heights counted from the floor of the room it hangs in; that floor lies at `floor_m` in the building. */
export interface Hung {
  room: string;
  floor_m: number;
  placement: Placement;
}

/** Luminaires by room, how these burn in the scenes, and what is measured there. */
export interface Waiting {
  hung: Hung[];
  scenes?: Configuration["scenes"];
  planes?: readonly Plane[];
}

export const NONE_WAITS: Waiting = { hung: [] };

const BEFORE_THE_WALL_M = 0.01;

/** Every luminaire and plane of the file's rooms: those that hang in the rooms that are shown, and those that wait. */
export function allHung(configuration: Configuration, answer: RoomAnswer, waiting: Waiting): Waiting {
  const { rooms } = shownOf(answer, configuration);
  const here = configuration.placements.map((placement) => {
    const shape = roomOf(rooms, placement);
    const floor_m = answer.room.rooms.find(({ name }) => name === shape?.name)?.elevation_m ?? 0;
    return { room: shape?.name ?? "", floor_m, placement: raised(placement, -(shape?.elevation_m ?? 0)) };
  });
  const planes = [...(configuration.calculation?.planes ?? []), ...(waiting.planes ?? [])];
  const hung = [...here, ...waiting.hung];
  return { hung, scenes: scenesWith(configuration.scenes, waiting.scenes), ...(planes.length === 0 ? {} : { planes }) };
}

/** Those that hang in the rooms that are shown, with heights as counted there. */
export function hungIn(all: Waiting, answer: RoomAnswer, shown: readonly RoomShape[]): Placement[] {
  return housed(all, answer).flatMap(({ room, placement }) => {
    const shape = shown.find(({ name }) => name === room);
    return shape === undefined ? [] : [raised(placement, shape.elevation_m ?? 0)];
  });
}

/** The planes of the rooms that are shown, and those of every room; undefined where there are none in any room. */
export const planesIn = ({ planes }: Waiting, shown: readonly RoomShape[]): Plane[] | undefined =>
  planes?.filter(({ room }) => room === undefined || shown.some(({ name }) => name === room));

/** Those that hang in other rooms than are shown, and the planes there. */
export function waitingIn(all: Waiting, answer: RoomAnswer, shown: readonly RoomShape[]): Waiting {
  const hung = housed(all, answer).filter(({ room }) => !shown.some(({ name }) => name === room));
  const { scenes } = forgetGone({ placements: hung.map(({ placement }) => placement), scenes: all.scenes });
  const measured = planesIn(all, shown) ?? [];
  const planes = (all.planes ?? []).filter((plane) => !measured.includes(plane));
  return { hung, scenes, ...(planes.length === 0 ? {} : { planes }) };
}

/** A room that a correction renamed, joined or took away leaves its luminaires to the one that is there now. */
function housed({ hung }: Waiting, { room: { rooms } }: RoomAnswer): Hung[] {
  return hung.map((one) => {
    const known = rooms.find(({ name }) => name === one.room);
    if (known !== undefined) return { ...one, floor_m: known.elevation_m ?? 0 };
    const inBuilding = raised(one.placement, one.floor_m);
    const shape = roomOf(rooms, inBuilding);
    if (shape === undefined) return one;
    const floor_m = shape.elevation_m ?? 0;
    return { room: shape.name, floor_m, placement: raised(inBuilding, -floor_m) };
  });
}

/** The room that a luminaire hangs in or else is nearest to; on a wall that two share, the one that it faces. */
function roomOf(rooms: readonly RoomShape[], one: Placement): RoomShape | undefined {
  const [x, y, z] = one.position_m;
  const [ahead_x, ahead_y] = ahead(one);
  const at: Point2 = [x + ahead_x * BEFORE_THE_WALL_M, y + ahead_y * BEFORE_THE_WALL_M];
  const away = ({ outline_m, elevation_m = 0, height_m }: RoomShape) =>
    Math.hypot(
      contains(outline_m, at) ? 0 : nearestWallPoint(outline_m, at).distance_m,
      Math.max(elevation_m - z, z - elevation_m - height_m, 0),
    );
  return [...rooms].sort((a, b) => away(a) - away(b))[0];
}

/** Which way a luminaire faces, seen from above: to where it is aimed, or along its own y. */
function ahead({ position_m: [x, y], aim_m, rotation_deg }: Placement): Point2 {
  if (aim_m !== undefined) {
    const far = Math.hypot(aim_m[0] - x, aim_m[1] - y) || 1;
    return [(aim_m[0] - x) / far, (aim_m[1] - y) / far];
  }
  if (rotation_deg === undefined) return [0, 0];
  const turn = (rotation_deg[0] * Math.PI) / 180;
  return [-Math.sin(turn), Math.cos(turn)];
}

function raised(one: Placement, by_m: number): Placement {
  const higher = ([x, y, z]: Point3): Point3 => [x, y, Number((z + by_m).toFixed(4))];
  const aim = one.aim_m === undefined ? {} : { aim_m: higher(one.aim_m) };
  return { ...one, position_m: higher(one.position_m), ...aim };
}
