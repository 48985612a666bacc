/** The catalogue's filters: what may be chosen and how much of it there is, and what was understood of the words. */

import { html, nothing, type TemplateResult } from "lit";

import { number } from "../core/formatting";
import { countOf, type Kind, KINDS, NO_WISH, SORTS, toggled, type Wish } from "../core/search";
import type { TextKey } from "../texts";
import type { CatalogueSearch } from "./catalogue_search";
import { Panel } from "./panel";

const MOST_SHOWN = 12; // of one kind

export class CatalogueFilters extends Panel {
  private get search(): CatalogueSearch {
    return this.job.articles.search;
  }

  private labelOf(kind: Kind, value: string): string {
    if (kind === "cct_k") return `${value} K`;
    if (kind === "ip") return this.t("filters.ipAtLeast", { ip: value });
    return this.t(`${kind}.${value}` as TextKey);
  }

  private showKind(kind: Kind): TemplateResult | typeof nothing {
    const { wish, page } = this.search;
    const chosen = wish.chosen[kind] ?? [];
    const counts = Object.entries(page?.facets[kind] ?? {});
    const known = counts.map(([value]) => value);
    const gone = chosen.filter((value) => !known.includes(value)).map((value) => [value, 0] as [string, number]);
    const values = [...counts, ...gone].slice(0, Math.max(MOST_SHOWN, gone.length));
    if (values.length === 0 || (values.length === 1 && chosen.length === 0)) return nothing;
    return html`
      <fieldset class="chips"><legend>${this.t(`filters.${kind}` as TextKey)}</legend>
        ${values.map(
          ([value, count]) => html`
            <button type="button" class="chip" data-kind=${kind} data-value=${value}
              aria-pressed=${String(chosen.includes(value))}
              @click=${() => this.search.change(toggled(wish, kind, value), false)}>
              ${this.labelOf(kind, value)} <span class="count">${count}</span></button>`,
        )}
      </fieldset>`;
  }

  private showNumber(name: "price_max" | "ceiling_m", unit: string): TemplateResult {
    return html`
      <label class="bound"><span>${this.t(`filters.${name}` as TextKey)}</span>
        <span class="with-unit"><input name=${name} inputmode="decimal" size="5" maxlength="9" .value=${this.search.wish[name]}
          @input=${(event: Event) => this.search.change({ [name]: (event.target as HTMLInputElement).value })} />
          <span>${unit}</span></span></label>`;
  }

  private showUnderstood(): TemplateResult | typeof nothing {
    const understood = this.search.page?.understood;
    if (understood === undefined || understood.wishes.length + understood.unclear.length === 0) return nothing;
    return html`
      <ul class="understood" aria-label=${this.t("filters.understood")}>
        ${understood.wishes.map(({ means }) => html`<li class="chip said-so">${this.inWords(means)}</li>`)}
        ${understood.unclear.map(({ text, lacks }) => html`<li class="hint">${text}: ${this.named(lacks)}</li>`)}
      </ul>`;
  }

  /** What a wish within the words was taken to mean. */
  private inWords(means: Record<string, unknown>): string {
    const { language } = this.job;
    const whole = (name: string) => number(language, Number(means[name]));
    if ("lux_at_least" in means) {
      const values = { lux: whole("lux_at_least"), from: String(means.from_m) };
      return this.t(means.lux_over === "desk" ? "meant.luxDesk" : "meant.lux", values);
    }
    const said: Record<string, () => string> = {
      ceiling_m: () => this.t("meant.ceiling", { height: String(means.ceiling_m) }),
      headroom_m: () => this.t("meant.headroom", { height: String(means.headroom_m) }),
      price_max: () => this.t("meant.price", { price: String(means.price_max) }),
      price_min: () => `≥ ${String(means.price_min)}`,
      cct_k: () => `${String(means.cct_k)} K`,
      cct_min_k: () => `≥ ${String(means.cct_min_k)} K`,
      cct_max_k: () => `≤ ${String(means.cct_max_k)} K`,
      cri_min: () => `CRI ≥ ${String(means.cri_min)}`,
      ip: () => this.t("filters.ipAtLeast", { ip: String(means.ip) }),
      flux_min_lm: () => `≥ ${whole("flux_min_lm")} lm`,
      flux_max_lm: () => `≤ ${whole("flux_max_lm")} lm`,
      efficacy_min_lm_w: () => `≥ ${String(means.efficacy_min_lm_w)} lm/W`,
      power_min_w: () => `≥ ${String(means.power_min_w)} W`,
      power_max_w: () => `≤ ${String(means.power_max_w)} W`,
      tunable: () => this.t("meant.tunable"),
      in_stock: () => this.t("filters.in_stock"),
    };
    return Object.keys(means)
      .map((name) => said[name]?.() ?? name)
      .join(" · ");
  }

  protected override render(): TemplateResult {
    const { wish, page } = this.search;
    const set = countOf(wish);
    const currency = this.job.luminaires.find(({ price }) => price !== null)?.price?.currency ?? "";
    const change = (values: Partial<Wish>) => this.search.change(values, false);
    return html`
      ${this.showUnderstood()}
      <div class="finding">
        <span class="hint" role="status">${page === null ? "" : this.t("filters.total", { total: page.total })}</span>
        <label class="sorting"><span class="visually-hidden">${this.t("filters.sort")}</span>
          <select name="sort" @change=${(event: Event) => change({ sort: (event.target as HTMLSelectElement).value as Wish["sort"] })}>
            ${SORTS.map((sort) => html`<option value=${sort} ?selected=${wish.sort === sort}>${this.t(`sort.${sort}` as TextKey)}</option>`)}
          </select></label>
      </div>
      <details class="filters">
        <summary>${this.t("filters.title")}${set > 0 ? html` <span class="count">${set}</span>` : nothing}</summary>
        ${KINDS.map((kind) => this.showKind(kind))}
        <div class="bounds">${this.showNumber("price_max", currency)} ${this.showNumber("ceiling_m", "m")}</div>
        <label class="tick"><input type="checkbox" name="in_stock" .checked=${wish.in_stock}
          @change=${(event: Event) => change({ in_stock: (event.target as HTMLInputElement).checked })} />
          <span>${this.t("filters.in_stock")}</span></label>
        ${set === 0 ? nothing : html`<button type="button" class="quiet" @click=${() => change({ ...NO_WISH, search: wish.search, sort: wish.sort })}>
          ${this.t("filters.reset")}</button>`}
      </details>`;
  }
}

customElements.define("lampyris-filters", CatalogueFilters);
