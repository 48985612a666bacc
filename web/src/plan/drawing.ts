/** What of the plan does not move: floor, walls, openings, furniture, lengths, and lux on a plane. */

import { nothing, svg, type SVGTemplateResult } from "lit";

import { fromBelow } from "../core/furniture";
import { bounds, contains, cornerAfter, footprint, signedArea, type Bounds } from "../core/geometry";
import { number } from "../core/formatting";
import { wallsNamed } from "../core/places";
import type { Furniture, Language, Opening, PlaneMeasures, Point2, RoomDocument, RoomShape } from "../core/types";
import { wordFor } from "../texts";
import { path, type Frame } from "./frame";
import { drawRoomNames } from "./room_names";

const WALL_PX = 7;
const HANGS_M = 1.2; // what begins higher hangs over what stands

export function drawRoom(room: RoomDocument, frame: Frame, language: Language): SVGTemplateResult {
  return svg`
    ${drawFloors(room, frame)} ${drawRaster(room, frame)}
    ${room.rooms.map((shape) => drawFurniture(fromBelow(shape.furniture ?? []), frame, language))} ${drawGaps(room, frame)}
    ${room.rooms.map((shape) => drawLengths(shape, room.rooms, frame, language))}
    ${drawRoomNames(room, frame, language)}`;
}

/** The rooms without what stands in them. */
export const drawShell = (room: RoomDocument, frame: Frame): SVGTemplateResult =>
  svg`${drawFloors(room, frame)} ${drawGaps(room, frame)}`;

function drawFloors(room: RoomDocument, frame: Frame): SVGTemplateResult[] {
  return room.rooms.map(
    (shape) => svg`
      ${rings(shape).map(
        (ring) => svg`<polygon class="wall" points=${path(ring.map(frame.toPixel))} stroke-width=${2 * WALL_PX} />`,
      )}
      <path class="floor" fill-rule="evenodd" d=${floor(shape, frame)} />`,
  );
}

/** Where walls let light pass. */
function drawGaps(room: RoomDocument, frame: Frame): SVGTemplateResult {
  return svg`
    ${room.rooms.map((shape) => shape.open_walls?.map((wall) => drawOpenWall(shape, wall, frame)))}
    ${room.rooms.map((shape) => shape.openings.map((opening) => drawOpening(opening, shape, frame)))}`;
}

/** Walls that a person is shown, such as those that a repair is about. */
export function drawPointed(names: readonly string[], room: RoomDocument, frame: Frame): SVGTemplateResult[] {
  return wallsNamed(names, room.rooms).map(({ shape, wall }) => {
    const line = wallLine(shape, wall, frame);
    const corners = [at(line, 0, -3), at(line, line.length, -3), at(line, line.length, WALL_PX + 3), at(line, 0, WALL_PX + 3)];
    return svg`<polygon class="pointed" data-wall=${`${shape.name}/wall:${wall}`} points=${path(corners)} />`;
  });
}

/** Dots at every half metre, so that distances can be judged by eye. */
function drawRaster(room: RoomDocument, frame: Frame): SVGTemplateResult {
  const step = 0.5 * frame.perMetre;
  const [x, y] = frame.toPixel([0, 0]);
  return svg`
    <defs>
      <pattern id="raster" width=${step} height=${step} x=${x} y=${y} patternUnits="userSpaceOnUse">
        <circle class="dot" cx="1" cy="1" r="1" />
      </pattern>
    </defs>
    ${room.rooms.map(
      (shape) => svg`<path fill="url(#raster)" fill-rule="evenodd" d=${floor(shape, frame)} />`,
    )}`;
}

/** The outline, and the columns and rooms that stand within it. */
function rings({ outline_m, holes_m = [] }: RoomShape): Point2[][] {
  return [outline_m, ...holes_m];
}

function floor(shape: RoomShape, frame: Frame): string {
  return rings(shape)
    .map((ring) => `M${path(ring.map(frame.toPixel))}Z`)
    .join("");
}

