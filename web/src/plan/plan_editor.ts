/** The plan on which luminaires are hung, moved and taken away, by pointer and by keyboard. */

import { LitElement, nothing, svg, html, type PropertyValues, type TemplateResult, type SVGTemplateResult } from "lit";

import { keyOf } from "../core/choices";
import { number } from "../core/formatting";
import { mount, planCorner, roomAt, toRaster } from "../core/mounting";
import type { Luminaire, Placement, Point2 } from "../core/types";
import type { Job } from "../ui/job";
import { drawLux, drawPointed, drawRoom } from "./drawing";
import { frameOf, type Frame } from "./frame";
import { mountingSign } from "./symbols";

const STEP_M = 0.05;
const LARGE_STEP_M = 0.5;
const ARROWS: Record<string, Point2> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** What can be dragged: a placement, or an end of the camera. */
type Handle = { kind: "placement"; id: string } | { kind: "eye_m" | "target_m" };

export class PlanEditor extends LitElement {
  static override properties = {
    job: { attribute: false },
    revision: { attribute: false },
    width: { state: true },
  };
  declare job: Job;
  declare revision: number;
  declare width: number;

  private dragged: { handle: Handle; grip: Point2; moved: boolean } | null = null;
  private observer: ResizeObserver | null = null;
  private wasHolding = false;
  /** What was hung by keyboard gets the focus once it is drawn. */
  private focusHung = false;
  /** The browser sends a click to the drawing after each gesture with a handle; that click means nothing. */
  private ignoreClick = false;

