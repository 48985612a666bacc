import { describe, expect, it } from "vitest";

import { allStated, standIn, statedAfter } from "../src/core/configuration";
import { fromBelow, putAside, statedOf } from "../src/core/furniture";
import type { Configuration, RoomAnswer, RoomShape } from "../src/core/types";
import { shownOf } from "../src/core/understanding";

const room = (name: string, x: number): RoomShape => ({
  name,
  floor_area_m2: 9,
  height_m: 2.5,
  outline_m: [[x, 0], [x + 3, 0], [x + 3, 3], [x, 3]],
  openings: [],
  furniture: [{ name: "table", position_m: [x + 1, 1, 0], rotation_deg: 0, box_m: [1, 1, 0.7] }],
});

const flat: RoomAnswer = {
  id: "rm_1",
  filename: "flat.json",
  sha256: "",
  version: 1,
  said: {},
  created_at: "",
  room: { format: "", units: "m", rooms: [room("Hall", 0), room("Living", 4)], furniture: 2, problems: [] },
};
const rug = { piece: "rug", position_m: [5, 1, 0] as const, box_m: [2, 1, 0.012] as const };
const chest = { name: "chest", model: "chest.glb", position_m: [5, 2, 0] as const, rotation_deg: 30, size_m: [1, 0.5, 1] as const };

describe("the furniture that a configuration states", () => {
  it("is drawn in place of the file's", () => {
    const shown = shownOf(flat, { room: { room_id: "rm_1", room: "Living", furniture: [rug, chest] } });
    expect(shown.rooms[0]?.furniture).toEqual([
      { name: "rug", position_m: [5, 1, 0], rotation_deg: 0, box_m: [2, 1, 0.012] },
      { name: "chest", position_m: [5, 2, 0], rotation_deg: 30, box_m: [1, 0.5, 1] },
    ]);
    expect(shown.furniture).toBe(2);
    expect(shownOf(flat, { room: { room_id: "rm_1", room: "Living", furniture: [] } }).furniture).toBe(0);
    expect(shownOf(flat, { room: { room_id: "rm_1", room: "Living" } }).rooms[0]?.furniture?.[0]?.name).toBe("table");
  });

  it("belongs to its room where several are shown", () => {
    const rooms = [{ room_id: "rm_1", room: "Hall" }, { room_id: "rm_1", room: "Living", furniture: [rug] }];
    const names = shownOf(flat, { rooms }).rooms.map(({ furniture }) => furniture?.map(({ name }) => name));
    expect(names).toEqual([["table"], ["rug"]]);
  });

  it("is drawn from below upwards, with chairs under their table", () => {
    const piece = (name: string, z: number, high: number) => ({ name, position_m: [0, 0, z] as const, rotation_deg: 0, box_m: [1, 1, high] as const });
    const pieces = [piece("vase", 0.75, 0.2), piece("dining table", 0, 0.75), piece("dining chair", 0, 0.9), piece("rug", 0, 0.01)];
    expect(fromBelow(pieces).map(({ name }) => name)).toEqual(["rug", "dining chair", "dining table", "vase"]);
  });
});

describe("what is stated of a room, where other rooms are chosen", () => {
  const stated = { surfaces: { floor: { reflectance: 0.3 } }, furniture: [rug] };
  const living: Configuration = {
    lampyris: 1, name: "", room: { room_id: "rm_1", room: "Living", ...stated }, placements: [], views: [],
  };
  const drawn = (one: Configuration) => shownOf(flat, one).rooms.map(({ furniture }) => furniture?.map(({ name }) => name));

  it("goes along where its room is among them", () => {
    const all = standIn(living, flat, "all");
    expect(all.room).toBeUndefined();
    expect(all.rooms).toEqual([{ room_id: "rm_1", room: "Hall" }, { room_id: "rm_1", room: "Living", ...stated }]);
    expect(drawn(all)).toEqual([["table"], ["rug"]]);
    expect(standIn(all, flat, { room: "Living" }).room).toEqual(living.room);
  });

  it("says the storey with each room of a storey", () => {
    const storeys = { ...flat, room: { ...flat.room, rooms: flat.room.rooms.map((one) => ({ ...one, storey: "ground" })) } };
    const ground = standIn(living, storeys, { storey: "ground" });
    expect(ground.rooms?.map(({ room, storey }) => [room, storey])).toEqual([["Hall", "ground"], ["Living", "ground"]]);
  });

  it("waits for its room where that is not among them, and is counted", () => {
    const before = allStated(living, flat, new Map());
    const hall = standIn(living, flat, { room: "Hall" }, before);
    expect(hall.room).toEqual({ room_id: "rm_1", room: "Hall" });
    expect(putAside(before, shownOf(flat, hall).rooms)).toBe(1);
    const after = allStated(hall, flat, before);
    const back = standIn(hall, flat, { room: "Living" }, after);
    expect(back.room).toEqual(living.room);
    expect(putAside(after, shownOf(flat, back).rooms)).toBe(0);
  });

  it("stays where the file's only room is read again", () => {
    const alone = { ...flat, room: { ...flat.room, rooms: [room("Hall", 0)] } };
    const configuration = { ...living, room: { room_id: "rm_1", ...stated } };
    expect(standIn(configuration, alone, { room: "Hall" }).room).toEqual(configuration.room);
  });

  it("is nothing where nothing is stated", () => {
    expect(statedOf({ rooms: [{ room_id: "rm_1", storey: "ground" }] }, "Hall").size).toBe(0);
    expect(standIn({ ...living, room: { room_id: "rm_1", room: "Hall" } }, flat, "all").rooms).toEqual([{ room_id: "rm_1" }]);
  });
});

