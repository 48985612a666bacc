/** What went wrong, in words, at the place where the person was working. */

import { html, nothing, type TemplateResult } from "lit";

import type { Language, Problem } from "../core/types";
import { sentenceFor } from "../texts";
import type { Trouble } from "./job";

export function showTrouble(language: Language, title: string, trouble: Trouble | undefined): TemplateResult | typeof nothing {
  if (trouble === undefined) return nothing;
  const { code, message, problems } = trouble;
  const alone = () =>
    code === undefined ? html`<p>${message}</p>` : html`<p>${showWords(language, { code, severity: "error", message, hint: "" })}</p>`;
  return html`
    <div class="notice error" role="alert">
      <strong>${title}</strong>
      ${problems.length === 0 ? alone() : showProblems(language, problems)}
    </div>`;
}

/** A problem's words: our sentence in the person's language, and below it the service's own, which are exact and English. */
export function showWords(language: Language, { code, severity, message, hint }: Pick<Problem, "code" | "severity" | "message" | "hint">): TemplateResult {
  const sentence = sentenceFor(language, code, severity);
  if (sentence === undefined) return html`<span>${message}</span> ${hint ? html`<span class="hint">${hint}</span>` : nothing}`;
  return html`<span class="sentence">${sentence}</span> <span class="exact" lang="en">${exactly(message, hint)}</span>`;
}

/** Message and hint as sentences of one line. */
function exactly(message: string, hint: string): string {
  return [message, hint].filter((each) => each !== "").map((each) => (/[.!?]$/.test(each) ? each : `${each}.`)).join(" ");
}

export function showProblems(language: Language, problems: readonly Problem[]): TemplateResult {
  return html`
    <ul class="problems">
      ${problems.map(
        (problem) => html`
          <li class=${problem.severity}>
            ${showWords(language, problem)}
            <span class="place"><code>${problem.where}</code> <code>${problem.code}</code></span>
          </li>`,
      )}
    </ul>`;
}
