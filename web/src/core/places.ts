/** Where in the plan a doubt is: its walls, and whether its room is one of those shown. */

import { repairsOf } from "./understanding";
import type { Problem, Repair, RoomShape } from "./types";

const WALL = /^(?:(.*)\/)?wall:(\d+)$/;

/** The walls that a repair names, such as `Hall/wall:13`; gaps between walls are none. */
export function wallsOf(repair: Repair): string[] {
  const named = [repair.open_walls, repair.closed_walls].flatMap((value) => (Array.isArray(value) ? value.map(String) : []));
  return named.filter((name) => WALL.test(name));
}

/** The shown walls of these names; a name without a room is one of the only room. */
export function wallsNamed(names: readonly string[], shown: readonly RoomShape[]): { shape: RoomShape; wall: number }[] {
  return names.flatMap((name) => {
    const [, room, number] = WALL.exec(name) ?? [];
    const shape = room === undefined && shown.length === 1 ? shown[0] : shown.find((one) => one.name === (room ?? ""));
    const wall = Number(number);
    return shape === undefined || !(wall < shape.outline_m.length) ? [] : [{ shape, wall }];
  });
}

/** The names of the rooms that a problem is about; none where it is about the file. */
function roomsOf(problem: Problem, rooms: readonly RoomShape[]): string[] {
  const walls = repairsOf(problem).flatMap(wallsOf).map((name) => name.slice(0, name.lastIndexOf("/")));
  const numbered = rooms[Number(/^rooms\[(\d+)\]/.exec(problem.where)?.[1] ?? NaN)]?.name;
  const named = rooms.filter(({ name }) => name !== "" && (problem.where === name || problem.where.startsWith(`${name}/`)));
  return [...walls, ...(numbered === undefined ? [] : [numbered]), ...named.map(({ name }) => name)];
}

const WEIGHT: Record<Problem["severity"], number> = { error: 0, warning: 1, info: 2 };

/** Doubts before remarks, those of the rooms that are shown first, and those of other rooms last. */
export function byPlace(problems: readonly Problem[], rooms: readonly RoomShape[], shown: readonly RoomShape[]): Problem[] {
  const inView = new Set(shown.map(({ name }) => name));
  const ranked = problems.map((problem) => {
    const about = roomsOf(problem, rooms);
    const place = about.some((name) => inView.has(name)) ? 0 : about.length === 0 ? 1 : 2;
    return { problem, rank: [problem.severity === "info" ? 1 : 0, place === 2 ? 1 : 0, WEIGHT[problem.severity], place] };
  });
  const difference = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value - (b[i] ?? 0)).find((by) => by !== 0) ?? 0;
  return ranked.sort((a, b) => difference(a.rank, b.rank)).map(({ problem }) => problem);
}
