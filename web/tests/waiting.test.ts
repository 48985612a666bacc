import { describe, expect, it } from "vitest";

import { hang, repeat, standIn, startFromSample, startIn, withExisting } from "../src/core/configuration";
import { burning } from "../src/core/scenes";
import type { Configuration, Luminaire, Placement, RoomAnswer, RoomShape } from "../src/core/types";
import { shownOf, type Scope } from "../src/core/understanding";
import { allHung, NONE_WAITS, waitingIn, type Waiting } from "../src/core/waiting";

const room = (name: string, x: number, storey: string, elevation_m: number, width = 3): RoomShape => ({
  name,
  storey,
  elevation_m,
  floor_area_m2: width * 3,
  height_m: 2.5,
  outline_m: [[x, 0], [x + width, 0], [x + width, 3], [x, 3]],
  openings: [],
});

const answerOf = (...rooms: RoomShape[]): RoomAnswer => ({
  id: "rm_1", filename: "house.json", sha256: "", version: 1, said: {}, created_at: "",
  room: { format: "", units: "m", rooms, furniture: 0, problems: [] },
});

/** The bedroom lies over the hall; hall and living share a wall without thickness at x = 3. */
const house = answerOf(room("Hall", 0, "ground", 0), room("Living", 3, "ground", 0, 4), room("Bedroom", 0, "first", 2.8));
const pendant = (id: string, x: number, z: number, more: Partial<Placement> = {}): Placement => ({
  id, luminaire: "globe", position_m: [x, 1, z], dimming: 1, ...more,
});
const lit = (answer: RoomAnswer, scope: Scope, ...placements: Placement[]): Configuration => ({ ...startIn(answer, scope), placements });

interface Page {
  configuration: Configuration;
  waiting: Waiting;
}

/** What the page does where other rooms of a file are chosen, or the file is read again. */
function choose({ configuration, waiting }: Page, scope: Scope, answer = house, before = answer): Page {
  const hung = allHung(configuration, before, waiting);
  const next = standIn(configuration, answer, scope, new Map(), hung);
  return { configuration: next, waiting: waitingIn(hung, answer, shownOf(answer, next).rooms) };
}

const heights = ({ configuration }: Page) => Object.fromEntries(configuration.placements.map(({ id, position_m }) => [id, position_m[2]]));
const idsAway = ({ waiting }: Page) => waiting.hung.map(({ placement }) => placement.id);

