/** The configuration a person builds, and every change to it; each change gives a new one. */

import { hungAs } from "./choices";
import { housed, stating, statedOf, type Stated } from "./furniture";
import { contains } from "./geometry";
import { heightIsFree, mount, roomAt, viewOf } from "./mounting";
import { forgetGone, lightNew } from "./scenes";
import { assumedLamp, firstScope, lightsIn, named, shownOf, viewsFound, type Scope } from "./understanding";
import { allHung, hungIn, NONE_WAITS, planesIn, type Waiting } from "./waiting";
import type {
  Configuration,
  LightFound,
  Luminaire,
  Placement,
  Point2,
  Problem,
  RoomAnswer,
  RoomDocument,
  RoomShape,
  SampleConfiguration,
} from "./types";

/** An empty configuration of a room. */
export function startIn(answer: RoomAnswer, scope: Scope = firstScope(answer.room)): Configuration {
  const single = answer.room.rooms.length === 1;
  const rooms = named(answer.id, scope, single);
  const shown = shownOf(answer, rooms).rooms;
  const largest = [...shown].sort((a, b) => b.floor_area_m2 - a.floor_area_m2)[0];
  const views = largest === undefined ? [] : [viewOf(largest)];
  const first = views[0];
  const inside = (at: Point2) => shown.some((shape) => contains(shape.outline_m, at));
  return {
    lampyris: 1,
    name: (shown.length === 1 ? largest?.name : "") || answer.filename,
    ...rooms,
    placements: [],
    views: first === undefined ? [] : [...views, ...viewsFound(answer, scope, inside, first)],
  };
}

/** What a configuration states of each of its rooms, over what was stated before of rooms that it does not stand in. */
export function allStated(configuration: Configuration, answer: RoomAnswer, before: ReadonlyMap<string, Stated>): Map<string, Stated> {
  return new Map([...before, ...statedOf(configuration, answer.room.rooms[0]?.name ?? "")]);
}

/** The same after a correction made `read` of what was `answer`; rooms may have gone. */
export function statedAfter(
  configuration: Configuration,
  answer: RoomAnswer,
  before: ReadonlyMap<string, Stated>,
  read: RoomAnswer,
): Map<string, Stated> {
  return housed(allStated(configuration, answer, before), answer.room.rooms, read.room.rooms);
}

/**
 * The same configuration in other rooms of the same file: what was `stated` of these goes along with them, and of
 * all that is `hung` in the file's rooms what hangs in these.
 */
export function standIn(
  configuration: Configuration,
  answer: RoomAnswer,
  scope: Scope,
  stated: ReadonlyMap<string, Stated> = allStated(configuration, answer, new Map()),
  hung: Waiting = allHung(configuration, answer, NONE_WAITS),
): Configuration {
  const empty = startIn(answer, scope);
  const shown = shownOf(answer, empty).rooms;
  const planes = planesIn(hung, shown);
  const calculation = configuration.calculation === undefined ? {} : { calculation: { ...configuration.calculation, planes } };
  const burning = hung.scenes === undefined ? {} : { scenes: hung.scenes };
  const placements = hungIn(hung, answer, shown);
  return forgetGone({ ...configuration, ...empty, ...calculation, ...stating(empty, shown, stated), ...burning, placements });
}

/** Every luminaire mounted anew in a room that was corrected: ceilings may have moved. */
export function remounted(
  configuration: Configuration,
  answer: RoomAnswer,
  luminaireOf: (one: Placement) => Luminaire | undefined,
): Configuration {
  const { rooms } = shownOf(answer, configuration);
  const placements = configuration.placements.map((one) => {
    const luminaire = luminaireOf(one);
    const [x, y, z] = one.position_m;
    const shape = roomAt(rooms, [x, y]);
    if (luminaire === undefined || shape === undefined) return one;
    const mounted = mountedAt(one, luminaire, [x, y], shape);
    const highest = (shape.elevation_m ?? 0) + shape.height_m;
    const free = heightIsFree(luminaire.mounting) && z > highest - 0.02;
    return free ? { ...mounted, position_m: [x, y, Number((highest - 0.02).toFixed(4))] as const } : mounted;
  });
  return { ...configuration, placements };
}

/** The same placement mounted near `at`; what is aimed keeps its aim, beside which there is no turn. */
function mountedAt(one: Placement, luminaire: Luminaire, at: Point2, shape: RoomShape): Placement {
  const { position_m, rotation_deg } = mount(luminaire, at, shape, one);
  return one.aim_m === undefined ? { ...one, position_m, rotation_deg } : { ...one, position_m };
}

/** The lamps that the file says are there, as existing ones; those that already hang are not hung twice, and `taken` ids not given. */
export function withExisting(configuration: Configuration, answer: RoomAnswer, taken: readonly string[] = []): Configuration {
  const shown = shownOf(answer, configuration);
  const inside = (shape: RoomShape, { position_m: [x, y] }: LightFound) => contains(shape.outline_m, [x, y]);
  let next = configuration;
  for (const light of lightsIn(answer, shown, inside)) {
    const [x, y] = light.position_m;
    const shape = shown.rooms.find(({ name }) => name === light.room) ?? roomAt(shown.rooms, [x, y]);
    const hangs = next.placements.some(({ position_m: at }) => Math.hypot(at[0] - x, at[1] - y) < 0.05);
    if (shape === undefined || hangs) continue;
    const ceiling = (shape.elevation_m ?? 0) + shape.height_m;
    const lamp = assumedLamp(answer, next, light, ceiling, nextId(next, taken));
    next = lightNew(withOneMore(next, lamp), lamp.id);
  }
  return next;
}

