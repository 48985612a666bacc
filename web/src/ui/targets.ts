/** What standards ask of the rooms, beside what was worked out. */

import { html, nothing, type TemplateResult } from "lit";

import { lux, number } from "../core/formatting";
import type { Language, TargetMeasure } from "../core/types";
import { text, wordFor, type TextKey } from "../texts";

const STATUS: Record<TargetMeasure["status"], TextKey> = {
  met: "target.met",
  missed: "target.missed",
  unclear: "target.unclear",
  "not measured": "target.notMeasured",
};

const QUANTITY: Record<TargetMeasure["quantity"], TextKey> = {
  illuminance_lx: "light.mean",
  uniformity: "light.uniformity",
  unified_glare_rating: "target.glare",
  colour_rendering_index: "target.colour",
};

/** A scene is dimmed on purpose: it is named, and what it misses is no fault. */
export function showTargets(
  targets: readonly TargetMeasure[],
  language: Language,
  scene: string | null,
): TemplateResult | typeof nothing {
  if (targets.length === 0) return nothing;
  const title =
    scene === null
      ? text(language, "target.title")
      : text(language, "target.titleScene", { scene: wordFor(language, "scene", scene) });
  return html`
    <details class="targets ${scene === null ? "" : "in-scene"}" open>
      <summary>${title}</summary>
      <dl>${targets.map((target) => row(target, language))}</dl>
      ${scene === null
        ? nothing
        : html`<p class="hint">${text(language, "target.sceneHint", { all: text(language, "plan.allOn") })}</p>`}
      <p class="hint">${text(language, "target.source", { names: sources(targets, language) })}</p>
    </details>`;
}

function row(target: TargetMeasure, language: Language): TemplateResult {
  const least = target.quantity === "unified_glare_rating" ? "≤" : "≥";
  const on = target.measured_on === null ? "" : ` · ${wordFor(language, "plane", target.measured_on)}`;
  const asked = `${text(language, QUANTITY[target.quantity])} ${least} ${shown(target, target.target, language)}`;
  const found = target.value === null ? "" : ` (${shown(target, target.value, language)})`;
  return html`
    <dt>${wordFor(language, "task", target.task)} <span class="hint">${asked}${on}</span></dt>
    <dd data-status=${target.status.replace(" ", "-")}>${text(language, STATUS[target.status])}${found}</dd>`;
}

function shown(target: TargetMeasure, value: number, language: Language): string {
  if (target.quantity === "illuminance_lx") return `${lux(language, value)} lx`;
  return number(language, value, target.quantity === "uniformity" ? 2 : 0);
}

function sources(targets: readonly TargetMeasure[], language: Language): string {
  const named = targets.map((target) => `${target.source}${remark(target, language)}`);
  return [...new Set(named)].join("; ");
}

function remark(target: TargetMeasure, language: Language): string {
  if (target.seen === "seen") return "";
  return ` ${text(language, target.seen === "our advice" ? "target.ourAdvice" : "target.fromMemory")}`;
}