describe("luminaires of rooms that are not shown", () => {
  it("wait, and come back as they were", () => {
    const set = pendant("p1", 4, 2.1, { dimming: 0.4, cct_k: 2700, circuit: "table", rotation_deg: [30, 0, 0], hanging_length_m: 0.8 });
    const living = { configuration: lit(house, { room: "Living" }, set), waiting: NONE_WAITS };
    const hall = choose(living, { room: "Hall" });
    expect(hall.configuration.placements).toEqual([]);
    expect(idsAway(hall)).toEqual(["p1"]);
    const bedroom = choose(hall, { room: "Bedroom" });
    expect(idsAway(bedroom)).toEqual(["p1"]);
    const back = choose(bedroom, { storey: "ground" });
    expect(back.configuration.placements).toEqual([set]);
    expect(back.waiting.hung).toEqual([]);
  });

  it("keep their height over their own floor, and what they aim at too", () => {
    const spot = pendant("p1", 1, 2.4, { aim_m: [1.5, 2, 0.7] });
    const alone = { configuration: lit(house, { room: "Bedroom" }, spot), waiting: NONE_WAITS };
    const storey = choose(choose(alone, { room: "Living" }), { storey: "first" });
    expect(storey.configuration.placements[0]).toEqual({ ...spot, position_m: [1, 1, 5.2], aim_m: [1.5, 2, 3.5] });
    expect(choose(choose(storey, { storey: "ground" }), { room: "Bedroom" }).configuration.placements).toEqual([spot]);
  });

  it("do not hang in what lies above or below their room", () => {
    const ground = { configuration: lit(house, { storey: "ground" }, pendant("p1", 1, 2.5), pendant("p2", 5, 2.5)), waiting: NONE_WAITS };
    const first = choose(ground, { storey: "first" });
    expect(first.configuration.placements).toEqual([]);
    expect(choose(first, { room: "Hall" }).configuration.placements.map(({ id }) => id)).toEqual(["p1"]);
    const every = { ...lit(house, "all", pendant("p1", 1, 2.5), pendant("p2", 1, 5.3)), rooms: [{ room_id: "rm_1" }] };
    const bedroom = choose({ configuration: every, waiting: NONE_WAITS }, { room: "Bedroom" });
    expect(heights(bedroom)).toEqual({ p2: 2.5 });
    expect(idsAway(bedroom)).toEqual(["p1"]);
  });

  it("hang in the room that they face where their wall is that of two", () => {
    const walls = [pendant("p1", 3, 1.8, { rotation_deg: [90, 0, 0] }), pendant("p2", 3, 1.8, { rotation_deg: [-90, 0, 0] })];
    const ground = { configuration: lit(house, { storey: "ground" }, ...walls), waiting: NONE_WAITS };
    expect(heights(choose(ground, { room: "Hall" }))).toEqual({ p1: 1.8 });
    expect(heights(choose(ground, { room: "Living" }))).toEqual({ p2: 1.8 });
  });

  it("burn in the scenes as before, also beside what was hung meanwhile", () => {
    const scenes = { dinner: { hours_per_year: 300, circuits: { table: { dimming: 0.5 } }, placements: { p2: { dimming: 0.2 } } }, bright: {} };
    const hung = lit(house, { room: "Living" }, pendant("p1", 4, 2.5, { circuit: "table" }), pendant("p2", 5, 2.5));
    const hall = choose({ configuration: { ...hung, scenes }, waiting: NONE_WAITS }, { room: "Hall" });
    expect(hall.configuration.scenes?.dinner).toEqual({ hours_per_year: 300, circuits: {}, placements: {} });
    const globe = { sku: "globe", mounting: "pendant", size_m: [0.3, 0.3, 0.3], hanging_length_m: null } as unknown as Luminaire;
    const more = hang(hall.configuration, globe, [1, 1], shownOf(house, hall.configuration), idsAway(hall));
    if (more === null) throw new Error("nothing hangs");
    const { configuration } = choose({ ...hall, configuration: more.configuration }, { storey: "ground" });
    const at = (scene: string) => Object.fromEntries(configuration.placements.map((one) => [one.luminaire + one.id, burning(configuration, scene, one)]));
    expect(at("dinner")).toEqual({ globep1: 0.5, globep2: 0.2, globep3: 1 });
    expect(at("bright")).toEqual({ globep1: 0, globep2: 0, globep3: 1 });
  });

  it("keep their ids to themselves", () => {
    const globe = { sku: "globe", mounting: "pendant", size_m: [0.3, 0.3, 0.3], hanging_length_m: null } as unknown as Luminaire;
    const hall = lit(house, { room: "Hall" });
    const first = hang(hall, globe, [1, 1], shownOf(house, hall), ["p1", "p2"]);
    expect(first?.placement.id).toBe("p3");
    if (first === null) throw new Error("nothing hangs");
    expect(repeat(first.configuration, "p3", globe, shownOf(house, hall), ["p2", "p4"])?.placement.id).toBe("p5");
    const found = { ...house, room: { ...house.room, lights_found: [{ name: "lamp", position_m: [1, 1, 2] as const, room: "Hall" }] } };
    expect(withExisting(hall, found, ["p1"]).placements[0]?.id).toBe("p2");
  });

  it("go to the room that is there where a correction made one of two", () => {
    const ground = { configuration: lit(house, { storey: "ground" }, pendant("p1", 1, 2.4), pendant("p2", 5, 2.4)), waiting: NONE_WAITS };
    const bedroom = choose(ground, { room: "Bedroom" });
    const joined = answerOf(room("Living", 0, "ground", 0.2, 7), room("Bedroom", 0, "first", 2.8));
    const read = choose(bedroom, { room: "Bedroom" }, joined, house);
    expect(read.waiting.hung.map(({ room: name }) => name)).toEqual(["Living", "Living"]);
    // p1 stays where it was in the building, p2 over the floor of its room, which is known still and now higher
    expect(heights(choose(read, { room: "Living" }, joined))).toEqual({ p1: 2.2, p2: 2.4 });
  });

  it("are none in a sample that is shown whole", () => {
    const flat = answerOf(...house.room.rooms.slice(0, 2));
    const taken = startFromSample(flat, { rooms: [{}], placements: [pendant("a", 1, 2.4), pendant("b", 5, 2.4)] }, true);
    const living = choose({ configuration: taken, waiting: NONE_WAITS }, { room: "Living" }, flat);
    expect([heights(living), idsAway(living)]).toEqual([{ b: 2.4 }, ["a"]]);
    expect(heights(choose(living, "all", flat))).toEqual({ a: 2.4, b: 2.4 });
  });
});

describe("planes of rooms that are not shown", () => {
  const planes = [{ name: "a", room: "Hall" }, { name: "b", room: "Living" }, { name: "c" }];
  const flat = answerOf(...house.room.rooms.slice(0, 2));
  const taken = { configuration: startFromSample(flat, { rooms: [{}], calculation: { planes } }, true), waiting: NONE_WAITS };

  it("wait, and come back as they were", () => {
    const hall = choose(taken, { room: "Hall" }, flat);
    expect(hall.configuration.calculation).toEqual({ planes: [planes[0], planes[2]] });
    expect(hall.waiting.planes).toEqual([planes[1]]);
    const living = choose(hall, { room: "Living" }, flat);
    expect(living.configuration.calculation?.planes).toEqual([planes[2], planes[1]]);
    const whole = choose(living, "all", flat);
    expect(new Set(whole.configuration.calculation?.planes)).toEqual(new Set(planes));
    expect(whole.waiting.planes).toBeUndefined();
  });

  it("wait where a correction took their room away, and none are made where none are stated", () => {
    const alone = answerOf(room("Living", 0, "ground", 0, 7));
    const read = choose(taken, { room: "Living" }, alone, flat);
    expect([read.configuration.calculation?.planes, read.waiting.planes]).toEqual([[planes[1], planes[2]], [planes[0]]]);
    const bare = { configuration: { ...lit(flat, "all"), calculation: {} }, waiting: NONE_WAITS };
    expect(choose(bare, { room: "Hall" }, flat).configuration.calculation).toEqual({});
  });
});