/** Each piece over those below it, with its name where nothing lies on it. */
function drawFurniture(pieces: readonly Furniture[], frame: Frame, language: Language): SVGTemplateResult[] {
  const outlines = pieces.map(({ position_m: [x, y], box_m, rotation_deg }) => {
    const [width, depth] = box_m ?? [0.5, 0.5];
    return footprint([x, y], [width, depth], rotation_deg).map(frame.toPixel);
  });
  const boxes = outlines.map(bounds);
  const hangs = ({ position_m }: Furniture) => position_m[2] > HANGS_M;
  return pieces.map((piece, i) => {
    const name = wordFor(language, "furniture", piece.name);
    const over = boxes.filter((_, k) => k > i && !hangs(pieces[k] ?? piece));
    return svg`
      <polygon class="furniture ${piece.box_m === null ? "unknown" : ""} ${hangs(piece) ? "high" : ""}" points=${path(outlines[i] ?? [])}>
        <title>${name}</title>
      </polygon>
      ${drawName(name, boxes[i], over)}`;
  });
}

/** Where a name is tried, as shares of a piece's width and depth: in its middle, and half-way to its sides. */
const NAMED_AT: readonly Point2[] = [[0.5, 0.5], [0.25, 0.5], [0.75, 0.5], [0.5, 0.25], [0.5, 0.75]];

function drawName(name: string, box: Bounds | undefined, over: readonly Bounds[]): SVGTemplateResult | typeof nothing {
  const width = [...name].reduce((sum, letter) => sum + (letter > "\u2e80" ? 11.5 : 6.2), 0);
  if (box === undefined || box.width < width || box.height < 16) return nothing;
  const room = { left: box.left + width / 2, right: box.left + box.width - width / 2 };
  const places = NAMED_AT.map(([across, up]): Point2 => [
    Math.min(Math.max(box.left + across * box.width, room.left), room.right),
    Math.min(Math.max(box.bottom + up * box.height, box.bottom + 8), box.bottom + box.height - 8),
  ]);
  const clear = places.find(([x, y]) =>
    over.every(
      (other) =>
        x + width / 2 < other.left || x - width / 2 > other.left + other.width || y + 7 < other.bottom || y - 7 > other.bottom + other.height,
    ),
  );
  return clear === undefined ? nothing : svg`<text class="name" x=${clear[0]} y=${clear[1] + 4}>${name}</text>`;
}

interface WallLine {
  from: Point2;
  /** Unit vectors along the wall and out of the room, in pixels. */
  along: Point2;
  outward: Point2;
  length: number;
}

function wallLine(shape: RoomShape, wall: number, frame: Frame): WallLine {
  const from = frame.toPixel(shape.outline_m[wall] ?? [0, 0]);
  const to = frame.toPixel(cornerAfter(shape.outline_m, wall));
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const along: Point2 = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const turn = signedArea(shape.outline_m) >= 0 ? 1 : -1;
  return { from, along, outward: [-along[1] * turn, along[0] * turn], length };
}

const at = (line: WallLine, along: number, outward: number): Point2 => [
  line.from[0] + line.along[0] * along + line.outward[0] * outward,
  line.from[1] + line.along[1] * along + line.outward[1] * outward,
];

/** A wall-less edge of an open plan. */
function drawOpenWall(shape: RoomShape, wall: number, frame: Frame): SVGTemplateResult {
  const line = wallLine(shape, wall, frame);
  const corners = [at(line, 0, -0.5), at(line, line.length, -0.5), at(line, line.length, WALL_PX + 0.5), at(line, 0, WALL_PX + 0.5)];
  return svg`<polygon class="gap" points=${path(corners)} />`;
}

/** A skylight as a dashed outline, a stairwell with the diagonal cross of a hole in the floor. */
function drawLying({ kind, outline_m = [] }: Opening, frame: Frame): SVGTemplateResult | typeof nothing {
  const [a, b, c, d] = outline_m.map(frame.toPixel);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return nothing;
  return svg`
    <g class="opening ${kind}">
      <polygon points=${path([a, b, c, d])} />
      ${kind === "stairwell" ? svg`<polyline points=${path([a, c])} /><polyline points=${path([b, d])} />` : nothing}
    </g>`;
}

