/** One luminaire of the catalogue in a view of its own: its picture, its figures, its diagrams and its files. */

import { html, nothing, type TemplateResult } from "lit";

import { luminaireFile, luminairePicture } from "../core/api";
import { money, number } from "../core/formatting";
import type { Luminaire } from "../core/types";
import { Panel } from "./panel";
import { fileReady, pictureReady } from "./picture_ready";

const PICTURE_PX = 800;

type Sheet = "not asked" | "being made" | "ready" | "refused";

export class ArticleDetails extends Panel {
  static override properties = { ...Panel.properties, luminaire: { attribute: false } };
  declare luminaire: Luminaire | null;
  private shown: Luminaire | null = null;
  private lit = true;
  private there = new Set<string>();
  private readonly sheets = new Map<string, Sheet>();

  protected override updated(): void {
    const dialog = this.querySelector("dialog");
    if (dialog === null || this.luminaire === this.shown) return;
    this.shown = this.luminaire;
    if (this.shown === null) return;
    this.lit = true;
    this.bring();
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  }

  private get picture(): string {
    return luminairePicture(this.luminaire?.sku ?? "", PICTURE_PX, this.lit);
  }

  private bring(): void {
    const address = this.picture;
    if (this.there.has(address)) return;
    void pictureReady(address).then(
      () => {
        this.there.add(address);
        this.requestUpdate();
      },
      () => undefined, // the figures and diagrams are there without it
    );
  }

  private setLit(lit: boolean): void {
    this.lit = lit;
    this.requestUpdate();
    this.bring();
  }

  /** In the page's language; made when first asked for, which takes as long as its pictures do. */
  private sheetOf(one: Luminaire): string {
    return luminaireFile(one, "datasheet.pdf", this.job.language);
  }

  private async makeSheet(address: string): Promise<void> {
    const say = (sheet: Sheet) => {
      this.sheets.set(address, sheet);
      this.requestUpdate();
    };
    say("being made");
    await fileReady(address).then(() => say("ready"), () => say("refused"));
    await this.updateComplete;
    this.querySelector<HTMLElement>("a[data-sheet]")?.focus();
  }

  private showSheet(one: Luminaire): TemplateResult {
    const address = this.sheetOf(one);
    const sheet = this.sheets.get(address) ?? "not asked";
    if (sheet === "ready") {
      return html`<a data-sheet href=${address} target="_blank" rel="noopener">${this.t("details.openSheet")}</a>`;
    }
    const making = sheet === "being made";
    return html`
      <button class="small" data-sheet ?disabled=${making} aria-busy=${String(making)} @click=${() => void this.makeSheet(address)}>
        ${this.t(making ? "details.making" : "details.sheet")}</button>
      <span role="status" class="hint">${sheet === "refused" ? this.t("details.refused") : nothing}</span>`;
  }

  private figures(one: Luminaire): [string, string][] {
    const { language } = this.job;
    const said = (value: number, unit: string, digits = 0) => `${number(language, value, digits)}${unit}`;
    const range = one.cct_range_k;
    const rows: [string, string | null][] = [
      [this.t("details.flux"), said(one.luminous_flux_lm, " lm")],
      [this.t("details.power"), one.power_w === null ? null : said(one.power_w, " W", one.power_w % 1 === 0 ? 0 : 1)],
      [this.t("details.efficacy"), one.power_w === null ? null : said(one.luminous_flux_lm / one.power_w, " lm/W")],
      [this.t("details.cct"), range !== null ? `${range[0]}–${range[1]} K` : one.cct_k === null ? null : `${one.cct_k} K`],
      [this.t("details.cri"), one.colour_rendering_index === null ? null : said(one.colour_rendering_index, "")],
      [this.t("details.beam"), one.beam_angle_deg === null || one.beam_angle_deg > 359 ? null : said(one.beam_angle_deg, "°")],
      [this.t("details.size"), one.size_m === null ? null : `${one.size_m.map((size) => number(language, 1000 * size)).join(" × ")} mm`],
      [this.t(one.bulb === null ? "details.price" : "details.priceWithoutBulb"), one.price === null ? null : money(language, one.price)],
      [this.t("details.bulbPrice"), this.bulbPrice(one)],
    ];
    return rows.filter((row): row is [string, string] => row[1] !== null);
  }

  /** What the bulbs cost that it comes with: "2 × €8.50 (Bulb A60)". */
  private bulbPrice({ bulb, lampholder }: Luminaire): string | null {
    if (bulb === null || bulb.price === null) return null;
    const count = lampholder?.count ?? 1;
    return `${count === 1 ? "" : `${count} × `}${money(this.job.language, bulb.price)} (${this.named(bulb.name)})`;
  }

  private showPicture(one: Luminaire): TemplateResult {
    const choice = (lit: boolean) => html`
      <label><input type="radio" name="details-lit" .checked=${this.lit === lit} @change=${() => this.setLit(lit)} />
        <span>${this.t(lit ? "catalogue.lit" : "catalogue.unlit")}</span></label>`;
    return html`
      <figure class="seen" aria-busy=${String(!this.there.has(this.picture))}>
        ${this.there.has(this.picture)
          ? html`<img src=${this.picture} alt=${this.named(one.name)} width=${PICTURE_PX} height=${PICTURE_PX} />`
          : html`<span class="hint">${this.t("details.picture")}</span>`}
      </figure>
      <fieldset class="choice"><legend>${this.t("catalogue.pictures")}</legend>${choice(true)} ${choice(false)}</fieldset>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const one = this.luminaire;
    if (one === null || one === undefined) return nothing;
    const { language } = this.job;
    return html`
      <dialog class="details" aria-labelledby="details-title" @close=${() => this.dispatchEvent(new Event("done"))}>
        <header>
          <h2 id="details-title">${this.named(one.name)}</h2>
          <form method="dialog"><button>${this.t("details.close")}</button></form>
        </header>
        <p>${this.named(one.description)}</p>
        ${one.stand_in ? html`<p class="hint">${this.t("inspector.standIn")}</p>` : nothing}
        <div class="halves">
          <div>${this.showPicture(one)}</div>
          <dl>${this.figures(one).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
        </div>
        <div class="halves">
          <figure>
            <figcaption>${this.t("details.polar")}</figcaption>
            <img src=${luminaireFile(one, "polar.svg", language)} alt=${this.t("details.polar")} loading="lazy" />
          </figure>
          <figure>
            <figcaption>${this.t("details.cone")}</figcaption>
            <img src=${luminaireFile(one, "cone.svg", language)} alt=${this.t("details.cone")} loading="lazy" />
          </figure>
        </div>
        <div class="files">
          ${this.showSheet(one)}
          <a href=${luminaireFile(one, "body.glb")} download=${`${one.article}.glb`}>${this.t("details.model")}</a>
          <a href=${luminaireFile(one, "photometry")} download>${this.t("details.photometry")}</a>
        </div>
      </dialog>`;
  }
}

customElements.define("lampyris-details", ArticleDetails);
