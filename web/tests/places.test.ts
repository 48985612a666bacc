import { describe, expect, it } from "vitest";

import { byPlace, wallsNamed, wallsOf } from "../src/core/places";
import type { Problem, RoomShape } from "../src/core/types";

const room = (name: string): RoomShape => ({
  name,
  floor_area_m2: 9,
  height_m: 2.5,
  outline_m: [[0, 0], [3, 0], [3, 3], [0, 3]],
  openings: [],
});
const [hall, living, loft] = [room("Hall"), room("Living/dining"), room("Loft")];

describe("the walls that a repair is about", () => {
  it("are those it opens or closes, and no gaps", () => {
    expect(wallsOf({ closed_walls: ["Hall/wall:13", "gap:2"], open_walls: ["wall:0"] })).toEqual(["wall:0", "Hall/wall:13"]);
    expect(wallsOf({ height_m: 2.5 })).toEqual([]);
    expect(wallsOf({ closed_walls: "Hall/wall:1" })).toEqual([]);
  });

  it("are found among the rooms that are shown", () => {
    expect(wallsNamed(["Hall/wall:3", "Living/dining/wall:0", "Loft/wall:1", "Hall/wall:4"], [hall, living])).toEqual([
      { shape: hall, wall: 3 },
      { shape: living, wall: 0 },
    ]);
    expect(wallsNamed(["wall:2"], [hall])).toEqual([{ shape: hall, wall: 2 }]);
    expect(wallsNamed(["wall:2"], [hall, living])).toEqual([]);
  });
});

describe("what is told first", () => {
  const problem = (code: string, where: string, severity: Problem["severity"] = "warning", repair = {}): Problem => ({
    code, severity, where, message: "", hint: "", repair,
  });

  it("are doubts of the rooms in view, then those of the file, then those of other rooms, then remarks", () => {
    const told = [
      problem("A", "Loft/furniture", "info"),
      problem("B", "Loft/wall:1"),
      problem("C", "walls"),
      problem("D", "rooms[2].furniture"),
      problem("E", "Living/dining"),
      problem("F", "edges", "warning", { closed_walls: ["Living/dining/wall:2"] }),
      problem("G", "rooms[1].height_m"),
      problem("H", "units", "error"),
      problem("I", "Living/dining/furniture", "info"),
      problem("J", "Loft", "error"),
    ];
    const codes = byPlace(told, [hall, living, loft], [living]).map(({ code }) => code);
    expect(codes).toEqual(["H", "E", "F", "G", "C", "J", "B", "D", "I", "A"]);
  });

  it("keeps the file's order where all is in view", () => {
    const told = [problem("A", "Loft"), problem("B", "Hall/wall:1"), problem("C", "rooms[1]")];
    const rooms = [hall, living, loft];
    expect(byPlace(told, rooms, rooms).map(({ code }) => code)).toEqual(["A", "B", "C"]);
  });
});
