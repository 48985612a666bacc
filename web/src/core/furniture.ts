/** What a configuration states of its rooms itself, beside what their file says. */

import type { Configuration, Furniture, OwnPiece, RoomShape } from "./types";

/** A room with the furniture that the configuration states in place of the file's, where it states any. */
export function withStated(shape: RoomShape, { room, rooms }: Pick<Configuration, "room" | "rooms">): RoomShape {
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
