/** What hangs in the room, and the settings of the one that is selected. */

import { html, nothing, type TemplateResult } from "lit";

import { keyOf } from "../core/choices";
import { problemsAt } from "../core/configuration";
import { money, number } from "../core/formatting";
import { aboveFloor, exact, heightIsFree, planCorner, turnsWithWall } from "../core/mounting";
import type { Luminaire, Placement } from "../core/types";
import { wordFor, type TextKey } from "../texts";
import { showChoices } from "./choices_panel";
import { Panel } from "./panel";
import { showProblems } from "./trouble";

interface Slider {
  label: TextKey;
  name: string;
  value: number;
  min: number;
  max: number;
  step: number;
  shown: string;
  set: (value: number) => Partial<Placement>;
}

const MOST_UNFOLDED = 2;
const fixed = (value: number): string => (Math.round(value * 100) / 100 + 0).toFixed(2); // never -0.00

export class InspectorPanel extends Panel {
  private sliding = false;
  /** On a narrow screen the light would be far below a long list. */
  private folded = matchMedia("(max-width: 720px)").matches;

  private sliders(one: Placement, luminaire: Luminaire): Slider[] {
    const { language } = this.job;
    const metres = (value: number) => `${number(language, value, 2)} m`;
    const found: Slider[] = [
      {
        label: "inspector.dimming",
        name: "dimming",
        value: Math.round(one.dimming * 100),
        min: Math.max(Math.ceil(luminaire.minimum_dimming * 100), 1),
        max: 100,
        step: 1,
        shown: `${Math.round(one.dimming * 100)} %`,
        set: (value) => ({ dimming: value / 100 }),
      },
    ];
    if (luminaire.cct_range_k !== null) {
      const [min, max] = luminaire.cct_range_k;
      const value = one.cct_k ?? luminaire.cct_k ?? min;
      const set = (cct_k: number) => ({ cct_k });
      found.push({ label: "inspector.cct", name: "cct", value, min, max, step: 50, shown: `${value} K`, set });
    }
    if (luminaire.hanging_length_m !== null) {
      const { minimum: min, maximum: max, default: usual } = luminaire.hanging_length_m;
      const value = one.hanging_length_m ?? usual;
      const set = (hanging_length_m: number) => ({ hanging_length_m });
      found.push({ label: "inspector.hanging", name: "hanging", value, min, max, step: 0.01, shown: metres(value), set });
    }
    if (heightIsFree(luminaire.mounting)) {
      const [x, y] = one.position_m;
      const { floor_m, above_m: value, room_m } = aboveFloor(this.job.shown?.rooms ?? [], one.position_m);
      const max = Math.max(room_m - 0.1, value);
      const set = (height: number) => ({ position_m: exact([x, y], floor_m + height) });
      found.push({ label: "inspector.height", name: "height", value, min: 0.1, max, step: 0.01, shown: metres(value), set });
    }
    if (!turnsWithWall(luminaire.mounting) && one.aim_m === undefined) {
      const value = one.rotation_deg?.[0] ?? 0;
      const set = (turn: number) => ({ rotation_deg: [turn, 0, 0] as const });
      found.push({ label: "inspector.turn", name: "turn", value, min: -180, max: 180, step: 5, shown: `${value}°`, set });
    }
    return found;
  }

  private nameOf(one: Placement): string {
    const luminaire = this.job.luminaireOf(one);
    const names = [this.named(luminaire?.name) || keyOf(one.luminaire), this.named(luminaire?.variant_name)];
    return names.filter(Boolean).join(this.job.language === "zh" ? "，" : ", ");
  }

  private burnsAt(one: Placement): string {
    const percent = this.job.percentOf(one);
    return percent === 0 ? this.t("inspector.off") : `${percent} %`;
  }

  private slide(event: Event, one: Placement, slider: Slider): void {
    const value = Number((event.target as HTMLInputElement).value);
    this.job.change(one.id, slider.set(value), !this.sliding);
    this.sliding = true;
  }

  private showSlider(one: Placement, slider: Slider): TemplateResult {
    return html`
      <label class="slider">
        <span>${this.t(slider.label)}</span><span class="value">${slider.shown}</span>
        <input type="range" name=${slider.name} min=${slider.min} max=${slider.max} step=${slider.step} .value=${String(slider.value)}
          @input=${(event: Event) => this.slide(event, one, slider)} @change=${() => (this.sliding = false)} />
      </label>`;
  }

