import { describe, expect, it } from "vitest";

import { canCancel, isSettled } from "../src/core/api";
import { change, hang, move, problemsAt, remounted, remove, repeat, startFromSample, startIn } from "../src/core/configuration";
import { lux, money, number, secondsBetween, standardError } from "../src/core/formatting";
import { contains, footprint, keepInside, middle, nearestWallPoint, signedArea } from "../src/core/geometry";
import { aboveFloor, mount, viewOf } from "../src/core/mounting";
import { burning } from "../src/core/scenes";
import type { Configuration, Luminaire, Mounting, Order, OrderPart, Point2, Point3, RoomAnswer, RoomShape } from "../src/core/types";
import { wordFor } from "../src/texts";

const BENT: Point2[] = [[0, 0], [6, 0], [6, 3], [4, 3], [4, 4.5], [0, 4.5]];
const ROOM: RoomShape = { name: "bent", floor_area_m2: 24, height_m: 2.7, outline_m: BENT, openings: [] };
const ANSWER: RoomAnswer = {
  id: "r1",
  filename: "bent.json",
  sha256: "",
  version: 1,
  said: {},
  created_at: "",
  room: { format: "roomplan", units: "m", rooms: [ROOM], furniture: 0, problems: [] },
};

const AS_IT_COMES = {
  stand_in: false,
  variant: "",
  variant_name: { en: "", zh: "" },
  options: [],
  excludes: [],
  lampholder: null,
  bulb: null,
};

function luminaire(mounting: Mounting): Luminaire {
  return {
    sku: mounting,
    name: { en: mounting, zh: mounting },
    description: { en: "", zh: "" },
    mounting,
    power_w: 10,
    luminous_flux_lm: 800,
    cct_k: 2700,
    cct_range_k: null,
    colour_rendering_index: 90,
    beam_angle_deg: 90,
    size_m: [0.2, 0.2, 0.3],
    hanging_length_m: mounting === "pendant" ? { minimum: 0.3, default: 0.9, maximum: 1.8 } : null,
    minimum_dimming: 0.05,
    price: { amount: "10.00", currency: "EUR" },
    ...AS_IT_COMES,
    article: mounting,
  };
}

/** Rz(a) applied to the luminaire's local +y, as the contract writes it. */
const localYInRoom = (a_deg: number): Point2 => {
  const a = (a_deg * Math.PI) / 180;
  return [-Math.sin(a), Math.cos(a)];
};

describe("geometry", () => {
  it("knows the area of an L", () => expect(signedArea(BENT)).toBeCloseTo(24, 12));

  it("tells inside from outside in the missing corner", () => {
    expect(contains(BENT, [5, 2.9])).toBe(true);
    expect(contains(BENT, [5, 3.5])).toBe(false);
  });

  it("points inwards whichever way the corners run", () => {
    for (const outline of [BENT, [...BENT].reverse()]) {
      expect(nearestWallPoint(outline, [3, 0.4]).inward).toEqual([expect.closeTo(0), expect.closeTo(1)]);
      expect(nearestWallPoint(outline, [5.9, 1.5]).inward).toEqual([expect.closeTo(-1), expect.closeTo(0)]);
    }
  });

  it("brings a point back inside with its margin", () => {
    for (const wanted of [[9, 9], [5, 3.5], [-1, -1], [4.05, 3.05]] as Point2[]) {
      const kept = keepInside(BENT, wanted, 0.3);
      expect(contains(BENT, kept)).toBe(true);
      expect(nearestWallPoint(BENT, kept).distance_m).toBeGreaterThan(0.3 - 1e-6);
    }
  });

  it("turns a footprint anticlockwise", () => {
    const corners = footprint([1, 1], [2, 1], 90);
    expect(corners[0]).toEqual([expect.closeTo(1.5), expect.closeTo(0)]);
    expect(corners[2]).toEqual([expect.closeTo(0.5), expect.closeTo(2)]);
  });

  it("finds a middle that is inside", () => expect(contains(BENT, middle(BENT))).toBe(true));
});

describe("mounting", () => {
  it.each([
    ["ceiling", 2.7],
    ["recessed", 2.7],
    ["pendant", 2.7],
    ["floor", 0],
  ] as [Mounting, number][])("%s is mounted at %s m", (mounting, z) => {
    expect(mount(luminaire(mounting), [2, 2], ROOM).position_m).toEqual([2, 2, z]);
  });

  it.each([
    ["south", [2, 0.3], [2, 0], [0, 1]],
    ["east", [5.9, 1.5], [6, 1.5], [-1, 0]],
    ["north", [2, 4.4], [2, 4.5], [0, -1]],
    ["west", [0.2, 2], [0, 2], [1, 0]],
  ] as [string, Point2, Point2, Point2][])("a wall luminaire on the %s wall looks into the room", (_, wanted, on, into) => {
    const { position_m, rotation_deg } = mount(luminaire("wall"), wanted, ROOM);
    expect([position_m[0], position_m[1]]).toEqual(on);
    expect(localYInRoom(rotation_deg[0])).toEqual([expect.closeTo(into[0]), expect.closeTo(into[1])]);
  });

  it("keeps the height a person chose when a wall luminaire moves on", () => {
    const before = { position_m: [2, 0, 1.2] as const };
    expect(mount(luminaire("wall"), [0.1, 2], ROOM, before).position_m[2]).toBe(1.2);
  });

  it("stands the camera inside", () => {
    const { eye_m, target_m } = viewOf(ROOM);
    expect(contains(BENT, [eye_m[0], eye_m[1]])).toBe(true);
    expect(contains(BENT, [target_m[0], target_m[1]])).toBe(true);
  });
});

