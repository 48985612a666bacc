/** How a room comes in: a sample, or a person's own file. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";

import { number } from "../core/formatting";
import type { Sample } from "../core/types";
import { readingFor } from "../texts";
import type { Job, Trouble } from "./job";
import { Panel } from "./panel";
import { showWithRepairs } from "./repairs";
import { showTrouble } from "./trouble";

const UNITS = ["m", "cm", "mm", "in", "ft"];

export class StartPanel extends Panel {
  /** The sample that was asked for last; empty for an own file. What becomes of it is told where it was asked. */
  private asked = "";
  private told: Trouble | undefined;

  private get file(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>("input[type=file]");
  }

  private send(event: Event): void {
    event.preventDefault();
    const file = this.file?.files?.[0];
    const units = this.querySelector("select")?.value ?? "auto";
    if (file === undefined) return;
    this.asked = "";
    void this.job.upload(file, units);
  }

  private drop(event: DragEvent): void {
    event.preventDefault();
    const files = event.dataTransfer?.files;
    if (this.file !== null && files !== undefined && files.length > 0) this.file.files = files;
  }

  private card(sample: Sample, busy: boolean): TemplateResult {
    const title = this.named(sample.title);
    const facts = { area: number(this.job.language, sample.floor_area_m2, 0), count: String(sample.rooms) };
    const take = (lit: boolean) => () => {
      this.asked = sample.name;
      void this.job.takeSample(sample, lit);
    };
    return html`
      <li class="card sample">
        <img src=${sample.links.picture} alt="" width="480" height="270" loading="lazy" />
        <h3>${title}</h3>
        <p class="soft">${this.t(sample.rooms === 1 ? "start.sampleFacts" : "start.sampleFactsRooms", facts)}</p>
        <p>${this.named(sample.note)}</p>
        <div class="row">
          <button class="primary" ?disabled=${busy} aria-label=${this.t("start.sampleTakeNamed", { title })} @click=${take(false)}>
            ${this.t("start.sampleTake")}
          </button>
          <button ?disabled=${busy} aria-label=${this.t("start.sampleLitNamed", { title })} @click=${take(true)}>
            ${this.t("start.sampleLit")}
          </button>
        </div>
        ${this.outcome(sample.name, busy)}
      </li>`;
  }

  /** That we are at it, or why it did not work, beside what was asked for. */
  private outcome(name: string, busy: boolean): TemplateResult {
    const { job } = this;
    const own = this.asked === name;
    const words = name === "" ? this.t("start.patience") : this.t("start.reading");
    return html`
      <p class="status" role="status">${busy && own ? words : nothing}</p>
      ${own ? this.showRefusal(job) : nothing}`;
  }

  private showRefusal(job: Job): TemplateResult | typeof nothing {
    const trouble = job.troubles.start;
    if (job.unsound === null || trouble === undefined) return showTrouble(job.language, this.t("problem.room"), trouble);
    return html`<div class="notice error" role="alert">
        <strong>${this.t("problem.room")}</strong> ${showWithRepairs(job, trouble.problems)}
      </div>`;
  }

  /** A refusal is seen at once, wherever the page stands. */
  protected override updated(_: PropertyValues): void {
    const trouble = this.job.troubles.start;
    if (trouble !== this.told) this.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
    this.told = trouble;
  }

  protected override render(): TemplateResult {
    const { job } = this;
    const busy = job.busy === "room";
    return html`
      <section class="start" aria-labelledby="start-title">
        <h1 id="start-title">${this.t("start.title")}</h1>
        <p class="lead">${this.t("start.lead")}</p>
        <div class="ways">
          <form class="card way" @submit=${this.send} @dragover=${(event: Event) => event.preventDefault()} @drop=${this.drop}>
            <h2>${this.t("start.upload")}</h2>
            <p>${this.t("start.uploadLead")}</p>
            <label class="field"><span>${this.t("start.file")}</span><input type="file" name="file" required /></label>
            <label class="field"><span>${this.t("start.units")}</span>
              <select name="units">
                <option value="auto">${this.t("start.unitsAuto")}</option>
                ${UNITS.map((unit) => html`<option value=${unit}>${readingFor(job.language, "units", unit)}</option>`)}
              </select>
            </label>
            <button ?disabled=${busy}>${this.t(busy && this.asked === "" ? "start.reading" : "start.uploadSend")}</button>
            ${this.outcome("", busy)}
          </form>
          <div class="samples">
            <h2>${this.t("start.sample")}</h2>
            <p class="soft">${this.t("start.sampleLead")}</p>
            <ul>${job.samples.map((sample) => this.card(sample, busy))}</ul>
          </div>
        </div>
        ${job.configuration === null
          ? nothing
          : html`<button class="quiet" @click=${() => job.setShowStart(false)}>← ${this.t("start.back")}</button>`}
      </section>`;
  }
}

customElements.define("lampyris-start", StartPanel);
