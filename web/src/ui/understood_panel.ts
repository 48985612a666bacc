/** What was understood of the room's file: which rooms, every doubt with its repairs, the votes, and what was found. */

import { html, nothing, type TemplateResult } from "lit";

import { number } from "../core/formatting";
import { contains } from "../core/geometry";
import { byPlace } from "../core/places";
import type { RoomAnswer, RoomDocument } from "../core/types";
import { furnishing, isCorrection, lightsIn, repairsOf, scopeKey, scopeOf, scopesOf, type Scope } from "../core/understanding";
import { showSketch } from "../plan/sketch";
import { evidenceFor, readingFor, type TextKey } from "../texts";
import { Panel } from "./panel";
import { showSaid, showWithRepairs } from "./repairs";
import { showTrouble } from "./trouble";

const UNITS = ["m", "cm", "mm", "in", "ft"];

export class UnderstoodPanel extends Panel {
  /** Whether it is told how the room was read; as the person leaves it, until another room comes. */
  private open = false;
  private roomId = "";

  private begin(answer: RoomAnswer, mendable: boolean): void {
    if (answer.id === this.roomId) return;
    this.roomId = answer.id;
    this.open = mendable && answer.version === 1 && this.job.isEmpty;
  }

  private scopeName(scope: Scope, room: RoomDocument): string {
    const area = (shapes: RoomDocument["rooms"]) =>
      number(this.job.language, shapes.reduce((sum, { floor_area_m2 }) => sum + floor_area_m2, 0), 1);
    if (scope === "all") return this.t("room.all", { count: room.rooms.length, area: area(room.rooms) });
    if ("storey" in scope) {
      const own = room.rooms.filter(({ storey }) => storey === scope.storey);
      return this.t("room.storey", { name: scope.storey, count: own.length, area: area(own) });
    }
    const own = room.rooms.filter(({ name }) => name === scope.room);
    return `${scope.room} (${area(own)} m²)`;
  }

  private showScopes(room: RoomDocument): TemplateResult | typeof nothing {
    const scopes = scopesOf(room);
    const { configuration } = this.job;
    if (scopes.length < 2 || configuration === null) return nothing;
    const chosen = scopeKey(scopeOf(configuration, room));
    const change = (event: Event) => {
      const wanted = scopes.find((scope) => scopeKey(scope) === (event.target as HTMLSelectElement).value);
      if (wanted !== undefined) this.job.chooseScope(wanted);
    };
    return html`
      <label class="field inline"><span>${this.t("room.which")}</span>
        <select name="scope" @change=${change}>
          ${scopes.map((scope) => html`<option value=${scopeKey(scope)} ?selected=${scopeKey(scope) === chosen}>${this.scopeName(scope, room)}</option>`)}
        </select>
      </label>`;
  }

  private showLights(): TemplateResult | typeof nothing {
    const { room, shown, configuration } = this.job;
    if (room === null || shown === null || configuration === null) return nothing;
    const lights = lightsIn(room, shown, (shape, { position_m: [x, y] }) => contains(shape.outline_m, [x, y]));
    const left = lights.filter(
      ({ position_m: [x, y] }) =>
        !configuration.placements.some(({ position_m: at }) => Math.hypot(at[0] - x, at[1] - y) < 0.05),
    );
    if (left.length === 0) return nothing;
    return html`<button class="quiet" name="existing" @click=${() => this.job.hangExisting()}>${this.t("room.existing", { count: left.length })}</button>`;
  }

  private showFurnish(): TemplateResult | typeof nothing {
    const { room, shown } = this.job;
    const empty = room === null || shown === null ? null : furnishing(room, shown);
    if (empty === null) return nothing;
    const words = empty.rooms === 1 ? this.t("repair.furnishThis") : this.t("room.furnish", { count: empty.rooms });
    return html`<button class="quiet" name="furnish" ?disabled=${this.job.busy !== ""} @click=${() => void this.job.correct(empty.repair)}>${words}</button>`;
  }

  private showVotes(room: RoomDocument): TemplateResult | typeof nothing {
    const choices = room.choices ?? [];
    if (choices.length === 0) return nothing;
    return html`
      <h3>${this.t("room.votes")}</h3>
      <table class="votes">
        ${choices.map(
          ({ key, taken, by_user, votes }) => html`
            <tbody>
              <tr><th scope="rowgroup" colspan="3">${this.t(`choice.${key}` as TextKey)}: ${readingFor(this.job.language, key, taken)} ${by_user ? this.t("room.byYou") : nothing}</th></tr>
              ${votes.map(({ value, points, evidence }) => html`<tr><td>${readingFor(this.job.language, key, value)}</td><td class="number">${number(this.job.language, points, 1)}</td><td>${evidenceFor(this.job.language, evidence) ?? html`<span lang="en">${evidence}</span>`}</td></tr>`)}
            </tbody>`,
        )}
      </table>`;
  }

