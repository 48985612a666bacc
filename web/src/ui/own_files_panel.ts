/** A person's own photometric files: brought, hung at once, and plainly not for sale here. */

import { html, nothing, type TemplateResult } from "lit";

import { number } from "../core/formatting";
import type { OwnFile } from "../core/types";
import { Panel } from "./panel";
import { showProblems, showTrouble } from "./trouble";

const ENDINGS = ".ies,.ldt,.gldf";

export class OwnFilesPanel extends Panel {
  private async send(event: Event): Promise<void> {
    const field = event.target as HTMLInputElement;
    const file = field.files?.[0];
    field.value = "";
    if (file !== undefined) await this.job.bringOwnFile(file);
  }

  private showFile(own: OwnFile): TemplateResult | typeof nothing {
    const { job } = this;
    const luminaire = own.luminaires[0];
    if (luminaire === undefined) return nothing;
    const flux = `${number(job.language, luminaire.luminous_flux_lm)} lm`;
    const power = luminaire.power_w === null ? "" : ` · ${number(job.language, luminaire.power_w)} W`;
    return html`
      <li>
        <button class="article" data-own=${own.id} aria-pressed=${job.holding === own.path}
          @click=${() => job.hold(job.holding === own.path ? null : own.path)}>
          <span class="face"><img src=${own.links.polar} alt=${this.t("own.polar")} width="64" height="64" loading="lazy" /></span>
          <span class="name">${this.named(luminaire.name) || own.filename}</span>
          <span class="facts">${own.format} · ${flux}${power}</span>
          <span class="price">${this.t("own.notSold")}</span>
        </button>
        ${own.problems.length === 0
          ? nothing
          : html`<details><summary>${this.t("own.remarks", { count: own.problems.length })}</summary>${showProblems(this.job.language, own.problems)}</details>`}
        <button class="quiet small" @click=${() => job.forgetOwnFile(own.id)}>${this.t("own.forget")}</button>
      </li>`;
  }

  protected override render(): TemplateResult {
    const { job } = this;
    const isOpen = job.articles.own.length > 0 || job.troubles.own !== undefined;
    return html`
      <details class="card own" ?open=${isOpen}>
        <summary>${this.t("own.title")}</summary>
        <p class="hint">${this.t("own.hint")}</p>
        <label class="field"><span>${this.t("own.file")}</span>
          <input type="file" name="own" accept=${ENDINGS} ?disabled=${job.busy === "own"} @change=${(event: Event) => void this.send(event)} />
        </label>
        ${showTrouble(this.job.language, this.t("problem.title"), job.troubles.own)}
        <ul class="articles">${job.articles.own.map((own) => this.showFile(own))}</ul>
      </details>`;
  }
}

customElements.define("lampyris-own-files", OwnFilesPanel);
