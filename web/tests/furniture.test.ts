import { describe, expect, it } from "vitest";

import { fromBelow } from "../src/core/furniture";
import type { RoomAnswer, RoomShape } from "../src/core/types";
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
