import { describe, expect, it } from "vitest";

import { hang, remounted, startFromSample, startIn, standIn, withExisting } from "../src/core/configuration";
import type { Luminaire, RoomAnswer, RoomShape } from "../src/core/types";
import { firstScope, furnishing, isCorrection, isGap, repairsOf, scopeKey, scopeOf, scopesOf, shownOf } from "../src/core/understanding";

const room = (name: string, x: number, storey: string, elevation_m: number, side: number): RoomShape => ({
  name,
  storey,
  elevation_m,
  floor_area_m2: side * side,
  height_m: 2.5,
  outline_m: [[x, 0], [x + side, 0], [x + side, side], [x, side]],
  openings: [],
  furniture: [{ name: "table", position_m: [x + 1, 1, 0], rotation_deg: 0, box_m: [1, 1, 0.7] }],
});

const house: RoomAnswer = {
  id: "rm_1",
  filename: "house.sh3d",
  sha256: "",
  version: 1,
  said: {},
  created_at: "",
  room: {
    format: "Sweet Home 3D",
    units: "cm",
    rooms: [room("Hall", 0, "ground", 0, 3), room("Living", 4, "ground", 0, 5), room("Bedroom", 0, "first", 2.8, 4)],
    furniture: 3,
    lights_found: [
      { name: "lamp", position_m: [1, 1, 2.5], room: "Hall" },
      { name: "lamp", position_m: [1, 1, 5.2], room: "Bedroom" },
    ],
    views_found: [{ name: "sofa", eye_m: [1, 1, 4.4], target_m: [2, 2, 4], fov_deg: 63 }],
    problems: [],
  },
};
const downlight = {
  sku: "downlight", mounting: "recessed", size_m: [0.1, 0.1, 0.1], hanging_length_m: null,
} as unknown as Luminaire;

describe("which rooms are meant", () => {
  it("offers all, storeys and each room", () => {
    expect(scopesOf(house.room).map(scopeKey)).toEqual([
      "storey:ground", "storey:first", "room:Hall", "room:Living", "room:Bedroom",
    ]);
    const flat = { ...house.room, rooms: house.room.rooms.slice(0, 2) };
    expect(scopesOf(flat).map(scopeKey)).toEqual(["all", "room:Hall", "room:Living"]);
    const alone = { ...house, room: { ...house.room, rooms: house.room.rooms.slice(0, 1) } };
    expect(scopesOf(alone.room).map(scopeKey)).toEqual(["room:Hall"]);
    expect(startIn(alone).room).toEqual({ room_id: "rm_1" });
  });

  it("begins in the largest room and says which", () => {
    const first = startIn(house);
    expect(first.room).toEqual({ room_id: "rm_1", room: "Living" });
    expect(shownOf(house, first).rooms.map(({ name }) => name)).toEqual(["Living"]);
    expect(shownOf(house, first).furniture).toBe(1);
  });

  it("begins in no roof, balcony or garden, and in no empty room, while something is lived in", () => {
    const bare = (name: string, side: number) => ({ ...room(name, 20, "roof", 5, side), furniture: [] });
    const begun = (...rooms: RoomShape[]) => firstScope({ ...house.room, rooms, lights_found: [] });
    const hall = room("Hall", 0, "ground", 0, 3);
    for (const name of ["Roof 2", "Terrace", "Dachterrasse", "Terrasse", "Garten", "Balcons", "Toiture", "屋顶花园", "南阳台"]) {
      expect(begun({ ...hall, name, floor_area_m2: 150 }, hall)).toEqual({ room: "Hall" });
      expect(begun(bare(name, 12), bare("Hall", 3))).toEqual({ room: "Hall" });
    }
    expect(begun(bare("Store", 12), hall)).toEqual({ room: "Hall" });
    expect(begun(bare("Store", 12), bare("Hall", 3))).toEqual({ room: "Store" });
    expect(begun(bare("Roof", 12), bare("Balcony", 3))).toEqual({ room: "Roof" });
    expect(begun({ ...hall, name: "Living room with terrace", use: "living", floor_area_m2: 40 }, hall)).toEqual({
      room: "Living room with terrace",
    });
    expect(begun({ ...hall, name: "Wintergarten", floor_area_m2: 40 }, hall)).toEqual({ room: "Wintergarten" });
    const lamp = { name: "lamp", position_m: [1, 1, 2.5] as const, room: "Store" };
    const lit = { ...house.room, rooms: [bare("Store", 12), hall], lights_found: [lamp] };
    expect(firstScope(lit)).toEqual({ room: "Store" });
  });

  it("counts heights from the room's own floor where it is alone, else from the building's", () => {
    const alone = startIn(house, { room: "Bedroom" });
    const hung = hang(alone, downlight, [2, 2], shownOf(house, alone));
    expect(hung?.placement.position_m[2]).toBe(2.5);
    expect(alone.views.map(({ eye_m }) => eye_m[2])).toEqual([1.5, 1.6]); // 60 % of 2.5 m, and 4.4 m on a floor at 2.8 m
    if (hung === null) throw new Error("nothing hangs");
    const storey = standIn(hung.configuration, house, { storey: "first" });
    expect(storey.rooms).toEqual([{ room_id: "rm_1", storey: "first" }]);
    expect(storey.room).toBeUndefined();
    expect(storey.placements[0]?.position_m[2]).toBe(5.3);
    expect(scopeKey(scopeOf(storey, house.room))).toBe("storey:first");
    expect(standIn(storey, house, { room: "Living" }).placements).toEqual([]);
    const back = standIn(storey, house, { room: "Bedroom" });
    expect(back.placements[0]?.position_m[2]).toBe(2.5);
    expect(back.rooms).toBeUndefined();
  });

  it("mounts luminaires anew where a ceiling has moved", () => {
    const alone = startIn(house, { room: "Bedroom" });
    const hung = hang(alone, downlight, [2, 2], shownOf(house, alone));
    if (hung === null) throw new Error("nothing hangs");
    const higher = { ...house, room: { ...house.room, rooms: house.room.rooms.map((one) => ({ ...one, height_m: 3.1 })) } };
    expect(remounted(hung.configuration, higher, () => downlight).placements[0]?.position_m).toEqual([2, 2, 3.1]);
    expect(remounted(hung.configuration, higher, () => undefined)).toEqual(hung.configuration);
    const bedroom = withExisting(alone, house);
    const lower = { ...house, room: { ...house.room, rooms: house.room.rooms.map((one) => ({ ...one, height_m: 2.2 })) } };
    const lamp = { ...downlight, mounting: "any" } as Luminaire;
    expect(remounted(bedroom, lower, () => lamp).placements[0]?.position_m).toEqual([1, 1, 2.18]);
  });

  it("takes a sample of several rooms whole, and leaves planes of other rooms behind", () => {
    const flat = { ...house, room: { ...house.room, rooms: house.room.rooms.slice(0, 2) } };
    const planes = [{ name: "a", room: "Hall" }, { name: "b", room: "Living" }, { name: "c" }];
    const taken = startFromSample(flat, { rooms: [{}], calculation: { planes } }, true);
    expect(taken.rooms).toEqual([{ room_id: "rm_1" }]);
    expect(standIn(taken, flat, { room: "Hall" }).calculation).toEqual({ planes: [planes[0], planes[2]] });
  });

  it("hangs the file's own lamps once, as assumed ones", () => {
    const ground = withExisting(startIn(house, { storey: "ground" }), house);
    expect(ground.placements.map(({ position_m }) => position_m)).toEqual([[1, 1, 2.48]]);
    expect(ground.placements[0]?.luminaire).toEqual({ assumed: { flux_lm: 800, beam_angle_deg: 120, cct_k: 2700 } });
    const bedroom = withExisting(startIn(house, { room: "Bedroom" }), house);
    expect(bedroom.placements.map(({ position_m }) => position_m)).toEqual([[1, 1, 2.4]]);
    expect(withExisting(bedroom, house)).toEqual(bedroom);
    const first = withExisting(startIn(house, { storey: "first" }), house);
    expect(first.placements.map(({ position_m }) => position_m)).toEqual([[1, 1, 5.2]]);
  });
});