describe("what is stated of a room, where a correction makes other rooms", () => {
  const empty = (one: RoomShape): RoomShape => ({ ...one, furniture: [] });
  const wide = (name: string): RoomShape => ({ ...empty(room(name, 0)), outline_m: [[0, 0], [7, 0], [7, 3], [0, 3]] });
  const answerOf = (...rooms: RoomShape[]): RoomAnswer => ({ ...flat, room: { ...flat.room, rooms } });
  const surfaces = { floor: { reflectance: 0.3 } };
  const two = answerOf(empty(room("Hall", 0)), empty(room("Living", 4)));
  const stating = (furniture: Configuration["rooms"]): Configuration => ({ lampyris: 1, name: "", rooms: furniture, placements: [], views: [] });
  const living = stating([{ room_id: "rm_1", room: "Hall" }, { room_id: "rm_1", room: "Living", furniture: [rug, chest] }]);

  it("stays with the room that was the only one", () => {
    const alone = answerOf(empty(room("Living", 4)));
    const unnamed: Configuration = { lampyris: 1, name: "", room: { room_id: "rm_1", furniture: [rug] }, placements: [], views: [] };
    const stated = statedAfter(unnamed, alone, new Map(), two);
    expect([...stated]).toEqual([["Living", { furniture: [rug] }]]);
    expect(standIn(unnamed, two, { room: "Living" }, stated).room).toEqual({ room_id: "rm_1", room: "Living", furniture: [rug] });
    const whole = standIn(unnamed, two, "all", stated).rooms;
    expect(whole).toEqual([{ room_id: "rm_1", room: "Hall" }, { room_id: "rm_1", room: "Living", furniture: [rug] }]);
  });

  it("goes into the room that took its own in", () => {
    const joined = answerOf(wide("Hall"));
    const stated = statedAfter(living, two, new Map(), joined);
    expect([...stated]).toEqual([["Hall", { furniture: [rug, chest] }]]);
    expect(putAside(stated, joined.room.rooms)).toBe(0);
    const lamp = { piece: "lamp", position_m: [1, 1, 0] as const };
    const both = stating([{ room_id: "rm_1", room: "Hall", furniture: [lamp] }, ...(living.rooms ?? []).slice(1)]);
    expect(statedAfter(both, two, new Map(), joined).get("Hall")?.furniture).toEqual([lamp, rug, chest]);
    const waiting = new Map([["Living", { furniture: [rug] }]]);
    expect([...statedAfter(stating([{ room_id: "rm_1", room: "Hall" }]), two, waiting, joined)]).toEqual([["Hall", { furniture: [rug] }]]);
  });

  it("goes along by another name, with its finishes", () => {
    const unnamed: Configuration = { lampyris: 1, name: "", room: { room_id: "rm_1", surfaces, furniture: [rug] }, placements: [], views: [] };
    const stated = statedAfter(unnamed, answerOf(room("Living", 4)), new Map(), answerOf(room("Salon", 4.1)));
    expect([...stated]).toEqual([["Salon", { surfaces, furniture: [rug] }]]);
  });

  it("is left, and counted, where no room holds its place or the file's furniture would go for it", () => {
    const away = answerOf(empty(room("Hall", 0)));
    expect(putAside(statedAfter(living, two, new Map(), away), away.room.rooms)).toBe(2);
    const above = answerOf({ ...wide("Loft"), elevation_m: 2.8 });
    expect(putAside(statedAfter(living, two, new Map(), above), above.room.rooms)).toBe(2);
    const table = room("Hall", 0).furniture ?? [];
    const furnished = answerOf({ ...wide("Hall"), furniture: table });
    const stated = statedAfter(living, two, new Map(), furnished);
    expect([stated.has("Hall"), putAside(stated, furnished.room.rooms)]).toEqual([false, 2]);
    // the file's table of Living was replaced before, and still is
    const own = answerOf({ ...wide("Hall"), furniture: room("Living", 4).furniture ?? [] });
    expect(putAside(statedAfter(living, two, new Map(), own), own.room.rooms)).toBe(0);
  });
});
