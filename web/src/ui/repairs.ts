/** Problems with what would mend them: one button for each repair that the service offers. */

import { html, nothing, type TemplateResult } from "lit";

import { number } from "../core/formatting";
import { wallsOf } from "../core/places";
import type { Problem, Repair } from "../core/types";
import { isCorrection, isGap, repairsOf } from "../core/understanding";
import { readingFor, wordFor, type TextKey } from "../texts";
import type { Job } from "./job";
import { showWords } from "./trouble";

const MOST_BUTTONS = 6;
const MOST_NAMES = 6;

/** Names in a row, where they are many only the first. */
const listed = (names: readonly string[]): string =>
  names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(", ")}, … (${names.length})` : names.join(", ");

/** What is furnished, as what; or that it is taken away again. */
function furnishWords(job: Job, value: unknown): string {
  if (value === true) return job.text("repair.furnishAll");
  const rooms = Object.entries(typeof value === "object" ? (value ?? {}) : {}).filter(([, use]) => use !== null);
  if (rooms.length === 0) return job.text("repair.unfurnish");
  return rooms
    .map(([name, use]) => {
      if (name === "*" && use === "") return job.text("repair.furnishAll");
      if (use === "") return job.text("repair.furnishOwn", { value: name });
      return job.text("repair.furnish", { value: name, use: wordFor(job.language, "use", String(use)) });
    })
    .join("; ");
}

/** What a repair does, in words. */
function wordsOf(job: Job, repair: Repair): string {
  const said = Object.entries(repair).map(([key, value]) => {
    if (key === "height_m") return job.text("repair.height_m", { value: number(job.language, Number(value), 2) });
    if (key === "heights_m") return (value as [string, number][]).map(([name, height]) => job.text("repair.heights_m", { name, value: number(job.language, height, 2) })).join("; ");
    if (key === "mirror") return job.text(value === true ? "repair.mirror" : "repair.notMirror");
    if (isGap(value)) return job.text(key === "open_walls" ? "repair.gapOpen" : "repair.gapClosed");
    if (key === "furnish") return furnishWords(job, value);
    const names = Array.isArray(value) ? listed(value.flat().map(String)) : key === "up" ? String(value) : readingFor(job.language, key, String(value));
    return job.text(`repair.${key}` as TextKey, { value: names });
  });
  return said.join("; ");
}

/** While a person comes to it, the plan points out the walls that it is about. */
function showButton(job: Job, repair: Repair): TemplateResult {
  const point = () => job.point(wallsOf(repair));
  const leave = () => job.point([]);
  const correct = () => {
    leave(); // a button that goes away is left without an event
    void job.correct(repair);
  };
  return html`<button class="small" ?disabled=${job.busy !== ""} @click=${correct} @pointerenter=${point} @pointerleave=${leave}
    @focus=${point} @blur=${leave}>${wordsOf(job, repair)}</button>`;
}

function showOne(job: Job, problem: Problem): TemplateResult {
  const repairs = repairsOf(problem).filter(isCorrection).slice(0, MOST_BUTTONS);
  return html`
    <li class=${problem.severity}>
      ${showWords(job.language, problem)}
      ${repairs.length === 0
        ? nothing
        : html`<span class="repairs">${repairs.map(
            (repair) => showButton(job, repair),
          )}</span>`}
      <span class="place"><code>${problem.where}</code> <code>${problem.code}</code></span>
    </li>`;
}

/** Everything that the person said of the file, each with a button that takes it back. */
export function showSaid(job: Job, said: Repair): TemplateResult | typeof nothing {
  const keys = Object.keys(said).filter((key) => isCorrection({ [key]: said[key] }));
  if (keys.length === 0) return nothing;
  return html`
    <div class="you-said"><span>${job.text("room.said")}</span>
      <ul>${keys.map((key) => {
        const what = wordsOf(job, { [key]: said[key] });
        const back = job.text("room.takeBack", { what });
        return html`<li>${what}<button class="quiet" data-said=${key} aria-label=${back} title=${back} ?disabled=${job.busy !== ""}
          @click=${() => void job.correct({ [key]: null })}>×</button></li>`;
      })}</ul>
    </div>`;
}

/** Problems in their order; of many of one kind the first is shown, and the others where somebody asks for them. */
export function showWithRepairs(job: Job, problems: readonly Problem[]): TemplateResult {
  const kinds = new Map<string, Problem[]>();
  for (const problem of problems) {
    const kind = `${problem.severity} ${problem.code}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), problem]);
  }
  return html`
    <ul class="problems">
      ${[...kinds.values()].map(([first, ...others]) => [
        first === undefined ? nothing : showOne(job, first),
        others.length < 2
          ? others.map((one) => showOne(job, one))
          : html`<li class="more"><details><summary>${job.text("room.alike", { count: others.length })}</summary>
              <ul class="problems">${others.map((one) => showOne(job, one))}</ul></details></li>`,
      ])}
    </ul>`;
}
