/** Plane geometry of outlines: anticlockwise corners in metres, as seen from above. */

import type { Point2 } from "./types";

export interface WallPoint {
  wall: number;
  point: Point2;
  /** Unit vector that points into the room. */
  inward: Point2;
  distance_m: number;
}

export interface Bounds {
  left: number;
  bottom: number;
  width: number;
  height: number;
}

/** Positive where the corners run anticlockwise. */
export function signedArea(outline: readonly Point2[]): number {
  let twice = 0;
  outline.forEach(([x, y], i) => {
    const [nextX, nextY] = cornerAfter(outline, i);
    twice += x * nextY - nextX * y;
  });
  return twice / 2;
}

export function cornerAfter(outline: readonly Point2[], i: number): Point2 {
  return outline[(i + 1) % outline.length] ?? [0, 0];
}

/** Even-odd rule; a point on the edge may be either. */
export function contains(outline: readonly Point2[], [x, y]: Point2): boolean {
  let inside = false;
  outline.forEach(([ax, ay], i) => {
    const [bx, by] = cornerAfter(outline, i);
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

/** The point of the outline that is nearest to `wanted`, kept `margin_m` away from the wall's ends. */
export function nearestWallPoint(outline: readonly Point2[], wanted: Point2, margin_m = 0): WallPoint {
  const turn = signedArea(outline) >= 0 ? 1 : -1;
  let best: WallPoint | null = null;
  outline.forEach((from, wall) => {
    const to = cornerAfter(outline, wall);
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.hypot(dx, dy);
    if (length < 1e-9) return;
    const keep = Math.min(margin_m, length / 2);
    const along = ((wanted[0] - from[0]) * dx + (wanted[1] - from[1]) * dy) / length;
    const at = Math.min(Math.max(along, keep), length - keep);
    const point: Point2 = [from[0] + (dx / length) * at, from[1] + (dy / length) * at];
    const distance_m = Math.hypot(wanted[0] - point[0], wanted[1] - point[1]);
    if (best === null || distance_m < best.distance_m) {
      best = { wall, point, inward: [(-dy / length) * turn, (dx / length) * turn], distance_m };
    }
  });
  return best ?? { wall: 0, point: wanted, inward: [0, 1], distance_m: 0 };
}

/** `wanted` where it is inside with `margin_m` to every wall, else the nearest such point. */
export function keepInside(outline: readonly Point2[], wanted: Point2, margin_m: number): Point2 {
  let point = wanted;
  for (let step = 0; step < 8; step += 1) {
    const near = nearestWallPoint(outline, point);
    const inside = contains(outline, point);
    if (inside && near.distance_m >= margin_m - 1e-6) return point;
    point = [near.point[0] + near.inward[0] * margin_m, near.point[1] + near.inward[1] * margin_m];
  }
  return contains(outline, point) ? point : middle(outline);
}

/** The innermost point of a coarse grid: inside also where the outline is bent. */
export function middle(outline: readonly Point2[]): Point2 {
  const box = bounds(outline);
  let best: Point2 = outline[0] ?? [0, 0];
  let farthest = -1;
  for (let i = 1; i < 20; i += 1) {
    for (let j = 1; j < 20; j += 1) {
      const point: Point2 = [box.left + (box.width * i) / 20, box.bottom + (box.height * j) / 20];
      if (!contains(outline, point)) continue;
      const centred = Math.hypot(i - 10, j - 10) * 1e-6;
      const distance = nearestWallPoint(outline, point).distance_m - centred;
      if (distance > farthest) [best, farthest] = [point, distance];
    }
  }
  return best;
}

/** The four corners of a box that stands turned about z, centred on `position`. */
export function footprint([x, y]: Point2, [width, depth]: Point2, rotation_deg: number): Point2[] {
  const turn = (rotation_deg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const corners: Point2[] = [[-width, -depth], [width, -depth], [width, depth], [-width, depth]];
  return corners.map(([u, v]) => [x + (u * cos - v * sin) / 2, y + (u * sin + v * cos) / 2]);
}

export function bounds(points: readonly Point2[]): Bounds {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, bottom] = [Math.min(...xs), Math.min(...ys)];
  return { left, bottom, width: Math.max(...xs) - left, height: Math.max(...ys) - bottom };
}