  constructor() {
    super();
    this.width = 600;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) this.width = Math.max(Math.round(entry.contentRect.width), 240);
    });
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
  }

  protected override updated(_: PropertyValues): void {
    // Whoever takes a luminaire in hand goes on with the plan, also without a pointer.
    const holding = this.job.holding !== null;
    if (holding && !this.wasHolding) {
      this.drawing?.focus({ preventScroll: true });
      this.drawing?.scrollIntoView({ block: "nearest" });
    }
    this.wasHolding = holding;
    const hung = this.querySelector<SVGElement>(".luminaire.selected");
    if (this.focusHung && hung !== null) {
      this.focusHung = false;
      hung.focus();
    }
  }

  private get drawing(): SVGSVGElement | null {
    return this.querySelector("svg");
  }

  private get frame(): Frame {
    const corners = this.job.shown?.rooms.flatMap((shape) => shape.outline_m) ?? [];
    return frameOf(corners, this.width, Math.min(Math.max(this.width * 0.85, 300), 560), 34);
  }

  private pointed(event: MouseEvent): Point2 {
    const box = this.drawing?.getBoundingClientRect();
    if (box === undefined) return [0, 0];
    const scale = this.frame.width / box.width;
    return this.frame.toMetre([(event.clientX - box.left) * scale, (event.clientY - box.top) * scale]);
  }

  // --- pointer ----------------------------------------------------------------------------------

  private onPointerDown(): void {
    this.ignoreClick = false;
  }

  private grab(event: PointerEvent, handle: Handle): void {
    if (this.job.holding !== null || event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    (event.currentTarget as SVGElement).focus({ preventScroll: true });
    this.drawing?.setPointerCapture(event.pointerId);
    this.ignoreClick = true;
    const at = this.pointed(event);
    const [x, y] = this.positionOf(handle);
    this.dragged = { handle, grip: [x - at[0], y - at[1]], moved: false };
    if (handle.kind === "placement") this.job.select(handle.id);
  }

  private onPointerMove(event: PointerEvent): void {
    const at = this.pointed(event);
    if (this.job.holding !== null) {
      this.job.moveHeld(toRaster(at, STEP_M));
      return;
    }
    if (this.dragged === null) return;
    const { handle, grip, moved } = this.dragged;
    this.moveTo(handle, toRaster([at[0] + grip[0], at[1] + grip[1]], STEP_M), !moved);
    this.dragged.moved = true;
  }

  private onPointerUp(): void {
    this.dragged = null;
  }

  private onClick(event: MouseEvent): void {
    const ignored = this.ignoreClick;
    this.ignoreClick = false;
    if (ignored) return;
    if (this.job.holding !== null) this.job.hangHeld(this.pointed(event));
    else if ((event.target as Element).closest(".handle") === null) this.job.select(null);
  }

  private positionOf(handle: Handle): Point2 {
    if (handle.kind === "placement") {
      const [x, y] = this.job.placement(handle.id)?.position_m ?? [0, 0, 0];
      return [x, y];
    }
    const [x, y] = this.job.configuration?.views[0]?.[handle.kind] ?? [0, 0, 0];
    return [x, y];
  }

  private moveTo(handle: Handle, to: Point2, first: boolean): void {
    if (handle.kind === "placement") this.job.move(handle.id, to, first);
    else this.job.aim(handle.kind, to, first);
  }

  // --- keyboard ---------------------------------------------------------------------------------

  private step(event: KeyboardEvent): Point2 | null {
    const arrow = ARROWS[event.key];
    if (arrow === undefined) return null;
    event.preventDefault();
    const size = event.shiftKey ? LARGE_STEP_M : STEP_M;
    return [arrow[0] * size, arrow[1] * size];
  }

  private onKeyHeld(event: KeyboardEvent): void {
    const { holding, holdingAt } = this.job;
    if (holding === null || holdingAt === null) return;
    const by = this.step(event);
    if (by !== null) {
      this.job.moveHeld([holdingAt[0] + by[0], holdingAt[1] + by[1]]);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.job.hangHeld(holdingAt);
      this.focusHung = true;
    } else if (event.key === "Escape") {
      this.job.hold(null);
    }
  }

  private onKey(event: KeyboardEvent, handle: Handle): void {
    if (this.job.holding !== null) return;
    const by = this.step(event);
    const [x, y] = this.positionOf(handle);
    if (by !== null) this.moveTo(handle, [x + by[0], y + by[1]], true);
    if (handle.kind !== "placement") return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.job.remove(handle.id);
      this.drawing?.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.job.select(handle.id);
    }
  }

  // --- drawing ----------------------------------------------------------------------------------

  private drawPlacement(placement: Placement, i: number, frame: Frame): SVGTemplateResult {
    const { job } = this;
    const luminaire = job.luminaireOf(placement);
    const [x, y] = placement.position_m;
    const percent = job.percentOf(placement);
    const [left, bottom] = planCorner(job.shown?.rooms ?? []);
    const label = job.text("plan.luminaire", {
      number: i + 1,
      name: luminaire?.name[job.language] ?? keyOf(placement.luminaire),
      x: number(job.language, x - left, 2),
      y: number(job.language, y - bottom, 2),
      dimming: percent,
    });
    const handle: Handle = { kind: "placement", id: placement.id };
    const selected = job.selected === placement.id;
    const bad = (job.troubles.light?.problems ?? job.troubles.quote?.problems ?? []).some(({ where }) =>
      where.startsWith(`placements[${i}]`),
    );
    const [px, py] = frame.toPixel([x, y]);
    return svg`
      <g class="handle luminaire ${selected ? "selected" : ""} ${bad ? "bad" : ""} ${percent === 0 ? "off" : ""}" data-placement=${placement.id}
         transform="translate(${px} ${py})" tabindex="0" role="button" aria-pressed=${selected} aria-label=${label}
         @pointerdown=${(event: PointerEvent) => this.grab(event, handle)}
         @keydown=${(event: KeyboardEvent) => this.onKey(event, handle)}
         @focus=${() => job.selected !== placement.id && this.dragged === null && job.select(placement.id)}>
        <title>${label}</title>
        ${this.drawSign(luminaire, placement.rotation_deg?.[0] ?? 0)}
        <text class="mark" x="15" y="-10">${i + 1}</text>
      </g>`;
  }

  private drawSign(luminaire: Luminaire | undefined, turned_deg: number): SVGTemplateResult {
    return svg`
      <circle class="reach" r="20" />
      <g class="sign" transform="rotate(${-turned_deg})">${mountingSign(luminaire?.mounting ?? "any")}</g>`;
  }

  /** What is in hand, drawn where it would be mounted. */
  private drawHeld(frame: Frame): SVGTemplateResult | typeof nothing {
    const { holding, holdingAt, shown } = this.job;
    const luminaire = this.job.articles.find(holding);
    const shape = holdingAt === null ? undefined : roomAt(shown?.rooms ?? [], holdingAt);
    if (luminaire === undefined || holdingAt === null || shape === undefined) return nothing;
    const mounted = mount(luminaire, holdingAt, shape);
    const [x, y] = frame.toPixel([mounted.position_m[0], mounted.position_m[1]]);
    return svg`<g class="luminaire held" transform="translate(${x} ${y})">
      ${this.drawSign(luminaire, mounted.rotation_deg[0])}
    </g>`;
  }

  private drawCamera(frame: Frame): SVGTemplateResult | typeof nothing {
    const view = this.job.configuration?.views[0];
    if (view === undefined) return nothing;
    const eye = frame.toPixel([view.eye_m[0], view.eye_m[1]]);
    const target = frame.toPixel([view.target_m[0], view.target_m[1]]);
    const towards = Math.atan2(target[1] - eye[1], target[0] - eye[0]);
    const half = (view.fov_deg * Math.PI) / 360;
    const edge = (turn: number) =>
      [eye[0] + 54 * Math.cos(towards + turn), eye[1] + 54 * Math.sin(towards + turn)].join(" ");
    return svg`
      <g class="camera">
        <path class="cone" d="M${eye.join(" ")}L${edge(-half)}A54 54 0 0 1 ${edge(half)}Z" />
        <line x1=${eye[0]} y1=${eye[1]} x2=${target[0]} y2=${target[1]} />
        ${this.drawEnd("target_m", target, svg`<circle r="5" /><path d="M-9 0H9M0 -9V9" />`, this.job.text("plan.target"))}
        ${this.drawEnd(
          "eye_m",
          eye,
          svg`<g transform="rotate(${(towards * 180) / Math.PI})"><rect x="-9" y="-6" width="13" height="12" rx="2" /><path d="M4 -3L10 -6V6L4 3Z" /></g>`,
          this.job.text("plan.camera"),
        )}
      </g>`;
  }

  private drawEnd(kind: "eye_m" | "target_m", [x, y]: Point2, sign: SVGTemplateResult, label: string): SVGTemplateResult {
    return svg`
      <g class="handle end" transform="translate(${x} ${y})" tabindex="0" role="button" aria-label=${label} data-camera=${kind}
         @pointerdown=${(event: PointerEvent) => this.grab(event, { kind })}
         @keydown=${(event: KeyboardEvent) => this.onKey(event, { kind })}>
        <title>${label}</title><circle class="reach" r="16" />${sign}
      </g>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { job } = this;
    const { shown } = job;
    if (shown === null || job.configuration === null) return nothing;
    const frame = this.frame;
    const plane = job.light.luxInPlan ? job.light.measures?.planes[0] : undefined;
    return html`
      <svg class="plan ${job.holding === null ? "" : "holding"} ${plane === undefined ? "" : "with-lux"}" viewBox="0 0 ${frame.width} ${frame.height}"
           width=${frame.width} height=${frame.height} tabindex="0" role="group" aria-label=${job.text("plan.label")}
           @pointerdown=${this.onPointerDown} @pointermove=${this.onPointerMove} @pointerup=${this.onPointerUp} @pointercancel=${this.onPointerUp}
           @click=${this.onClick} @keydown=${this.onKeyHeld}>
        ${drawRoom(shown, frame, job.language)} ${drawPointed(job.pointed, shown, frame)}
        ${plane === undefined ? nothing : drawLux(plane, frame, job.language)}
        ${this.drawCamera(frame)}
        ${job.configuration.placements.map((one, i) => this.drawPlacement(one, i, frame))}
        ${this.drawHeld(frame)}
      </svg>`;
  }
}

customElements.define("lampyris-plan", PlanEditor);