/** A sample's finishes, furniture, planes and views in its room, and where `lit` what hangs in it with its scenes. */
export function startFromSample(answer: RoomAnswer, sample: SampleConfiguration, lit: boolean): Configuration {
  const empty = sample.rooms === undefined ? startIn(answer) : startIn(answer, "all");
  const { name, calculation, views, room, placements, scenes } = sample;
  const { surfaces, furniture } = room ?? {};
  const own = { ...(surfaces === undefined ? {} : { surfaces }), ...(furniture === undefined ? {} : { furniture }) };
  return {
    ...empty,
    name: name || empty.name,
    ...(Object.keys(own).length === 0 ? {} : { room: { room_id: answer.id, ...empty.room, ...own } }),
    placements: lit ? (placements ?? []).map((one) => ({ ...one, dimming: one.dimming ?? 1 })) : [],
    ...(lit && scenes !== undefined ? { scenes } : {}),
    ...(calculation === undefined ? {} : { calculation }),
    views: views !== undefined && views.length > 0 ? views : empty.views,
  };
}

function nextId(configuration: Configuration, others: readonly string[]): string {
  const taken = new Set([...others, ...configuration.placements.map(({ id }) => id)]);
  let number = configuration.placements.length + 1;
  while (taken.has(`p${number}`)) number += 1;
  return `p${number}`;
}

function withOneMore(configuration: Configuration, placement: Placement): Configuration {
  return { ...configuration, placements: [...configuration.placements, placement] };
}

/** Hang a luminaire as near to `at` as its mounting allows, by an id that is not `taken`; answers the new placement too. */
export function hang(
  configuration: Configuration,
  luminaire: Luminaire,
  at: Point2,
  room: RoomDocument,
  taken: readonly string[] = [],
): { configuration: Configuration; placement: Placement } | null {
  const shape = roomAt(room.rooms, at);
  if (shape === undefined) return null;
  const placement: Placement = {
    id: nextId(configuration, taken),
    luminaire: hungAs(luminaire),
    ...mount(luminaire, at, shape),
    dimming: 1,
  };
  if (luminaire.hanging_length_m !== null) placement.hanging_length_m = luminaire.hanging_length_m.default;
  return { configuration: lightNew(withOneMore(configuration, placement), placement.id), placement };
}

/** Change some values of one placement. */
export function change(configuration: Configuration, id: string, values: Partial<Placement>): Configuration {
  const placements = configuration.placements.map((one) => (one.id === id ? { ...one, ...values } : one));
  return { ...configuration, placements };
}

/** Move one placement as near to `to` as its mounting allows. */
export function move(
  configuration: Configuration,
  id: string,
  luminaire: Luminaire,
  to: Point2,
  room: RoomDocument,
): Configuration {
  const before = configuration.placements.find((one) => one.id === id);
  const shape = roomAt(room.rooms, to);
  if (before === undefined || shape === undefined) return configuration;
  return change(configuration, id, mountedAt(before, luminaire, to, shape));
}

export function remove(configuration: Configuration, id: string): Configuration {
  return forgetGone({ ...configuration, placements: configuration.placements.filter((one) => one.id !== id) });
}

/** Hang the same again beside it, set the same way, by an id that is not `taken`. */
export function repeat(
  configuration: Configuration,
  id: string,
  luminaire: Luminaire,
  room: RoomDocument,
  taken: readonly string[] = [],
): { configuration: Configuration; placement: Placement } | null {
  const like = configuration.placements.find((one) => one.id === id);
  if (like === undefined) return null;
  const beside: Point2 = [like.position_m[0] + 0.6, like.position_m[1]];
  const shape = roomAt(room.rooms, beside);
  if (shape === undefined) return null;
  const placement = { ...mountedAt(like, luminaire, beside, shape), id: nextId(configuration, taken) };
  return { configuration: lightNew(withOneMore(configuration, placement), placement.id, id), placement };
}

/** Stand the first view's camera elsewhere, or let it look elsewhere. */
export function aim(configuration: Configuration, end: "eye_m" | "target_m", at: Point2): Configuration {
  const [first, ...others] = configuration.views;
  if (first === undefined) return configuration;
  return { ...configuration, views: [{ ...first, [end]: [at[0], at[1], first[end][2]] }, ...others] };
}

/** The problems that belong to one placement: their place starts with `placements[i]`. */
export function problemsAt(problems: readonly Problem[], configuration: Configuration, id: string): Problem[] {
  const i = configuration.placements.findIndex((one) => one.id === id);
  const start = `placements[${i}]`;
  return problems.filter(({ where }) => where === start || where.startsWith(`${start}.`));
}
