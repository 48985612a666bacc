/** The light: asking for it, waiting for it, and what it is, as a picture and as numbers. */

import { html, nothing, type TemplateResult } from "lit";

import { lux, number, secondsBetween, standardError } from "../core/formatting";
import { pictureAddress, type Shown } from "../core/showing";
import type { Measures, Preview, Quality } from "../core/types";
import { wordFor, type TextKey } from "../texts";
import { Panel } from "./panel";
import "./showing_panel";
import { showTargets } from "./targets";
import { showProblems, showTrouble } from "./trouble";

/** What stands on the draft of a picture that is still made. */
const FIRST_SIGHT = "first-sight";
const ALT: Record<Shown, TextKey> = { colours: "light.pictureAlt", lx: "light.falseColourAlt", cd: "light.luminanceAlt" };
const QUALITIES: Quality[] = ["draft", "normal", "final"];

export class LightPanel extends Panel {
  private get waitingFor(): string {
    const { preview } = this.job.light;
    if (preview === null) return this.t("light.saving");
    if (preview.state === "queued") return this.t("light.queued");
    return preview.step ? this.t("light.step", { step: wordFor(this.job.language, "stepName", preview.step) }) : this.t("light.working");
  }

  private showProgress(): TemplateResult | typeof nothing {
    const { job } = this;
    if (!job.light.isWorking) return nothing;
    const share = job.light.preview?.progress ?? 0;
    return html`
      <div class="waiting">
        <p role="status">${this.waitingFor}</p>
        <progress max="1" .value=${share} aria-label=${this.t("light.working")}></progress>
        <span class="percent">${Math.round(share * 100)} %</span>
        <button class="small" @click=${() => void job.light.cancel()}>${this.t("light.cancel")}</button>
      </div>`;
  }

  private showAsking(): TemplateResult {
    const { job } = this;
    return html`
      <div class="asking">
        <label class="field inline"><span>${this.t("light.quality")}</span>
          <select name="quality" @change=${(event: Event) => job.light.setQuality((event.target as HTMLSelectElement).value as Quality)}>
            ${QUALITIES.map(
              (quality) => html`<option value=${quality} ?selected=${job.light.quality === quality}>${this.t(`light.${quality}`)}</option>`,
            )}
          </select>
        </label>
        <button class=${job.light.shown === null || job.light.isStale ? "primary" : ""} ?disabled=${job.isEmpty || job.busy !== ""} @click=${() => void job.light.see()}>
          ${job.light.shown === null ? this.t("plan.see") : this.t("light.again")}
        </button>
      </div>`;
  }

  /** One template for the draft and the picture that takes its place, so that the browser keeps the one until it has the other. */
  private showFigure(address: string, kind: string, alt: TextKey, caption: TemplateResult): TemplateResult {
    const stale = kind !== FIRST_SIGHT && this.job.light.isStale;
    return html`
      <figure class="picture ${stale ? "stale" : ""}" data-picture=${kind}>
        <img src=${address} alt=${this.t(alt)} width="960" height="600" aria-busy=${String(this.job.light.showing.isLoading)} />
        <figcaption>${caption}</figcaption>
      </figure>`;
  }

  private showPicture(shown: Preview): TemplateResult {
    const { job } = this;
    const { showing } = job.light;
    const caption = html`<lampyris-showing .job=${job} .revision=${job.revision}></lampyris-showing>`;
    const alt = ALT[showing.showing.shown];
    return this.showFigure(showing.address ?? pictureAddress(shown.id), shown.quality, alt, caption);
  }

