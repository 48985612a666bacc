/** What a configuration states of its rooms itself, beside what their file says. */

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

/** How many pieces are stated of rooms that are not shown. */
export const putAside = (stated: ReadonlyMap<string, Stated>, shown: readonly RoomShape[]): number =>
  [...stated].reduce((sum, [name, { furniture }]) => sum + (shown.some((one) => one.name === name) ? 0 : (furniture?.length ?? 0)), 0);

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
