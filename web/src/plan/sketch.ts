/** A small plan beside a doubt: where its walls are, while the plan itself is out of sight or shows other rooms. */

import { html, nothing, type TemplateResult } from "lit";

import { wallsNamed } from "../core/places";
import type { Language, RoomDocument, RoomShape } from "../core/types";
import { drawPointed, drawShell } from "./drawing";
import { frameOf } from "./frame";
import { drawRoomNames } from "./room_names";

const WIDTH_PX = 380;
const SEEN_PX = 200;

export function showSketch(names: readonly string[], room: RoomDocument, shown: readonly RoomShape[], language: Language): TemplateResult | typeof nothing {
  const found = wallsNamed(names, room.rooms);
  const first = found[0]?.shape;
  if (first === undefined || (isPlanInSight() && wallsNamed(names, shown).length === found.length)) return nothing;
  const rooms = room.rooms.filter(({ storey }) => storey === first.storey);
  const storey = { ...room, rooms: rooms.map((shape) => ({ ...shape, furniture: [] })) };
  const frame = frameOf(rooms.flatMap(({ outline_m }) => outline_m), WIDTH_PX, WIDTH_PX, 14);
  return html`
    <aside class="sketch plan" aria-hidden="true">
      <svg viewBox="0 0 ${frame.width} ${frame.height}" width=${frame.width} height=${frame.height}>
        ${drawShell(storey, frame)} ${drawRoomNames(storey, frame, language)} ${drawPointed(names, storey, frame)}
      </svg>
    </aside>`;
}

/** Whether enough of the plan is on the screen to see a wall in it. */
function isPlanInSight(): boolean {
  const { top, bottom } = document.querySelector("lampyris-plan")?.getBoundingClientRect() ?? { top: Infinity, bottom: Infinity };
  return top < window.innerHeight - SEEN_PX && bottom > SEEN_PX;
}
