/** What was understood of a room's file: which of its rooms are meant, and how it may be corrected. */

import { withStated } from "./furniture";
import type { Configuration, LightFound, Placement, Repair, RoomAnswer, RoomDocument, RoomShape, View } from "./types";

/** Which rooms of a file a configuration stands in: one, all, or those of a storey. */
export type Scope = { room: string } | { storey: string } | "all";

export const scopeKey = (scope: Scope): string =>
  scope === "all" ? "all" : "room" in scope ? `room:${scope.room}` : `storey:${scope.storey}`;

/**
 * Every choice of rooms that a file offers, the widest first; one alone where it holds one room. Storeys lie
 * above each other, so that a plan of all of them could not be read.
 */
export function scopesOf(room: RoomDocument): Scope[] {
  const { rooms } = room;
  const only = rooms[0];
  if (rooms.length <= 1) return only === undefined ? [] : [{ room: only.name }];
  const storeys = [...new Set(rooms.map(({ storey }) => storey ?? ""))].filter(Boolean);
  return [
    ...(storeys.length > 1 ? storeys.map((storey) => ({ storey })) : (["all"] as const)),
    ...rooms.map(({ name }) => ({ room: name })),
  ];
}

/** Names of what is not lived in, as whole words; Chinese has no gaps between them. */
const OUTSIDE = new RegExp(
  "(?<!\\p{L})(roof|balcony|balconies|terrace|patio|garden|yard|dach|dachfläche|balkon|terrasse|dachterrasse|garten|toit|toiture" +
    "|balcon|jardin)s?(?!\\p{L})|屋顶|屋面|阳台|露台|天台|花园|庭院|院子",
  "iu",
);

/** The choice a person begins with: the only room, or the largest that is lived in; roofs and gardens come last. */
export function firstScope(room: RoomDocument): Scope {
  const lit = new Set((room.lights_found ?? []).map((light) => light.room));
  const isUsed = ({ name, furniture }: RoomShape) => (furniture ?? []).length > 0 || lit.has(name);
  const isInside = ({ name, use }: RoomShape) => Boolean(use) || !OUTSIDE.test(name);
  const rank = (shape: RoomShape) => (isInside(shape) ? (isUsed(shape) ? 0 : 1) : 2);
  const first = [...room.rooms].sort((a, b) => rank(a) - rank(b) || b.floor_area_m2 - a.floor_area_m2)[0];
  return { room: first?.name ?? "" };
}

/** How a configuration names the rooms it stands in. */
export function named(id: string, scope: Scope, single: boolean): Pick<Configuration, "room" | "rooms"> {
  if (scope === "all") return { rooms: [{ room_id: id }] };
  if ("storey" in scope) return { rooms: [{ room_id: id, storey: scope.storey }] };
  return { room: single ? { room_id: id } : { room_id: id, room: scope.room } };
}

export function scopeOf(configuration: Pick<Configuration, "room" | "rooms">, room: RoomDocument): Scope {
  const several = configuration.rooms?.[0];
  if (several !== undefined) return several.storey === undefined ? "all" : { storey: several.storey };
  const wanted = configuration.room?.room;
  return wanted === undefined ? firstScope(room) : { room: wanted };
}

/** The rooms that are meant, with what the configuration puts in them; one alone lies with its floor at zero, as its light is worked out. */
export function shownOf(answer: RoomAnswer, configuration: Pick<Configuration, "room" | "rooms">): RoomDocument {
  const scope = scopeOf(configuration, answer.room);
  const { rooms } = answer.room;
  const meant = rooms.filter(
    (shape) => scope === "all" || ("storey" in scope ? shape.storey === scope.storey : shape.name === scope.room),
  );
  const single = typeof scope === "object" && "room" in scope;
  const shown = meant
    .map((shape) => (single ? { ...shape, elevation_m: 0 } : shape))
    .map((shape) => withStated(shape, configuration));
  return { ...answer.room, rooms: shown, furniture: shown.reduce((sum, { furniture }) => sum + (furniture?.length ?? 0), 0) };
}

