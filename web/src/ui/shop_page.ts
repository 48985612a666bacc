/** The whole page: header, room, plan, light and order, around one job. */

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";

import { sceneNames } from "../core/scenes";
import type { Language } from "../core/types";
import { wordFor } from "../texts";
import "../plan/plan_editor";
import "./catalogue_panel";
import "./own_files_panel";
import "./inspector_panel";
import { Job } from "./job";
import "./light_panel";
import "./order_panel";
import "./start_panel";
import { showTrouble } from "./trouble";
import "./understood_panel";

const LANGUAGES: [Language, string][] = [
  ["en", "English"],
  ["zh", "中文"],
];

export class ShopPage extends LitElement {
  private readonly job = new Job();
  private readonly redraw = () => this.requestUpdate();
  private readonly keep = () => this.job.keepNow();
  /** Whether a room was shown when we were drawn last; null before that. */
  private worked: boolean | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.job.addEventListener("change", this.redraw);
    window.addEventListener("pagehide", this.keep);
    void this.job.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.job.removeEventListener("change", this.redraw);
    window.removeEventListener("pagehide", this.keep);
  }

  protected override updated(_: PropertyValues): void {
    document.documentElement.lang = this.job.language === "zh" ? "zh-Hans" : "en";
    document.title = this.job.text("page.title");
    // A room that was taken far down in the list of samples is looked at from its beginning.
    if (this.worked !== null && this.worked !== this.working) window.scrollTo({ top: 0, behavior: "instant" });
    this.worked = this.working;
  }

  /** A room is shown, not the ways to take one. */
  private get working(): boolean {
    return this.job.configuration !== null && !this.job.showStart;
  }

  private goTo(id: string): void {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.querySelector(`#${id}`)?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  }

  private seeLight(): void {
    this.goTo("light");
    void this.job.light.see();
  }

  private showHeader(working: boolean): TemplateResult {
    const { job } = this;
    return html`
      <header class="top">
        <a class="mark" href="/" aria-label="Lampyris"><img src="/favicon.svg" alt="" width="28" height="28" />Lampyris</a>
        ${working
          ? html`<nav aria-label=${job.text("page.steps")}>
              <a href="#plan">${job.text("step.plan")}</a><a href="#light">${job.text("step.light")}</a><a href="#order">${job.text("step.order")}</a>
            </nav>`
          : nothing}
        <div class="languages" role="group" aria-label=${job.text("page.language")}>
          ${LANGUAGES.map(
            ([language, name]) => html`<button lang=${language} aria-pressed=${job.language === language}
              @click=${() => job.setLanguage(language)}>${name}</button>`,
          )}
        </div>
      </header>`;
  }

  private showScenes(): TemplateResult | typeof nothing {
    const { job } = this;
    const names = sceneNames(job.configuration);
    if (names.length === 0) return nothing;
    const option = (value: string, shown: string, chosen: boolean) => html`<option value=${value} ?selected=${chosen}>${shown}</option>`;
    return html`
      <label class="field inline"><span>${job.text("plan.scene")}</span>
        <select name="scene" @change=${(event: Event) => job.light.chooseScene((event.target as HTMLSelectElement).value || null)}>
          ${option("", job.text("plan.allOn"), job.light.scene === null)}
          ${names.map((name) => option(name, wordFor(job.language, "scene", name), job.light.scene === name))}
        </select>
      </label>`;
  }

  private showPlan(): TemplateResult {
    const { job } = this;
    const held = job.articles.find(job.holding);
    const empty = job.isEmpty;
    const plane = job.light.luxInPlan ? job.light.measures?.planes[0] : undefined;
    return html`
      <section class="card drawing" aria-labelledby="plan-title">
        <header>
          <h2 id="plan-title">${job.text("plan.title")}</h2>
          <button class="small" ?disabled=${!job.canUndo} @click=${() => job.undo()}>${job.text("plan.undo")}</button>
        </header>
        <lampyris-plan .job=${job} .revision=${job.revision}></lampyris-plan>
        <p class=${held === undefined ? "hint" : "notice"} role="status">
          ${held !== undefined
            ? job.text("plan.holding", { name: held.name[job.language] })
            : empty
              ? job.text("plan.empty")
              : job.text("plan.how")}
        </p>
        ${plane === undefined ? nothing : html`<p class="hint">${job.text("light.luxLegend", { name: wordFor(job.language, "plane", plane.name) })}</p>`}
        <div class="row between">
          <span class="hint kept">${job.isSaved
            ? job.text("saved.version", { version: job.saved?.version ?? 0 })
            : job.text(job.keptHere ? "saved.here" : "problem.storage")}</span>
          <div class="row asking">
            ${this.showScenes()}
            <button class="primary" ?disabled=${empty || job.busy !== ""} @click=${this.seeLight}>${job.text("plan.see")}</button>
          </div>
        </div>
      </section>`;
  }

  protected override render(): TemplateResult {
    const { job } = this;
    const { revision } = job;
    const { working } = this;
    return html`
      <a class="skip" href="#plan">${job.text("page.skip")}</a>
      ${this.showHeader(working)}
      <main>
        ${!working
          ? html`<lampyris-start .job=${job} .revision=${revision}></lampyris-start>`
          : html`
              <lampyris-understood .job=${job} .revision=${revision}></lampyris-understood>
              ${showTrouble(job.language, job.text("problem.title"), job.troubles.plan)}
              ${job.luminaires.length === 0 && job.troubles.plan !== undefined
                ? html`<button @click=${() => job.openAgain()}>${job.text("problem.again")}</button>`
                : nothing}
              <div class="planning" id="plan">
                <div class="offering">
                  <lampyris-catalogue .job=${job} .revision=${revision}></lampyris-catalogue>
                  <lampyris-own-files .job=${job} .revision=${revision}></lampyris-own-files>
                </div>
                ${this.showPlan()}
                <lampyris-inspector .job=${job} .revision=${revision}></lampyris-inspector>
              </div>
              <lampyris-light .job=${job} .revision=${revision}></lampyris-light>
              <lampyris-order .job=${job} .revision=${revision}></lampyris-order>`}
      </main>`;
  }
}

customElements.define("lampyris-shop", ShopPage);
