/** Showing a picture otherwise: what is wished, and the address of what can be seen already. */

import * as api from "../core/api";
import { AS_MADE, pictureAddress, type Showing } from "../core/showing";
import type { Job } from "./job";
import { pictureReady } from "./picture_ready";

/** Whoever drags a slider means where it stops. */
const SETTLED_MS = 250;

export class ShowingWork {
  showing: Showing = AS_MADE;
  /** Of the picture that is there, with the showing it has; null while there is none. */
  address: string | null = null;

  private previewId: string | null = null;
  private loading: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly job: Job) {}

  get isLoading(): boolean {
    return this.loading !== null;
  }

  private get wished(): string | null {
    return this.previewId === null ? null : pictureAddress(this.previewId, this.showing);
  }

  change(values: Partial<Showing>): void {
    this.showing = { ...this.showing, ...values };
    this.job.tell();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.catchUp(), SETTLED_MS);
  }

  /** Show a preview's picture; resolves once it can be seen at once, so that nothing blank comes before it. */
  async take(previewId: string): Promise<void> {
    this.previewId = previewId;
    await this.catchUp();
  }

  forget(): void {
    this.previewId = null;
    this.address = null;
    delete this.job.troubles.showing;
  }

  /** One picture at a time: the service is asked for the last wish only once the one before has come. */
  private catchUp(): Promise<void> {
    this.loading ??= this.load().finally(() => {
      this.loading = null;
      this.job.tell();
    });
    return this.loading;
  }

  private async load(): Promise<void> {
    for (let wished = this.wished; wished !== null && wished !== this.address; wished = this.wished) {
      this.job.tell();
      try {
        await pictureReady(wished);
        delete this.job.troubles.showing;
      } catch (reason) {
        if (wished !== this.wished) continue;
        this.job.fail("showing", reason);
        this.keepOne();
        return;
      }
      if (this.previewId !== null) this.address = wished;
    }
  }

  /** What cannot be shown otherwise is shown as it was made, rather than another preview. */
  private keepOne(): void {
    const { previewId, address } = this;
    if (previewId === null || address?.startsWith(api.previewPlace(previewId))) return;
    this.address = pictureAddress(previewId);
  }
}