/** Floors lie so deep under the lamps and cameras that a file places [m]. */
const dropOf = (answer: RoomAnswer, scope: Scope): number =>
  typeof scope === "object" && "room" in scope
    ? (answer.room.rooms.find(({ name }) => name === scope.room)?.elevation_m ?? 0)
    : 0;

/** The lamps that a file says are in the rooms that are meant. */
export function lightsIn(answer: RoomAnswer, shown: RoomDocument, inside: (shape: RoomShape, light: LightFound) => boolean): LightFound[] {
  const names = new Set(shown.rooms.map(({ name }) => name));
  return (answer.room.lights_found ?? []).filter((light) =>
    light.room ? names.has(light.room) : shown.rooms.some((shape) => inside(shape, light)),
  );
}

export const ASSUMED = { flux_lm: 800, beam_angle_deg: 120, cct_k: 2700 };

/** An existing lamp, marked as assumed: a plain downward light that can be dimmed and not ordered. */
export function assumedLamp(answer: RoomAnswer, configuration: Configuration, light: LightFound, ceiling: number, id: string): Placement {
  const [x, y, z] = light.position_m;
  const height = Math.min(Math.max(z - dropOf(answer, scopeOf(configuration, answer.room)), 0.1), ceiling - 0.02);
  return { id, luminaire: { assumed: ASSUMED }, position_m: [x, y, Number(height.toFixed(3))], dimming: 1 };
}

/** The cameras that a file holds, as views of the configuration; `size` is that of the page's pictures. */
export function viewsFound(answer: RoomAnswer, scope: Scope, inside: (at: readonly [number, number]) => boolean, like: View): View[] {
  const drop = dropOf(answer, scope);
  const lowered = ([x, y, z]: readonly [number, number, number]) => [x, y, Number((z - drop).toFixed(3))] as const;
  return (answer.room.views_found ?? [])
    .filter(({ eye_m }) => inside([eye_m[0], eye_m[1]]))
    .map(({ name, eye_m, target_m, fov_deg }) => ({
      ...like,
      name: `file: ${name}`.slice(0, 60),
      eye_m: lowered(eye_m),
      target_m: lowered(target_m),
      fov_deg: Math.min(Math.max(fov_deg, 20), 110),
    }));
}

/** The repairs that a problem offers, each once. */
export function repairsOf(problem: { repair?: Repair; other_repairs?: Repair[] }): Repair[] {
  const every = [problem.repair, ...(problem.other_repairs ?? [])].filter((one): one is Repair => one !== undefined);
  const known = new Set<string>();
  return every.filter((one) => {
    const text = JSON.stringify(one);
    return !known.has(text) && known.add(text) !== undefined;
  });
}

const CORRECTIONS = new Set([
  "units", "up", "mirror", "view", "layers", "storey", "room", "height_m", "heights_m", "open_walls", "closed_walls", "joined",
  "furnish",
]);

/** Whether a repair is one that the service takes as a correction of the room's file. */
export const isCorrection = (repair: Repair): boolean =>
  Object.keys(repair).length > 0 && Object.keys(repair).every((key) => CORRECTIONS.has(key));

/** Whether a repair's value names one gap between walls; its problem says where that is. */
export const isGap = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 1 && /^gap:\d+$/.test(String(value[0]));
/** What furnishes the empty rooms of those that are shown, each for its own use; null where none is empty. */
export function furnishing(answer: RoomAnswer, shown: RoomDocument): { rooms: number; repair: Repair } | null {
  const wanted = new Set(shown.rooms.map(({ name }) => name || "0"));
  const uses = new Map<string, string>();
  for (const problem of answer.room.problems.filter(({ code }) => code === "ROOM_IS_EMPTY")) {
    const named = repairsOf(problem).flatMap(({ furnish }) => (typeof furnish === "object" ? Object.entries(furnish ?? {}) : []));
    const [only, ...others] = named;
    if (only !== undefined && others.length === 0 && wanted.has(only[0])) uses.set(only[0], String(only[1]));
  }
  return uses.size === 0 ? null : { rooms: uses.size, repair: { furnish: Object.fromEntries(uses) } };
}