describe("height above the floor", () => {
  const upper: RoomShape = { ...ROOM, name: "upper", elevation_m: 3.1, outline_m: BENT.map(([x, y]) => [x + 10, y]) };

  it.each([
    [[2, 2, 1.8], { floor_m: 0, above_m: 1.8, room_m: 2.7 }],
    [[12, 2, 4.9], { floor_m: 3.1, above_m: 1.8, room_m: 2.7 }],
  ] as [Point3, object][])("of a lamp at %s is counted from its own room's floor", (place, expected) => {
    expect(aboveFloor([ROOM, upper], place)).toEqual(expected);
  });
});

describe("configuration", () => {
  it("hangs, moves, dims, repeats and removes without touching what was", () => {
    const empty = startIn(ANSWER);
    const pendant = luminaire("pendant");
    const hung = hang(empty, pendant, [2, 2], ANSWER.room);
    if (hung === null) throw new Error("nothing hung");
    expect(hung.placement).toMatchObject({ id: "p1", luminaire: "pendant", hanging_length_m: 0.9, dimming: 1 });
    const moved = move(hung.configuration, "p1", pendant, [3, 1], ANSWER.room);
    const dimmed = change(moved, "p1", { dimming: 0.4 });
    const twice = repeat(dimmed, "p1", pendant, ANSWER.room);
    expect(twice?.configuration.placements).toMatchObject([
      { id: "p1", position_m: [3, 1, 2.7], dimming: 0.4 },
      { id: "p2", position_m: [3.6, 1, 2.7], dimming: 0.4 },
    ]);
    expect(remove(dimmed, "p1").placements).toEqual([]);
    expect(empty.placements).toEqual([]);
    expect(hung.configuration.placements[0]?.position_m).toEqual([2, 2, 2.7]);
  });

  it("leaves what is aimed at its aim wherever it hangs: the service takes no turn beside that", () => {
    const [spot, room] = [luminaire("ceiling"), ANSWER.room];
    const aimed = { id: "s", luminaire: "ceiling", position_m: [1, 1, 2.6] as const, aim_m: [1, 3, 0.8] as const, dimming: 1 };
    const hung = { ...startIn(ANSWER), placements: [aimed] };
    const moved = move(hung, "s", spot, [2, 2], room);
    expect(moved.placements).toEqual([{ ...aimed, position_m: [2, 2, 2.7] }]);
    expect(repeat(moved, "s", spot, room)?.placement).toEqual({ ...aimed, id: "p2", position_m: [2.6, 2, 2.7] });
    expect(remounted(hung, ANSWER, () => spot).placements).toEqual([{ ...aimed, position_m: [1, 1, 2.7] }]);
  });

  it("takes a sample's finishes and views, and its luminaires only where they are wanted", () => {
    const view = { name: "door", eye_m: [1, 1, 1], target_m: [2, 2, 1], fov_deg: 70, size_px: [8, 8] } as const;
    const placements = [{ id: "a", luminaire: "pendant", position_m: [2, 2, 2.7] as const }];
    const sample = { name: "Evening", room: { surfaces: { floor: { reflectance: 0.3 } } }, placements, views: [view] };
    const bare = startFromSample(ANSWER, sample, false);
    expect(bare.room).toEqual({ room_id: "r1", surfaces: { floor: { reflectance: 0.3 } } });
    expect([bare.placements, bare.views]).toEqual([[], [view]]);
    expect(startFromSample(ANSWER, sample, true).placements).toEqual([{ ...placements[0], dimming: 1 }]);
    const furniture = [{ name: "rug", piece: "rug", position_m: [2, 2, 0] as const }];
    const laid = startFromSample(ANSWER, { ...sample, room: { furniture } }, true);
    expect(laid.room).toEqual({ room_id: "r1", furniture });
  });

  it("keeps a sample's scenes true while luminaires come and go", () => {
    const placements = [
      { id: "a", luminaire: "pendant", position_m: [2, 2, 2.7] as const, circuit: "table" },
      { id: "b", luminaire: "floor", position_m: [3, 1, 0] as const, circuit: "reading" },
    ];
    const evening = { hours_per_year: 900, circuits: { table: { dimming: 0.7 }, reading: {} } };
    const sample = { room: {}, placements, scenes: { evening, night: { placements: { b: { dimming: 0.1 } } } } };
    const lit = startFromSample(ANSWER, sample, true);
    expect(startFromSample(ANSWER, sample, false)).not.toHaveProperty("scenes");
    const dimmed = change(lit, "a", { dimming: 0.5 });
    const shares = (one: Configuration, scene: string | null) => one.placements.map((placed) => burning(one, scene, placed));
    expect(shares(dimmed, "evening")).toEqual([0.35, 1]);
    expect(shares(dimmed, "night")).toEqual([0, 0.1]);
    expect(shares(dimmed, null)).toEqual([0.5, 1]);

    const more = hang(dimmed, luminaire("ceiling"), [1, 1], ANSWER.room);
    const twice = more && repeat(more.configuration, "b", luminaire("floor"), ANSWER.room);
    expect(twice && shares(twice.configuration, "night")).toEqual([0, 0.1, 1, 0.1]);
    expect(twice && shares(twice.configuration, "evening")).toEqual([0.35, 1, 1, 1]);

    const without = remove(lit, "b");
    expect(without.scenes).toEqual({
      evening: { hours_per_year: 900, circuits: { table: { dimming: 0.7 } }, placements: {} },
      night: { circuits: {}, placements: {} },
    });
    expect(lit.scenes).toEqual(sample.scenes);
  });

  it("finds the problems of one placement and not those of its neighbours", () => {
    const problem = (where: string) => ({ code: "X", severity: "error" as const, where, message: "", hint: "" });
    const placement = { luminaire: "a", position_m: [0, 0, 0] as const, dimming: 1 };
    const placements = Array.from({ length: 12 }, (_, i) => ({ ...placement, id: `p${i}` }));
    const problems = [problem("placements[1].dimming"), problem("placements[10]"), problem("placements[1]")];
    const own = problemsAt(problems, { ...startIn(ANSWER), placements }, "p1");
    expect(own.map(({ where }) => where)).toEqual(["placements[1].dimming", "placements[1]"]);
  });
});

