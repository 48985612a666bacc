/** Small signs for how a luminaire is mounted, the same in the list and in the plan; about 20 units wide around (0, 0). */

import { svg, type SVGTemplateResult } from "lit";

import type { Mounting } from "../core/types";

const SIGNS: Record<Mounting, SVGTemplateResult> = {
  pendant: svg`<circle r="8" /><path d="M-8 0H8M0 -8V8" /><circle class="core" r="3" />`,
  ceiling: svg`<circle r="8" /><circle class="core" r="5" />`,
  recessed: svg`<rect x="-8" y="-8" width="16" height="16" rx="2" /><circle class="core" r="4" />`,
  wall: svg`<path d="M-9 0A9 9 0 0 1 9 0Z" /><path d="M-11 0H11" /><circle class="core" cy="-4" r="2.5" />`,
  floor: svg`<circle r="8" /><path d="M0 -8L7 4H-7Z" class="core" />`,
  table: svg`<rect x="-8" y="-8" width="16" height="16" rx="8" /><rect class="core" x="-3" y="-3" width="6" height="6" />`,
  any: svg`<circle r="8" stroke-dasharray="3 2" /><circle class="core" r="3" />`,
};

export function mountingSign(mounting: Mounting): SVGTemplateResult {
  return SIGNS[mounting] ?? SIGNS.any;
}
