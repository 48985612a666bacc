/** Light on movable things from a grid of probes, the same as render/light_maps/probes.py. */

import type { LightLayer } from "./layer";

export type Vector = readonly [number, number, number];

export interface ProbeGrid {
  /** The first probe and the distance of probes along x, y and z [m]. */
  readonly low_m: Vector;
  readonly step_m: Vector;
  /** Probes along x, y and z; numbered along x first, then y, then z. */
  readonly counts: Vector;
}

const FIRST = Math.sqrt(3 / (4 * Math.PI));
const SECOND = Math.sqrt(15 / (4 * Math.PI));

/** The nine functions towards a unit vector. */
export function basis([x, y, z]: Vector): number[] {
  return [
    Math.sqrt(1 / (4 * Math.PI)),
    FIRST * y,
    FIRST * z,
    FIRST * x,
    SECOND * x * y,
    SECOND * y * z,
    Math.sqrt(5 / (16 * Math.PI)) * (3 * z * z - 1),
    SECOND * x * z,
    (SECOND / 2) * (x * x - y * y),
  ];
}

/**
 * Light on a small surface at a place that looks along a unit vector, channel by channel [lx]. The layer is an
 * image with a probe a column; its rows run through the channels of the first coefficient, then of the second.
 */
export function probeLightLx(grid: ProbeGrid, layer: LightLayer, place: Vector, normal: Vector): number[] {
  const channels = layer.height / 9;
  const functions = basis(normal);
  const at = grid.counts.map((count, k) =>
    Math.min(Math.max((place[k]! - grid.low_m[k]!) / grid.step_m[k]!, 0), count - 1),
  );
  const corner = at.map((value, k) => Math.min(Math.floor(value), grid.counts[k]! - 2));
  const light = new Array<number>(channels).fill(0);
  for (let offset = 0; offset < 8; offset++) {
    const bits = [offset & 1, (offset >> 1) & 1, offset >> 2];
    const weight = bits.reduce((w, bit, k) => w * (bit === 1 ? at[k]! - corner[k]! : 1 - at[k]! + corner[k]!), 1);
    const [x, y, z] = bits.map((bit, k) => corner[k]! + bit) as [number, number, number];
    const probe = x + grid.counts[0] * (y + grid.counts[1] * z);
    functions.forEach((value, i) => {
      for (let c = 0; c < channels; c++) {
        light[c] = light[c]! + weight * value * layer.values[(i * channels + c) * layer.width + probe]!;
      }
    });
  }
  return light.map((value) => Math.max(value, 0));
}