  private showMeasures(measures: Measures, shown: Preview): TemplateResult {
    const { job } = this;
    const { language } = job;
    const plane = measures.planes[0];
    const inLux = (value: number | null) => (value === null ? "–" : html`${lux(language, value)} <small>lx</small>`);
    const known = (value: number | null | undefined, unit: string, digits: number) =>
      value === null || value === undefined ? "–" : html`${number(language, value, digits)} <small>${unit}</small>`;
    return html`
      <div class="measures">
        ${plane === undefined
          ? nothing
          : html`
              <p class="big" data-measure="mean">
                <span>${this.t("light.mean")}</span>
                <strong>${plane.mean_lx === null ? "–" : lux(language, plane.mean_lx)} <small>lx</small></strong>
                ${plane.mean_standard_error_lx === null ? nothing : html`<span class="hint">± ${standardError(language, plane.mean_standard_error_lx)} lx</span>`}
                <span class="hint">${this.t("light.plane", { name: wordFor(language, "plane", plane.name) })}</span>
              </p>
              <dl>
                <dt>${this.t("light.min")}</dt><dd data-measure="min">${inLux(plane.min_lx)}</dd>
                <dt>${this.t("light.max")}</dt><dd>${inLux(plane.max_lx)}</dd>
                <dt>${this.t("light.uniformity")} <span class="hint">${this.t("light.uniformityHint")}</span></dt>
                <dd data-measure="uniformity">${known(plane.uniformity, "", 2)}</dd>
                ${measures.planes.slice(1).map(
                  (other) => html`<dt>${this.t("light.mean")} <span class="hint">${wordFor(language, "plane", other.name)}</span></dt>
                    <dd>${inLux(other.mean_lx)}</dd>`,
                )}
                <dt>${this.t("light.power")}</dt><dd>${known(measures.power_w, "W", 1)}</dd>
                <dt>${this.t("light.density")}</dt><dd data-measure="density">${known(measures.power_density_w_m2, "W/m²", 2)}</dd>
              </dl>
              <label class="tick"><input type="checkbox" name="lux" .checked=${job.light.luxInPlan}
                @change=${(event: Event) => job.light.setLuxInPlan((event.target as HTMLInputElement).checked)} />
                ${this.t("light.lux")}</label>`}
        ${showTargets(measures.targets ?? [], language, shown.scene)}
        ${shown.scene === null ? nothing : html`<p class="hint">${this.t("light.scene", { name: wordFor(language, "scene", shown.scene) })}</p>`}
        <p class="hint">${this.t("light.error")}</p>
        <p class="hint">${this.t("light.time", {
          seconds: number(language, secondsBetween(shown.created_at, shown.finished_at), 0),
          quality: this.t(`light.${shown.quality}`),
          version: shown.configuration_version,
        })}</p>
        ${measures.problems.length === 0
          ? nothing
          : html`<details><summary>${this.t("problem.warnings")} (${measures.problems.length})</summary>${showProblems(this.job.language, measures.problems)}</details>`}
      </div>`;
  }

  private showResult(): TemplateResult | typeof nothing {
    const { shown, measures, draft, isWorking } = this.job.light;
    if (draft !== null) {
      const hint = html`<p class="hint">${this.t("light.firstSight")}</p>`;
      return this.layOut(this.showFigure(draft, FIRST_SIGHT, "light.pictureAlt", hint), this.showProgress());
    }
    if (shown !== null && measures !== null) {
      return this.layOut(this.showPicture(shown), this.showMeasures(measures, shown));
    }
    return isWorking ? nothing : html`<p class="blank">${this.t("light.none")}</p>`;
  }

  private layOut(picture: TemplateResult, numbers: TemplateResult | typeof nothing): TemplateResult {
    return html`<div class="result">${picture} ${numbers}</div>`;
  }

  protected override render(): TemplateResult {
    const { job } = this;
    const working = job.light.isWorking;
    return html`
      <section class="card light" id="light" aria-labelledby="light-title" tabindex="-1">
        <header><h2 id="light-title">${this.t("light.title")}</h2>${this.showAsking()}</header>
        ${job.light.draft === null ? this.showProgress() : nothing} ${showTrouble(this.job.language, this.t("problem.title"), job.troubles.light)}
        ${job.light.cancelled ? html`<p class="notice" role="status">${this.t("light.cancelled")}</p>` : nothing}
        ${job.light.isStale && !working ? html`<p class="notice" role="status">${this.t("light.stale")}</p>` : nothing}
        ${this.showResult()}
      </section>`;
  }
}

customElements.define("lampyris-light", LightPanel);
