/** What a configuration states of its rooms itself, beside what their file says. */

import { contains, middle } from "./geometry";
import type { Configuration, Furniture, OwnPiece, RoomShape } from "./types";

type Rooms = Pick<Configuration, "room" | "rooms">;

/** What is stated of one room: its finishes, and furniture in place of the file's. */
export interface Stated {
  surfaces?: unknown;
  furniture?: OwnPiece[];
}

/** What is stated of each room, by its name; `only` is what a room is called that is not named since it is the only one. */
export function statedOf({ room, rooms }: Rooms, only: string): Map<string, Stated> {
  const entries = rooms ?? (room === undefined ? [] : [{ ...room, room: room.room ?? only }]);
  const found = entries.flatMap(({ room: name, surfaces, furniture }) => {
    const stated = { ...(surfaces === undefined ? {} : { surfaces }), ...(furniture === undefined ? {} : { furniture }) };
    return name === undefined || Object.keys(stated).length === 0 ? [] : [[name, stated] as const];
  });
  return new Map(found);
}

/** The same rooms with what is stated of them; several are named one by one where that is of some. */
export function stating({ room, rooms }: Rooms, shown: readonly RoomShape[], stated: ReadonlyMap<string, Stated>): Rooms {
  if (!shown.some(({ name }) => stated.has(name))) return { room, rooms };
  if (room !== undefined) return { room: { ...room, ...stated.get(shown[0]?.name ?? "") }, rooms };
  return { room, rooms: rooms?.flatMap((whole) => shown.map(({ name }) => ({ ...whole, room: name, ...stated.get(name) }))) };
}

/** How many pieces are stated of rooms that are not among these. */
export const putAside = (stated: ReadonlyMap<string, Stated>, rooms: readonly RoomShape[]): number =>
  [...stated].reduce((sum, [name, { furniture }]) => sum + (rooms.some((one) => one.name === name) ? 0 : (furniture?.length ?? 0)), 0);

const SAME_FLOOR_M = 1;

/**
 * What is stated of rooms that a correction took away goes to those that are there now: all of it to the same room by
 * another name, else each piece to the room that holds its place. Where that would hide furniture of the file, which
 * what is stated replaces, or no room holds it, it stays with the name of its room.
 */
export function housed(stated: ReadonlyMap<string, Stated>, before: readonly RoomShape[], now: readonly RoomShape[]): Map<string, Stated> {
  const found = new Map(stated);
  const gone = before.filter((room) => stated.has(room.name) && !now.some(({ name }) => name === room.name));
  const replaced = gone.filter(({ name }) => stated.get(name)?.furniture !== undefined);
  const hides = ({ name, furniture = [] }: RoomShape) =>
    found.get(name)?.furniture === undefined &&
    furniture.some(({ position_m: [x, y] }) => !replaced.some(({ outline_m }) => contains(outline_m, [x, y])));
  for (const room of gone) {
    const { furniture, ...others } = stated.get(room.name) ?? {};
    const renamed = now.find((one) => isSame(one, room) && !found.has(one.name) && !before.some(({ name }) => name === one.name));
    if (renamed !== undefined) {
      found.delete(room.name);
      found.set(renamed.name, { ...others, ...(furniture === undefined ? {} : { furniture }) });
      continue;
    }
    const left = (furniture ?? []).filter((piece) => {
      const taker = holding(piece, room, now);
      if (taker === undefined || hides(taker)) return true;
      const theirs = found.get(taker.name);
      found.set(taker.name, { ...theirs, furniture: [...(theirs?.furniture ?? []), piece] });
      return false;
    });
    const rest = { ...others, ...(left.length === 0 ? {} : { furniture: left }) };
    if (Object.keys(rest).length === 0) found.delete(room.name);
    else found.set(room.name, rest);
  }
  return found;
}

const liesLevel = (one: RoomShape, other: RoomShape) => Math.abs((one.elevation_m ?? 0) - (other.elevation_m ?? 0)) < SAME_FLOOR_M;

/** As many walls around the same place: what is stated of `wall:2` is stated of the same wall. */
const isSame = (one: RoomShape, other: RoomShape) =>
  one.outline_m.length === other.outline_m.length &&
  liesLevel(one, other) &&
  contains(one.outline_m, middle(other.outline_m)) &&
  contains(other.outline_m, middle(one.outline_m));

/** The room that holds the place of a piece which stood in `room`. */
const holding = ({ position_m: [x, y] }: OwnPiece, room: RoomShape, now: readonly RoomShape[]): RoomShape | undefined =>
  now.find((one) => liesLevel(one, room) && contains(one.outline_m, [x, y]));

/** A room with the furniture that the configuration states in place of the file's, where it states any. */
export function withStated(shape: RoomShape, { room, rooms }: Rooms): RoomShape {
  const entry = rooms === undefined ? room : rooms.find((one) => one.room === shape.name);
  return entry?.furniture === undefined ? shape : { ...shape, furniture: entry.furniture.map(drawn) };
}

const drawn = ({ name, piece, position_m, rotation_deg, box_m, size_m }: OwnPiece): Furniture => ({
  name: name || piece || "",
  position_m,
  rotation_deg: rotation_deg ?? 0,
  box_m: box_m ?? size_m ?? null,
});

/** From below upwards, as they cover each other seen from above; chairs go under tables. */
export function fromBelow(pieces: readonly Furniture[]): Furniture[] {
  const top = ({ name, position_m, box_m }: Furniture) => (position_m[2] + (box_m?.[2] ?? 0)) * (name.includes("chair") ? 0.5 : 1);
  return [...pieces].sort((a, b) => top(a) - top(b));
}
