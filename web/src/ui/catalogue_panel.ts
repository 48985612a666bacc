/** The luminaires that can be hung. */

import { html, nothing, type TemplateResult } from "lit";

import { money, number } from "../core/formatting";
import type { Luminaire } from "../core/types";
import { mountingSign } from "../plan/symbols";
import { Panel } from "./panel";

export class CataloguePanel extends Panel {
  private searched = "";

  private get matching(): Luminaire[] {
    const words = this.searched.toLowerCase().split(/\s+/).filter(Boolean);
    return this.job.luminaires.filter((one) => {
      const said = [one.sku, one.name.en, one.name.zh, one.description.en, one.description.zh].join(" ");
      const all = `${said} ${this.t(`mounting.${one.mounting}`)}`.toLowerCase();
      return words.every((word) => all.includes(word));
    });
  }

  private facts(one: Luminaire): string {
    const { language } = this.job;
    const range = one.cct_range_k;
    const cct = range !== null ? `${range[0]}–${range[1]} K` : one.cct_k !== null ? `${one.cct_k} K` : "";
    const flux = `${number(language, one.luminous_flux_lm)} lm`;
    const power = one.power_w === null ? "" : `${number(language, one.power_w, one.power_w < 10 ? 1 : 0)} W`;
    return [flux, power, cct].filter(Boolean).join(" · ");
  }

  protected override render(): TemplateResult {
    const { job } = this;
    return html`
      <section class="card catalogue" aria-labelledby="catalogue-title">
        <h2 id="catalogue-title">${this.t("catalogue.title")}</h2>
        <p class="hint">${this.t("catalogue.hint")}</p>
        ${job.luminaires.length < 7
          ? nothing
          : html`<input type="search" aria-label=${this.t("catalogue.search")} placeholder=${this.t("catalogue.search")}
              @input=${(event: Event) => {
                this.searched = (event.target as HTMLInputElement).value;
                this.requestUpdate();
              }} />`}
        <ul class="articles">
          ${this.matching.map(
            (one) => html`
              <li>
                <button class="article" data-sku=${one.sku} aria-pressed=${job.holding === one.sku}
                  title=${this.named(one.description)}
                  @click=${() => job.hold(job.holding === one.sku ? null : one.sku)}>
                  <svg class="sign" viewBox="-14 -14 28 28" aria-hidden="true">${mountingSign(one.mounting)}</svg>
                  <span class="name">${this.named(one.name)}</span>
                  <span class="facts">${this.t(`mounting.${one.mounting}`)} · ${this.facts(one)}</span>
                  <span class="price">${one.price === null ? nothing : money(job.language, one.price)}</span>
                </button>
              </li>`,
          )}
        </ul>
        ${this.matching.length === 0 && job.luminaires.length > 0
          ? html`<p class="hint">${this.t("catalogue.none")}</p>`
          : nothing}
      </section>`;
  }
}

customElements.define("lampyris-catalogue", CataloguePanel);