function drawOpening(opening: Opening, shape: RoomShape, frame: Frame): SVGTemplateResult | typeof nothing {
  if (opening.outline_m !== undefined) return drawLying(opening, frame);
  if (opening.wall === null || opening.wall < 0 || typeof opening.offset_m !== "number") return nothing;
  const line = wallLine(shape, opening.wall, frame);
  const start = opening.offset_m * frame.perMetre;
  const end = start + opening.width_m * frame.perMetre;
  const gap = path([at(line, start, -0.5), at(line, end, -0.5), at(line, end, WALL_PX + 0.5), at(line, start, WALL_PX + 0.5)]);
  const glass = path([at(line, start, WALL_PX / 2), at(line, end, WALL_PX / 2)]);
  const [hinge, swung, closed] = [at(line, start, 0), at(line, start, start - end), at(line, end, 0)];
  const radius = end - start;
  const sweep = signedArea(shape.outline_m) >= 0 ? 1 : 0;
  const leaf = `M${hinge.join(" ")}L${swung.join(" ")}A${radius} ${radius} 0 0 ${sweep} ${closed.join(" ")}`;
  return svg`
    <g class="opening ${opening.kind}">
      <polygon class="gap" points=${gap} />
      ${opening.kind === "window" ? svg`<polyline class="glass" points=${glass} />` : nothing}
      ${opening.kind === "door" ? svg`<path class="leaf" d=${leaf} />` : nothing}
    </g>`;
}

/** The length of every wall that has room for it, outside the room and all others. */
function drawLengths(shape: RoomShape, all: readonly RoomShape[], frame: Frame, language: Language): SVGTemplateResult[] {
  return shape.outline_m.flatMap((_, wall) => {
    const line = wallLine(shape, wall, frame);
    if (line.length < 46) return [];
    const [x, y] = at(line, line.length / 2, WALL_PX + 13);
    if (all.some((other) => other !== shape && contains(other.outline_m, frame.toMetre([x, y])))) return [];
    let turn = (Math.atan2(line.along[1], line.along[0]) * 180) / Math.PI;
    if (turn > 90.1) turn -= 180;
    if (turn <= -89.9) turn += 180;
    const length = number(language, line.length / frame.perMetre, 2);
    return [svg`<text class="length" transform="translate(${x} ${y}) rotate(${turn})" dy="4">${length} m</text>`];
  });
}

/** One coloured square per point of a plane; numbers where they have room. */
export function drawLux(plane: PlaneMeasures, frame: Frame, language: Language): SVGTemplateResult {
  const known = plane.points_m.flatMap((point, i) => {
    const lux = plane.illuminance_lx[i];
    return typeof lux === "number" ? [{ point, lux }] : [];
  });
  const most = Math.max(...known.map(({ lux }) => lux), 1);
  const columns = ranks(plane.points_m.map((point) => point[0]));
  const rows = ranks(plane.points_m.map((point) => point[1]));
  const [width, height] = [columns.step * frame.perMetre, rows.step * frame.perMetre];
  const isNamed = (x: number, y: number) => falls(columns.of.get(x), 34 / width) && falls(rows.of.get(y), 26 / height);
  return svg`<g class="lux" aria-hidden="true">
    ${known.map(({ point, lux }) => {
      const [x, y] = frame.toPixel([point[0], point[1]]);
      const strength = (0.08 + 0.72 * Math.sqrt(lux / most)).toFixed(3);
      return svg`
        <rect x=${x - width / 2} y=${y - height / 2} width=${width} height=${height} fill-opacity=${strength} />
        ${isNamed(point[0], point[1]) ? svg`<text x=${x} y=${y + 4}>${number(language, lux)}</text>` : nothing}`;
    })}
  </g>`;
}

/** The rank of each different value, and the smallest step between two of them. */
function ranks(values: readonly number[]): { of: Map<number, number>; step: number } {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const steps = sorted.slice(1).map((value, i) => value - (sorted[i] ?? value));
  return { of: new Map(sorted.map((value, i) => [value, i])), step: steps.length > 0 ? Math.min(...steps) : 0.25 };
}

/** True for the middle one of every `stride` ranks, rounded up. */
function falls(rank: number | undefined, stride: number): boolean {
  const every = Math.max(Math.ceil(stride), 1);
  return (rank ?? 0) % every === Math.floor(every / 2);
}
