/** The configuration a person builds, and every change to it; each change gives a new one. */

import { hungAs } from "./choices";
import { mount, roomAt, viewOf } from "./mounting";
import { forgetGone, lightNew } from "./scenes";
import type {
  Configuration,
  Luminaire,
  Placement,
  Point2,
  Problem,
  RoomAnswer,
  RoomDocument,
  SampleConfiguration,
} from "./types";

/** An empty configuration of a room. */
export function startIn(answer: RoomAnswer): Configuration {
  const first = answer.room.rooms[0];
  return {
    lampyris: 1,
    name: first?.name || answer.filename,
    room: { room_id: answer.id },
    placements: [],
    views: first === undefined ? [] : [viewOf(first)],
  };
}

/** A sample's finishes, planes and views in its room, and where `lit` what hangs in it with its scenes. */
export function startFromSample(answer: RoomAnswer, sample: SampleConfiguration, lit: boolean): Configuration {
  const empty = startIn(answer);
  const { name, calculation, views, room, placements, scenes } = sample;
  return {
    ...empty,
    name: name || empty.name,
    room: { ...empty.room, ...(room.surfaces === undefined ? {} : { surfaces: room.surfaces }) },
    placements: lit ? (placements ?? []).map((one) => ({ ...one, dimming: one.dimming ?? 1 })) : [],
    ...(lit && scenes !== undefined ? { scenes } : {}),
    ...(calculation === undefined ? {} : { calculation }),
    views: views !== undefined && views.length > 0 ? views : empty.views,
  };
}

function nextId(configuration: Configuration): string {
  const taken = new Set(configuration.placements.map(({ id }) => id));
  let number = configuration.placements.length + 1;
  while (taken.has(`p${number}`)) number += 1;
  return `p${number}`;
}

function withOneMore(configuration: Configuration, placement: Placement): Configuration {
  return { ...configuration, placements: [...configuration.placements, placement] };
}

/** Hang a luminaire as near to `at` as its mounting allows; answers the new placement too. */
export function hang(
  configuration: Configuration,
  luminaire: Luminaire,
  at: Point2,
  room: RoomDocument,
): { configuration: Configuration; placement: Placement } | null {
  const shape = roomAt(room.rooms, at);
  if (shape === undefined) return null;
  const placement: Placement = {
    id: nextId(configuration),
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
  return change(configuration, id, mount(luminaire, to, shape, before));
}

export function remove(configuration: Configuration, id: string): Configuration {
  return forgetGone({ ...configuration, placements: configuration.placements.filter((one) => one.id !== id) });
}

/** Hang the same again beside it, set the same way. */
export function repeat(
  configuration: Configuration,
  id: string,
  luminaire: Luminaire,
  room: RoomDocument,
): { configuration: Configuration; placement: Placement } | null {
  const like = configuration.placements.find((one) => one.id === id);
  if (like === undefined) return null;
  const beside: Point2 = [like.position_m[0] + 0.6, like.position_m[1]];
  const shape = roomAt(room.rooms, beside);
  if (shape === undefined) return null;
  const placement = { ...like, id: nextId(configuration), ...mount(luminaire, beside, shape, like) };
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