  private showPosition(one: Placement): TemplateResult {
    const [x, y] = one.position_m;
    const [left, bottom] = planCorner(this.job.shown?.rooms ?? []);
    const field = (label: TextKey, name: string, value: number, to: (value: number) => readonly [number, number]) => html`
      <label class="field small"><span>${this.t(label)}</span>
        <span class="with-unit"><input type="number" name=${name} step="0.05" .value=${fixed(value)}
          @change=${(event: Event) => {
            const typed = (event.target as HTMLInputElement).valueAsNumber;
            if (Number.isFinite(typed)) this.job.move(one.id, to(typed));
            this.requestUpdate();
          }} /> m</span>
      </label>`;
    return html`<div class="pair">
      ${field("inspector.x", "x", x - left, (value) => [left + value, y])}
      ${field("inspector.y", "y", y - bottom, (value) => [x, bottom + value])}
    </div>`;
  }

  private showSettings(one: Placement): TemplateResult {
    const luminaire = this.job.luminaireOf(one);
    const { scene } = this.job.light;
    const problems = [
      ...(this.job.troubles.light?.problems ?? []),
      ...(this.job.troubles.quote?.problems ?? []),
      ...(this.job.isSaved ? (this.job.saved?.problems ?? []) : []),
    ];
    const own = this.job.configuration === null ? [] : problemsAt(problems, this.job.configuration, one.id);
    return html`
      <div class="settings">
        ${own.length > 0 ? showProblems(this.job.language, own) : nothing}
        ${luminaire?.path === undefined ? nothing : html`<p class="hint">${this.t("own.notSoldHint")}</p>`}
        ${luminaire?.stand_in ? html`<p class="hint">${this.t("inspector.standIn")}</p>` : nothing}
        ${luminaire === undefined ? nothing : showChoices(this.job, one, luminaire)}
        ${luminaire === undefined ? nothing : this.sliders(one, luminaire).map((slider) => this.showSlider(one, slider))}
        ${scene === null ? nothing : html`<p class="hint">${this.t("inspector.inScene", { scene: wordFor(this.job.language, "scene", scene), value: this.burnsAt(one) })}</p>`}
        ${this.showPosition(one)}
        <div class="pair">
          <button class="small" @click=${() => this.job.repeat(one.id)}>${this.t("inspector.repeat")}</button>
          <button class="small danger" @click=${() => this.job.remove(one.id)}>${this.t("inspector.remove")}</button>
        </div>
      </div>`;
  }

  private showFold(count: number): TemplateResult {
    return html`
      <button class="quiet" aria-expanded=${!this.folded}
        @click=${() => {
          this.folded = !this.folded;
          this.requestUpdate();
        }}>${this.folded ? this.t("inspector.all", { count }) : this.t("inspector.fewer")}</button>`;
  }

  private showSums(placements: readonly Placement[]): TemplateResult | typeof nothing {
    const { job } = this;
    const hung = placements.flatMap((one) => job.luminaireOf(one) ?? []);
    const bulbs = hung.flatMap(({ bulb, lampholder }) => Array.from({ length: lampholder?.count ?? 0 }, () => bulb?.price ?? []).flat());
    const prices = [...hung.flatMap((one) => one.price ?? []), ...bulbs];
    const currency = prices[0]?.currency;
    // A sum over several currencies would be none; the quote says it properly.
    if (currency === undefined || prices.some((price) => price.currency !== currency)) return nothing;
    const cents = prices.reduce((sum, price) => sum + Math.round(Number(price.amount) * 100), 0);
    return html`
      <dl class="sums">
        <dt>${this.t("inspector.price")}</dt>
        <dd>${money(job.language, { amount: (cents / 100).toFixed(2), currency })}</dd>
      </dl>`;
  }

  protected override render(): TemplateResult {
    const { job } = this;
    const placements = job.configuration?.placements ?? [];
    const canFold = placements.length > MOST_UNFOLDED;
    const isShown = (one: Placement) => !(canFold && this.folded) || one.id === job.selected;
    return html`
      <section class="card inspector" aria-labelledby="inspector-title">
        <h2 id="inspector-title">${this.t("inspector.title")}</h2>
        ${placements.length === 0 ? html`<p class="hint">${this.t("plan.empty")}</p>` : nothing}
        ${placements.length > 0 && job.placement(job.selected) === undefined
          ? html`<p class="hint">${this.t("inspector.choose")}</p>`
          : nothing}
        <ol class="hung">
          ${placements.map((one, i) => {
            if (!isShown(one)) return nothing;
            const open = job.selected === one.id;
            return html`
              <li class=${open ? "open" : ""} data-hung=${one.id}>
                <button class="line" aria-expanded=${open} @click=${() => job.select(open ? null : one.id)}>
                  <span class="mark">${i + 1}</span>
                  <span class="name">${this.nameOf(one)}</span>
                  <span class="value">${this.burnsAt(one)}</span>
                </button>
                ${open ? this.showSettings(one) : nothing}
              </li>`;
          })}
        </ol>
        ${canFold ? this.showFold(placements.length) : nothing} ${this.showSums(placements)}
      </section>`;
  }
}

customElements.define("lampyris-inspector", InspectorPanel);
