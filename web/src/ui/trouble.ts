/** What went wrong, in words, at the place where the person was working. */

import { html, nothing, type TemplateResult } from "lit";

import type { Problem } from "../core/types";
import type { Trouble } from "./job";

export function showTrouble(title: string, trouble: Trouble | undefined): TemplateResult | typeof nothing {
  if (trouble === undefined) return nothing;
  return html`
    <div class="notice error" role="alert">
      <strong>${title}</strong>
      ${trouble.problems.length === 0 ? html`<p>${trouble.message}</p>` : showProblems(trouble.problems)}
    </div>`;
}

export function showProblems(problems: readonly Problem[]): TemplateResult {
  return html`
    <ul class="problems">
      ${problems.map(
        (problem) => html`
          <li class=${problem.severity}>
            <span>${problem.message}</span>
            ${problem.hint ? html`<span class="hint">${problem.hint}</span>` : nothing}
            <span class="place"><code>${problem.where}</code> <code>${problem.code}</code></span>
          </li>`,
      )}
    </ul>`;
}
