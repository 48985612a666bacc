/** Controls for how the picture is shown: in colours or false colours, its exposure, white and tones; and its files. */

import { html, type TemplateResult } from "lit";

import { number } from "../core/formatting";
import {
  AS_MADE,
  ENDINGS,
  evOf,
  isAsMade,
  LEAST_THIRDS,
  MOST_THIRDS,
  pictureAddress,
  SHOWN,
  thirdsOf,
  TONES,
  WHITES,
  type Showing,
  type Tone,
  type White,
} from "../core/showing";
import { Panel } from "./panel";
import { showTrouble } from "./trouble";

/** Where a preview does not tell its exposure, the slider stands at that of an evening's room. */
const USUAL_EV = 6;
const DUV_STEP = 0.001;

interface Slider {
  name: string;
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  said: string;
  take: (value: number) => Partial<Showing>;
  enabled: boolean;
}

export class ShowingPanel extends Panel {
  private get showing(): Showing {
    return this.job.light.showing.showing;
  }

  private get ev(): number {
    return this.showing.ev ?? this.job.light.shown?.ev ?? USUAL_EV;
  }

  private change(values: Partial<Showing>): void {
    this.job.light.showing.change(values);
  }

  private evText(ev: number): string {
    return number(this.job.language, ev, 2);
  }

  /** What is wished, in one line, for whoever does not see the controls. */
  private get said(): string {
    const { shown, white, cct_k, duv, tone } = this.showing;
    if (shown !== "colours") return this.t(`showing.${shown}Said`);
    const known = this.showing.ev !== null || this.job.light.shown?.ev != null;
    const ev = known ? this.t("showing.saidEv", { ev: this.evText(this.ev) }) : this.t("showing.saidOwnEv");
    const stated = { cct: cct_k, duv: number(this.job.language, duv, 3) };
    const whites = white === "stated" ? this.t("showing.saidStated", stated) : this.t(`showing.white.${white}`);
    return [ev, whites, this.t(`showing.tone.${tone}`)].join(" · ");
  }

  private showSlider({ name, label, min, max, step, value, said, take, enabled }: Slider): TemplateResult {
    return html`
      <label class="slider"><span>${label}</span><span class="value">${said}</span>
        <input type="range" name=${name} min=${min} max=${max} step=${step} .value=${String(value)} ?disabled=${!enabled}
          aria-valuetext=${said} @input=${(event: Event) => this.change(take(Number((event.target as HTMLInputElement).value)))} />
      </label>`;
  }

  private showChoice<T extends string>(name: string, label: string, all: readonly T[], chosen: T, take: (one: T) => Partial<Showing>): TemplateResult {
    return html`
      <select name=${name} aria-label=${label} @change=${(event: Event) => this.change(take((event.target as HTMLSelectElement).value as T))}>
        ${all.map((one) => html`<option value=${one} ?selected=${chosen === one}>${this.t(`showing.${name}.${one}` as "showing.tone.agx")}</option>`)}
      </select>`;
  }

  private showExposure(): TemplateResult {
    const { ev } = this.showing;
    const slider: Slider = {
      name: "ev",
      label: this.t("showing.ev"),
      min: LEAST_THIRDS,
      max: MOST_THIRDS,
      step: 1,
      value: thirdsOf(this.ev),
      said: `EV ${this.evText(this.ev)}`,
      take: (thirds) => ({ ev: evOf(thirds) }),
      enabled: true,
    };
    const fix = (event: Event) => this.change({ ev: (event.target as HTMLInputElement).checked ? evOf(thirdsOf(this.ev)) : null });
    return html`
      <fieldset><legend>${this.t("showing.exposure")}</legend>
        ${this.showSlider(slider)}
        <p class="hint ends" aria-hidden="true"><span>${this.t("showing.brighter")}</span><span>${this.t("showing.darker")}</span></p>
        <label class="tick"><input type="checkbox" name="fixed" .checked=${ev !== null} @change=${fix} />${this.t("showing.fixed")}</label>
        <p class="hint">${this.t("showing.fixedHint")}</p>
      </fieldset>`;
  }

  private showWhite(): TemplateResult {
    const { white, cct_k, duv } = this.showing;
    const enabled = white === "stated";
    const duvText = `${duv > 0 ? "+" : ""}${number(this.job.language, duv, 3)}`;
    const temperature = { name: "cct", label: this.t("showing.cct"), min: 1800, max: 8000, step: 100, value: cct_k };
    const distance = { name: "duv", label: "Duv", min: -20, max: 20, step: 1, value: Math.round(duv / DUV_STEP) };
    return html`
      <fieldset><legend>${this.t("showing.white")}</legend>
        ${this.showChoice<White>("white", this.t("showing.white"), WHITES, white, (one) => ({ white: one }))}
        ${this.showSlider({ ...temperature, said: `${cct_k} K`, take: (value) => ({ cct_k: value }), enabled })}
        ${this.showSlider({ ...distance, said: duvText, take: (value) => ({ duv: Math.round(value) / 1000 }), enabled })}
        <p class="hint">${this.t("showing.whiteHint")}</p>
      </fieldset>`;
  }

  private showTones(): TemplateResult {
    return html`
      <fieldset><legend>${this.t("showing.tone")}</legend>
        ${this.showChoice<Tone>("tone", this.t("showing.tone"), TONES, this.showing.tone, (one) => ({ tone: one }))}
        <p class="hint">${this.t("showing.toneHint")}</p>
        <button class="small" ?disabled=${isAsMade(this.showing)} @click=${() => this.change(AS_MADE)}>${this.t("showing.reset")}</button>
      </fieldset>`;
  }

  private showFiles(previewId: string): TemplateResult {
    const address = pictureAddress(previewId, this.showing);
    return html`
      <p class="files"><span>${this.t("light.download")}</span>
        ${ENDINGS.map(
          (ending) => html`<a href=${pictureAddress(previewId, this.showing, ending)} download="lampyris.${ending}"
            title=${ending === "exr" ? this.t("showing.exr") : ""}>${ending === "exr" ? "EXR" : ending === "webp" ? "WebP" : ending.toUpperCase()}</a>`,
        )}
        <a href=${address} target="_blank" rel="noopener">${this.t("showing.alone")}</a>
      </p>`;
  }

  protected override render(): TemplateResult {
    const { shown: preview, showing } = this.job.light;
    const { shown } = this.showing;
    return html`
      <div class="row between">
        <fieldset class="choice"><legend class="unseen">${this.t("light.show")}</legend>
          ${SHOWN.map(
            (one) => html`<label><input type="radio" name="shown" value=${one} .checked=${shown === one}
              @change=${() => this.change({ shown: one })} /><span>${this.t(`showing.${one}`)}</span></label>`,
          )}
        </fieldset>
        ${preview === null ? "" : this.showFiles(preview.id)}
      </div>
      <p class="hint said" role="status">${showing.isLoading ? this.t("showing.loading") : this.said}</p>
      ${showTrouble(this.job.language, this.t("problem.title"), this.job.troubles.showing)}
      <details><summary>${this.t("showing.title")}</summary>
        <fieldset class="controls" ?disabled=${shown !== "colours"}>
          <legend class="unseen">${this.t("showing.title")}</legend>
          ${this.showExposure()} ${this.showWhite()} ${this.showTones()}
        </fieldset>
      </details>`;
  }
}

customElements.define("lampyris-showing", ShowingPanel);
