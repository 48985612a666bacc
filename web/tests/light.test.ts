/** Decoder, whites, mixing and probes beside what Python finds (tests/support/light_vectors.py writes the vectors). */

import { describe, expect, it } from "vitest";

import { whiteRgb } from "../src/light/colour";
import { decodeLayer } from "../src/light/layer";
import { type Burning, illuminanceLx, mixed, weightOf } from "../src/light/mixing";
import { type ProbeGrid, type Vector, basis, probeLightLx } from "../src/light/probes";
import vectors from "./light_vectors.json";

const SAME = 2e-6;

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function expectSame(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, k) => {
    expect(Math.abs(found[k]! - value), `number ${k}: ${found[k]!} for ${value}`).toBeLessThanOrEqual(
      SAME * Math.abs(value) + 1e-9,
    );
  });
}

function fileOf(name: string): Uint8Array<ArrayBuffer> {
  const layer = vectors.layers.find((one) => one.name === name);
  if (layer === undefined) throw new Error(`there is no layer ${name}`);
  return bytesOf(layer.file);
}

describe("light layers", () => {
  it.each(vectors.layers)("reads the layer $name as Python does", async (layer) => {
    const read = await decodeLayer(bytesOf(layer.file));
    expect([read.width, read.height, read.channels]).toEqual([layer.width, layer.height, layer.channels]);
    expectSame(read.values, layer.values);
  });

  it("reads a layer that lies within a larger buffer", async () => {
    const file = fileOf("grey");
    const larger = new Uint8Array(file.length + 7);
    larger.set(file, 5);
    const read = await decodeLayer(larger.subarray(5, 5 + file.length));
    expect(read.values).toEqual((await decodeLayer(file)).values);
  });

  it.each([
    ["an empty file", (): Uint8Array<ArrayBuffer> => new Uint8Array(0)],
    ["a file that ends early", () => fileOf("coloured").slice(0, -20)],
    ["a file that ends in its header", () => fileOf("coloured").slice(0, 20)],
    ["another version", () => fileOf("coloured").with(4, 2)],
    ["two channels", () => fileOf("coloured").with(5, 2)],
    ["another width", () => fileOf("coloured").with(8, 13)],
    ["a smaller width", () => fileOf("coloured").with(8, 2)],
    ["an endless width", () => fileOf("coloured").with(11, 255)],
    ["no steps", () => fileOf("coloured").with(18, 0).with(19, 0)],
    ["other letters", () => fileOf("coloured").with(0, 80)],
  ])("refuses %s", async (_, file) => {
    await expect(decodeLayer(file())).rejects.toThrow();
  });
});

describe("mixing", () => {
  it.each(vectors.whites)("knows the white of $cct_k K and Duv $duv", ({ cct_k, duv, rgb }) => {
    expectSame(whiteRgb(cct_k, duv), rgb);
  });

  it.each(vectors.weights)("weighs what dims to warm, case %#", ({ burning, rgb }) => {
    expectSame(weightOf(burning as unknown as Burning), rgb);
  });

  it("refuses whites that there are not", () => {
    expect(() => whiteRgb(999)).toThrow(RangeError);
    expect(() => whiteRgb(3000, 0.06)).toThrow(RangeError);
    expect(() => whiteRgb(null, 0.01)).toThrow(RangeError);
  });

  it("mixes layers as Python does", async () => {
    const layers = await Promise.all(vectors.mix.layers.map((name) => decodeLayer(fileOf(name))));
    const mix = mixed(layers, vectors.mix.burning.map(weightOf));
    expectSame(mix, vectors.mix.rgb);
    expectSame(illuminanceLx(mix), vectors.mix.illuminance_lx);
  });

  it("refuses layers of different rooms, and weights that do not fit", async () => {
    const [one, other] = await Promise.all(["one", "grey"].map((name) => decodeLayer(fileOf(name))));
    expect(() => mixed([one!, other!], [[1, 1, 1], [1, 1, 1]])).toThrow("size");
    expect(() => mixed([one!], [])).toThrow("weights");
    expect(mixed([], [])).toHaveLength(0);
  });
});

describe("probes", () => {
  it("light a small surface as Python does", async () => {
    const { grid, file, place_m, normal, light_lx } = vectors.probes;
    const layer = await decodeLayer(bytesOf(file));
    const light = probeLightLx(grid as unknown as ProbeGrid, layer, place_m as unknown as Vector, normal as unknown as Vector);
    expectSame(light, light_lx);
  });

  it("have functions whose sum of squares is 9 / (4 pi) everywhere", () => {
    for (const way of [[0, 0, 1], [0.6, 0, 0.8], [-2 / 3, 1 / 3, 2 / 3]] as const) {
      const sum = basis(way).reduce((total, value) => total + value * value, 0);
      expect(sum).toBeCloseTo(9 / (4 * Math.PI), 12);
    }
  });
});
