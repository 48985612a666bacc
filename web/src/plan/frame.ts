/** From the room's metres (y up) to the drawing's pixels (y down), and back. */

import { bounds, type Bounds } from "../core/geometry";
import type { Point2 } from "../core/types";

export interface Frame {
  width: number;
  height: number;
  perMetre: number;
  toPixel: (point: Point2) => Point2;
  toMetre: (pixel: Point2) => Point2;
}

/** The largest drawing of `points` that fits `width` and `tallest` with `margin` pixels around. */
export function frameOf(points: readonly Point2[], width: number, tallest: number, margin: number): Frame {
  const box: Bounds = bounds(points);
  const across = Math.max(box.width, 0.5);
  const up = Math.max(box.height, 0.5);
  const perMetre = Math.max(Math.min((width - 2 * margin) / across, (tallest - 2 * margin) / up), 5);
  const height = up * perMetre + 2 * margin;
  const left = (width - across * perMetre) / 2;
  return {
    width,
    height,
    perMetre,
    toPixel: ([x, y]) => [left + (x - box.left) * perMetre, height - margin - (y - box.bottom) * perMetre],
    toMetre: ([x, y]) => [(x - left) / perMetre + box.left, (height - margin - y) / perMetre + box.bottom],
  };
}

export const path = (points: readonly Point2[]): string =>
  points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