describe("words", () => {
  it("names what the service names, and leaves other names as they are", () => {
    expect(wordFor("zh", "furniture", "dining table")).toBe("餐桌");
    expect(wordFor("en", "furniture", "stool chair")).toBe("stool");
    expect(wordFor("zh", "furniture", "grandma's chest")).toBe("grandma's chest");
  });
});

describe("formatting", () => {
  it("gives no sign to what is rounded to zero", () => {
    expect([-0.004, -0.006, 1234.5].map((value) => number("en", value, 2))).toEqual(["0.00", "-0.01", "1,234.50"]);
  });

  it("says lux without digits that nobody can see, and the error briefly", () => {
    expect([92.28, 1234.5, 9.97, 3.14159].map((value) => lux("en", value))).toEqual(["92", "1,235", "10", "3.1"]);
    expect([0.0412, 0.43, 12, 0.0001, 0].map((value) => standardError("en", value))).toEqual(["0.04", "0.4", "12", "0.0001", "0"]);
  });

  it("counts the seconds a person waited", () => {
    expect(secondsBetween("2026-01-01T10:00:00Z", "2026-01-01T10:00:16.4Z")).toBeCloseTo(16.4);
    expect(secondsBetween("2026-01-01T10:00:00Z", null)).toBe(0);
  });

  it("writes money as people of the language do", () => {
    expect(money("en", { amount: "1290.5", currency: "EUR" })).toBe("€1,290.50");
  });
});

describe("an order", () => {
  const part = (name: string, request: string, said: Partial<OrderPart> = {}): OrderPart => ({
    part: name,
    store_id: name,
    request,
    fulfilment: "waiting",
    store_reference: null,
    replaces: null,
    given_up: "",
    ...said,
  });
  const settled = (...parts: OrderPart[]): boolean => isSettled({ parts } as Order);
  const reserved = { fulfilment: "reserved" };

  it("is followed while another store may be asked", () => {
    expect(settled(part("A", "rejected"))).toBe(false);
    expect(settled(part("A", "rejected"), part("B", "sent", { replaces: "A" }))).toBe(false);
    expect(settled(part("A", "accepted", reserved), part("B", "rejected"))).toBe(false);
  });

  it("can be cancelled until it leaves the store", () => {
    const cancellable = (state: string, one: OrderPart) => canCancel({ parts: [one], summary: { state } } as Order);
    expect(cancellable("reserved", part("A", "accepted", reserved))).toBe(true);
    expect(cancellable("on_its_way", part("A", "accepted", { fulfilment: "out_for_delivery" }))).toBe(false);
    expect(cancellable("asking_another_store", part("A", "rejected"))).toBe(true);
    expect(cancellable("rejected", part("A", "rejected"))).toBe(false);
    expect(cancellable("being_cancelled", part("A", "cancel_requested", reserved))).toBe(false);
  });

  it("is settled once every part is put aside, cancelled or given up", () => {
    expect(settled(part("A", "rejected"), part("B", "accepted", { replaces: "A", ...reserved }))).toBe(true);
    expect(settled(part("A", "rejected", { given_up: "nobody has it" }))).toBe(true);
    expect(settled(part("A", "accepted", reserved), part("B", "cancelled"))).toBe(true);
  });
});
