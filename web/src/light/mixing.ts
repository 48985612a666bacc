/** Mixing: dimming and colour as weights in a sum of layers, the same as render/mixing.py. */

import { type DimToWarm, LUMINANCE_WEIGHTS, type Rgb, dimmedCctK, whiteRgb } from "./colour";
import type { LightLayer } from "./layer";

/** What one luminaire gives: its relative flux, and its colour at full output. */
export interface Burning {
  readonly dimming: number;
  readonly cct_k: number | null;
  readonly duv?: number | null;
  readonly dim_to_warm?: DimToWarm | null;
}

/** Weight of a luminaire's layer: dimming times white. */
export function weightOf(burning: Burning): Rgb {
  let cctK = burning.cct_k;
  if (burning.dim_to_warm && cctK !== null) cctK = dimmedCctK(burning.dim_to_warm, burning.dimming, cctK);
  const white = whiteRgb(cctK, burning.duv ?? null);
  return [burning.dimming * white[0], burning.dimming * white[1], burning.dimming * white[2]];
}

/** The sum of layers in linear R, G, B [lx], three numbers a texel; a layer of one channel counts for all three. */
export function mixed(layers: readonly LightLayer[], weights: readonly Rgb[]): Float32Array {
  const first = layers[0];
  if (first === undefined) return new Float32Array(0);
  if (layers.length !== weights.length) throw new Error(`${layers.length} layers have ${weights.length} weights`);
  const texels = first.width * first.height;
  const sum = new Float32Array(3 * texels);
  layers.forEach((layer, k) => {
    if (layer.width !== first.width || layer.height !== first.height) throw new Error("layers differ in size");
    const [red, green, blue] = weights[k]!;
    if (red === 0 && green === 0 && blue === 0) return;
    const { values, channels } = layer;
    const [second, third] = channels === 1 ? [0, 0] : [1, 2];
    for (let at = 0, from = 0; at < sum.length; at += 3, from += channels) {
      sum[at] = sum[at]! + red * values[from]!;
      sum[at + 1] = sum[at + 1]! + green * values[from + second]!;
      sum[at + 2] = sum[at + 2]! + blue * values[from + third]!;
    }
  });
  return sum;
}

/** Illuminance of every texel of a mix [lx]. */
export function illuminanceLx(mix: Float32Array): Float32Array {
  const [red, green, blue] = LUMINANCE_WEIGHTS;
  const lux = new Float32Array(mix.length / 3);
  for (let k = 0; k < lux.length; k++) lux[k] = red * mix[3 * k]! + green * mix[3 * k + 1]! + blue * mix[3 * k + 2]!;
  return lux;
}