describe("repairs", () => {
  it("tell a gap between walls from edges of rooms", () => {
    expect([["gap:2"], ["Room/wall:2"], ["gap:1", "gap:2"], 2.5].map(isGap)).toEqual([true, false, false, false]);
  });

  it("are offered once each, and only those the service takes", () => {
    const problem = { repair: { units: "mm" }, other_repairs: [{ units: "cm" }, { units: "mm" }] };
    expect(repairsOf(problem)).toEqual([{ units: "mm" }, { units: "cm" }]);
    expect(repairsOf({})).toEqual([]);
    expect([{ units: "mm" }, { scale: 0.5 }, {}].map(isCorrection)).toEqual([true, false, false]);
  });
});

describe("rooms in which nothing stands", () => {
  const empty = (name: string, ...uses: string[]) => ({
    code: "ROOM_IS_EMPTY", severity: "info" as const, where: `${name}/furniture`, message: "", hint: "",
    repair: { furnish: { [name]: uses[0] } },
    other_repairs: [...uses.slice(1).map((use) => ({ furnish: { [name]: use } })), { furnish: true }],
  });
  const problems = [empty("Hall", "corridor"), empty("Living", "living"), empty("Bedroom", "bedroom", "study")];
  const answer = { ...house, room: { ...house.room, problems } };

  it("are furnished by one correction, those that are shown and whose use is known", () => {
    const ground = startIn(answer, { storey: "ground" });
    expect(furnishing(answer, shownOf(answer, ground))).toEqual({
      rooms: 2, repair: { furnish: { Hall: "corridor", Living: "living" } },
    });
    expect(furnishing(answer, shownOf(answer, startIn(answer)))?.repair).toEqual({ furnish: { Living: "living" } });
    expect(furnishing(answer, shownOf(answer, startIn(answer, { room: "Bedroom" })))).toBeNull();
    expect(furnishing(house, shownOf(house, startIn(house)))).toBeNull();
  });

  it("are furnished by a repair that is a correction", () => {
    expect(problems.flatMap(repairsOf).every(isCorrection)).toBe(true);
  });
});
