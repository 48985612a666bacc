/** The names and areas of several rooms in their plan, where they fit and cover as little as may be. */

import { nothing, svg, type SVGTemplateResult } from "lit";

import { number } from "../core/formatting";
import { bounds, contains, footprint, type Bounds } from "../core/geometry";
import type { Language, Point2, RoomDocument, RoomShape } from "../core/types";
import type { Frame } from "./frame";

const LINE_PX = 14;
const STEP_PX = 8;
const MOST_STEPS = 10;

interface Label {
  lines: string[];
  at: Bounds;
  /** The area that it covers of what is drawn already, in square pixels. */
  covers: number;
}

const letters = (line: string): number => [...line].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12.5 : 6.9), 0);

export function drawRoomNames(room: RoomDocument, frame: Frame, language: Language): SVGTemplateResult | typeof nothing {
  if (room.rooms.length < 2) return nothing;
  const furniture = room.rooms.flatMap((shape) =>
    (shape.furniture ?? []).map(({ position_m: [x, y], box_m, rotation_deg }) =>
      bounds(footprint([x, y], [box_m?.[0] ?? 0.5, box_m?.[1] ?? 0.5], rotation_deg).map(frame.toPixel)),
    ),
  );
  return svg`<g class="rooms">${room.rooms.map((shape) => {
    const label = labelOf(shape, furniture, frame, language);
    return label === null ? nothing : draw(label, shape.name);
  })}</g>`;
}

function draw({ lines, at }: Label, name: string): SVGTemplateResult {
  const x = at.left + at.width / 2;
  return svg`<text class="room-name" data-room=${name}>${lines.map(
    (line, i) =>
      svg`<tspan class=${line.endsWith(" m²") ? "area" : ""} x=${x} y=${at.bottom + LINE_PX * (i + 0.8)}>${line}</tspan>`,
  )}</text>`;
}

/** With its area and without, in one line and in two: the first way that covers nothing, else the one that covers least. */
function labelOf(shape: RoomShape, drawn: readonly Bounds[], frame: Frame, language: Language): Label | null {
  const name = shape.name.trim();
  if (name === "") return null;
  const area = `${number(language, shape.floor_area_m2, 1)} m²`;
  let best: Label | null = null;
  for (const lines of [[name, area], [...halves(name), area], [name], halves(name)]) {
    const label = place(lines, shape, drawn, frame);
    if (label !== null && (best === null || label.covers < best.covers)) best = label;
    if (best?.covers === 0) break;
  }
  return best;
}

/** A name in two lines that are as equally long as its words allow. */
function halves(name: string): string[] {
  const words = name.split(/\s+/);
  const split = (i: number) => [words.slice(0, i).join(" "), words.slice(i).join(" ")];
  const longest = (lines: string[]) => Math.max(...lines.map((line) => line.length));
  const ways = words.slice(1).map((_, i) => split(i + 1));
  return ways.sort((a, b) => longest(a) - longest(b))[0] ?? [name];
}

/** Within the room, where it covers least and is nearest to the middle. */
function place(lines: string[], shape: RoomShape, drawn: readonly Bounds[], frame: Frame): Label | null {
  const width = Math.max(...lines.map(letters));
  const height = LINE_PX * lines.length;
  const outline = shape.outline_m.map(frame.toPixel);
  const holes = (shape.holes_m ?? []).map((hole) => hole.map(frame.toPixel));
  const box = bounds(outline);
  const free: Point2 = [box.width - width - 4, box.height - height - 4];
  if (free[0] < 0 || free[1] < 0) return null;
  const own = drawn.filter((other) => overlap(box, other) > 0);
  let best: { label: Label; off: number } | null = null;
  for (const left of steps(box.left + 2, free[0])) {
    for (const bottom of steps(box.bottom + 2, free[1])) {
      const at = { left, bottom, width, height };
      const around = edgeOf(at);
      if (!around.every((point) => contains(outline, point))) continue;
      if (holes.some((hole) => hole.some((point) => within(at, point)) || around.some((point) => contains(hole, point)))) continue;
      const covers = own.reduce((sum, other) => sum + overlap(at, other), 0);
      const off = Math.hypot(left - box.left - free[0] / 2, bottom - box.bottom - free[1] / 2);
      if (best === null || covers < best.label.covers || (covers === best.label.covers && off < best.off)) best = { label: { lines, at, covers }, off };
    }
  }
  return best?.label ?? null;
}

function steps(from: number, length: number): number[] {
  const count = Math.min(Math.max(Math.ceil(length / STEP_PX), 2), MOST_STEPS);
  return Array.from({ length: count + 1 }, (_, i) => from + (length * i) / count);
}

const edgeOf = ({ left, bottom, width, height }: Bounds): Point2[] =>
  [0, 0.25, 0.5, 0.75, 1].flatMap((share): Point2[] => [[left + share * width, bottom], [left + share * width, bottom + height]]);

const within = (box: Bounds, [x, y]: Point2): boolean =>
  x > box.left && x < box.left + box.width && y > box.bottom && y < box.bottom + box.height;

function overlap(a: Bounds, b: Bounds): number {
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const up = Math.min(a.bottom + a.height, b.bottom + b.height) - Math.max(a.bottom, b.bottom);
  return across > 0 && up > 0 ? across * up : 0;
}