  private correct(event: Event): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const changes: Record<string, unknown> = {};
    const height = Number(form.get("height"));
    if (Number.isFinite(height) && height > 0) changes.height_m = height;
    for (const key of ["units", "up"] as const) {
      const value = String(form.get(key) ?? "");
      if (value !== "") changes[key] = value;
    }
    if (form.get("mirror") !== null) changes.mirror = this.job.room?.said.mirror !== true;
    if (Object.keys(changes).length > 0) void this.job.correct(changes);
  }

  private showForm(): TemplateResult {
    const select = (key: "units" | "up", values: string[]) => html`
      <label class="field small"><span>${this.t(`choice.${key}`)}</span>
        <select name=${key}><option value="">${this.t("room.asItIs")}</option>${values.map((value) => html`<option value=${value}>${readingFor(this.job.language, key, value)}</option>`)}</select>
      </label>`;
    return html`
      <h3>${this.t("room.correct")}</h3>
      <form class="row correcting" @submit=${this.correct}>
        <label class="field small"><span>${this.t("room.height")}</span>
          <span class="with-unit"><input type="number" name="height" min="1" max="50" step="0.01" /> m</span></label>
        ${select("units", UNITS)} ${select("up", ["z", "y", "x"])}
        <label class="tick"><input type="checkbox" name="mirror" /> ${this.t("room.mirror")}</label>
        <button ?disabled=${this.job.busy !== ""}>${this.t("room.readAgain")}</button>
      </form>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { job } = this;
    const { room: answer, shown } = job;
    if (answer === null || shown === null) return nothing;
    const { room, filename } = answer;
    const heights = shown.rooms.map(({ height_m }) => height_m);
    const metres = (value: number) => number(job.language, value, 2);
    const [low, high] = [Math.min(...heights), Math.max(...heights)];
    const problems = byPlace(room.problems, room.rooms, shown.rooms);
    const mendable = problems.some((one) => one.severity !== "info" && repairsOf(one).some(isCorrection));
    this.begin(answer, mendable);
    const doubts = problems.filter(({ severity }) => severity !== "info").length;
    return html`
      <div class="room">
        <h1>${job.configuration?.name || filename}</h1>
        <p>${this.t("room.facts", {
          area: number(job.language, shown.rooms.reduce((sum, shape) => sum + shape.floor_area_m2, 0), 1),
          height: high - low < 0.005 ? metres(high) : `${metres(low)}–${metres(high)}`,
          walls: shown.rooms.reduce((sum, shape) => sum + shape.outline_m.length, 0),
          furniture: shown.furniture,
        })}</p>
        ${job.piecesAside === 0 ? nothing : html`<p class="aside">${this.t("room.aside", { count: job.piecesAside })}</p>`}
        ${job.piecesWithoutRoom === 0 ? nothing : html`<p class="notice roomless" role="status">${this.t("room.gone", { count: job.piecesWithoutRoom })}</p>`}
        ${job.planesAside === 0 ? nothing : html`<p class="planes">${this.t("room.planes", { count: job.planesAside })}</p>`}
        ${job.waitingCount === 0 ? nothing : html`<p class="notice away" role="status">${this.t("room.waiting", { count: job.waitingCount })}</p>`}
        ${this.showScopes(room)} ${this.showLights()} ${this.showFurnish()}
        <button class="quiet" @click=${() => job.setShowStart(true)}>${this.t("room.other")}</button>
        ${showSaid(job, answer.said)} ${showTrouble(job.language, this.t("problem.correction"), job.troubles.room)}
        <details ?open=${this.open} @toggle=${(event: Event) => {
          if (event.target === event.currentTarget) this.open = (event.currentTarget as HTMLDetailsElement).open;
        }}>
          <summary>${doubts > 0 ? this.t("room.doubts", { count: doubts }) : this.t("room.remarks", { count: problems.length })}</summary>
          ${showWithRepairs(job, problems)}
          ${this.showVotes(room)} ${this.showForm()}
        </details>
        ${showSketch(job.pointed, room, shown.rooms, job.language)}
      </div>`;
  }
}

customElements.define("lampyris-understood", UnderstoodPanel);
