/** Asking for the light of the plan, waiting for it, and what came of it. */

import * as api from "../core/api";
import { sceneNames } from "../core/scenes";
import { draftAddress } from "../core/showing";
import type { Measures, Preview, Quality } from "../core/types";
import type { Job } from "./job";
import { ShowingWork } from "./showing_work";

export class LightWork {
  quality: Quality = "normal";
  /** The preview that is being made. */
  preview: Preview | null = null;
  /** The preview whose picture and measures are shown. */
  shown: Preview | null = null;
  measures: Measures | null = null;
  /** Address of the draft of the picture that is being made; stays while that picture is fetched. */
  draft: string | null = null;
  readonly showing: ShowingWork;
  luxInPlan = false;
  cancelled = false;

  private chosenScene: string | null = null;
  private work: AbortController | null = null;

  constructor(private readonly job: Job) {
    this.showing = new ShowingWork(job);
  }

  get isWorking(): boolean {
    return this.job.busy === "saving" || this.job.busy === "preview";
  }

  /** The lighting scene that is looked at; null for everything on as it is set. */
  get scene(): string | null {
    return sceneNames(this.job.configuration).find((name) => name === this.chosenScene) ?? null;
  }

  chooseScene(name: string | null): void {
    this.chosenScene = name;
    this.job.tell();
  }

  /** The plan or the scene is no longer the one of the picture. */
  get isStale(): boolean {
    const { shown } = this;
    return shown !== null && !(this.job.isSavedAs(shown.configuration_version) && shown.scene === this.scene);
  }

  setQuality(quality: Quality): void {
    this.quality = quality;
    this.job.tell();
  }

  setLuxInPlan(shown: boolean): void {
    this.luxInPlan = shown;
    this.job.tell();
  }

  async see(): Promise<void> {
    const { job } = this;
    if (job.configuration === null || job.busy !== "" || job.isEmpty) return;
    const work = new AbortController();
    this.work = work;
    this.cancelled = false;
    this.preview = null;
    this.draft = null;
    job.begin("saving", "light");
    try {
      const saved = await job.save();
      if (work.signal.aborted) return;
      job.begin("preview", "light");
      const view = job.configuration.views[0]?.name ?? null;
      const asked = await api.askForPreview(saved.id, this.scene, view, this.quality);
      if (work.signal.aborted) {
        await api.cancelPreview(asked.id);
        return;
      }
      await this.follow(asked, work.signal);
    } catch (reason) {
      if (!work.signal.aborted) job.fail("light", reason);
    }
    if (this.work !== work) return;
    this.draft = null;
    job.end();
  }

  private async follow(asked: Preview, signal: AbortSignal): Promise<void> {
    const hear = (preview: Preview) => {
      this.preview = preview;
      const { draft } = preview.links;
      this.draft = draft && draftAddress(draft, this.showing.showing);
      this.job.tell();
    };
    hear(asked);
    if (!api.isOver(asked)) await api.followPreview(asked.id, hear, signal);
    if (!signal.aborted) await this.take(this.preview ?? asked);
  }

  private async take(preview: Preview): Promise<void> {
    if (preview.state === "done") {
      const [measures] = await Promise.all([api.measures(preview.id), this.showing.take(preview.id)]);
      this.measures = measures;
      this.shown = preview;
    } else if (preview.state === "failed") {
      const { error, problems } = preview;
      this.job.troubles.light = error?.message ? { ...error, problems } : { message: this.job.text("light.failed"), problems };
    } else {
      this.cancelled = true;
    }
  }

  async cancel(): Promise<void> {
    const { preview } = this;
    this.stop();
    this.cancelled = true;
    this.job.tell();
    try {
      if (preview !== null) await api.cancelPreview(preview.id);
    } catch {
      // It was over already, or the service is gone: in both cases nothing goes on for us.
    }
  }

  private stop(): void {
    this.work?.abort();
    this.work = null;
    this.preview = null;
    this.draft = null;
    if (this.isWorking) this.job.end();
  }

  /** Another room: what was shown is not its light. */
  forget(): void {
    this.stop();
    this.shown = null;
    this.measures = null;
    this.showing.forget();
    this.luxInPlan = false;
    this.cancelled = false;
  }

  /** Show again what was shown before the page was left. */
  async recover(previewId: string): Promise<void> {
    this.measures = await api.measures(previewId);
    this.shown = await api.preview(previewId);
    await this.showing.take(previewId);
  }
}
