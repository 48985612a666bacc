/** The luminaires that can be hung. */

import { html, nothing, type TemplateResult } from "lit";

import { luminairePicture } from "../core/api";
import { money, number } from "../core/formatting";
import type { Luminaire } from "../core/types";
import { mountingSign } from "../plan/symbols";
import "./article_details";
import { ArticlePictures } from "./article_pictures";
import "./catalogue_filters";
import { Panel } from "./panel";

const PICTURE_PX = 64;
const PIXELS_FOR_EACH = 2.5; // of screens that show finely

export class CataloguePanel extends Panel {
  private lit = true;
  private detailed: Luminaire | null = null;
  private readonly pictures = new ArticlePictures(() => this.requestUpdate());
  /** Cards that can be seen; which luminaire one shows changes with the search. */
  private readonly visible = new Set<Element>();
  private readonly observer = new IntersectionObserver((changes) => this.see(changes), { rootMargin: "120px" });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.visible.clear();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  protected override updated(): void {
    for (const article of this.querySelectorAll(".article")) this.observer.observe(article);
    this.bring();
  }

  /** Only what is seen is asked for, in the order of the list. */
  private see(changes: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) this.visible.add(target);
      else this.visible.delete(target);
    }
    this.bring();
  }

  private bring(): void {
    const seen = [...this.querySelectorAll<HTMLElement>(".article")].filter((article) => this.visible.has(article));
    this.pictures.want(seen.map(({ dataset }) => this.pictureOf(dataset.sku ?? "")));
  }

  private pictureOf(sku: string): string {
    return luminairePicture(sku, PICTURE_PX * PIXELS_FOR_EACH, this.lit);
  }

  private setLit(lit: boolean): void {
    this.lit = lit;
    this.requestUpdate();
  }

  private showDetails(one: Luminaire | null): void {
    this.detailed = one;
    this.requestUpdate();
  }

  /** The sign of its mounting until the picture is there, in the same place; its name and facts stand beside it. */
  private showFace(one: Luminaire): TemplateResult {
    const address = this.pictureOf(one.sku);
    return html`
      <span class="face" data-there=${String(this.pictures.has(address))}>
        ${this.pictures.has(address)
          ? html`<img src=${address} alt="" width=${PICTURE_PX} height=${PICTURE_PX} loading="lazy" />`
          : html`<svg class="sign" viewBox="-14 -14 28 28" aria-hidden="true">${mountingSign(one.mounting)}</svg>`}
      </span>`;
  }

  private showLitOrNot(): TemplateResult {
    const choice = (lit: boolean) => html`
      <label><input type="radio" name="lit" .checked=${this.lit === lit} @change=${() => this.setLit(lit)} />
        <span>${this.t(lit ? "catalogue.lit" : "catalogue.unlit")}</span></label>`;
    return html`<fieldset class="choice"><legend>${this.t("catalogue.pictures")}</legend>${choice(true)} ${choice(false)}</fieldset>`;
  }

  private facts(one: Luminaire): string {
    const { language } = this.job;
    const range = one.cct_range_k;
    const cct = range !== null ? `${range[0]}–${range[1]} K` : one.cct_k !== null ? `${one.cct_k} K` : "";
    const flux = `${number(language, one.luminous_flux_lm)} lm`;
    const power = one.power_w === null ? "" : `${number(language, one.power_w, one.power_w < 10 ? 1 : 0)} W`;
    const light = this.job.articles.search.byLight[one.sku];
    const lux = light?.illuminance_lx;
    const below = lux === null || lux === undefined ? "" : this.t("catalogue.lux", { lux: number(language, lux), from: String(light?.from_m) });
    return [flux, power, cct, below].filter(Boolean).join(" · ");
  }

  protected override render(): TemplateResult {
    const { job } = this;
    const { search } = job.articles;
    return html`
      <section class="card catalogue" aria-labelledby="catalogue-title">
        <h2 id="catalogue-title">${this.t("catalogue.title")}</h2>
        <p class="hint">${this.t("catalogue.hint")}</p>
        <input type="search" aria-label=${this.t("catalogue.search")} placeholder=${this.t("catalogue.searchSuch")}
          maxlength="200" .value=${search.wish.search}
          @input=${(event: Event) => search.change({ search: (event.target as HTMLInputElement).value })} />
        <lampyris-filters .job=${job} .revision=${this.revision}></lampyris-filters>
        ${this.showLitOrNot()}
        <ul class="articles">
          ${search.items.map(
            (one) => html`
              <li>
                <button class="article" data-sku=${one.sku} aria-pressed=${job.holding === one.sku}
                  title=${this.named(one.description)}
                  @click=${() => job.hold(job.holding === one.sku ? null : one.sku)}>
                  ${this.showFace(one)}
                  <span class="name" id="name-${one.sku}">${this.named(one.name)}</span>
                  <span class="facts">${this.t(`mounting.${one.mounting}`)} · ${this.facts(one)}</span>
                  <span class="price">${one.price === null ? nothing : money(job.language, one.price)}
                    ${one.price === null || one.bulb === null ? nothing : html`<small>${this.t("catalogue.withoutBulb")}</small>`}</span>
                </button>
                <button class="more quiet" aria-describedby="name-${one.sku}" @click=${() => this.showDetails(one)}>
                  ${this.t("details.open")}</button>
              </li>`,
          )}
          ${search.page === null || search.page.next === null
            ? nothing
            : html`<li><button class="quiet further" ?disabled=${search.busy} @click=${() => void search.more()}>
                ${this.t("catalogue.more", { left: search.page.total - search.items.length })}</button></li>`}
        </ul>
        ${search.page?.total === 0
          ? html`<p class="hint">${this.t("catalogue.none")}</p>`
          : nothing}
        <lampyris-details .job=${job} .revision=${this.revision} .luminaire=${this.detailed}
          @done=${() => this.showDetails(null)}></lampyris-details>
      </section>`;
  }
}

customElements.define("lampyris-catalogue", CataloguePanel);
