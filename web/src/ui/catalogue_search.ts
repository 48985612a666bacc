/** Looking through the catalogue: the wish, the pages that have come, and what the service understood. */

import * as api from "../core/api";
import { type ByLight, type FoundPage, NO_WISH, queryOf, type Wish } from "../core/search";
import type { Luminaire } from "../core/types";

const PAUSE_MS = 220; // so that not every letter is asked for

export class CatalogueSearch {
  wish: Wish = NO_WISH;
  items: Luminaire[] = [];
  byLight: Record<string, ByLight> = {};
  page: FoundPage | null = null;
  busy = false;
  private running: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly learn: (found: Luminaire[]) => void,
    private readonly tell: () => void,
    private readonly fail: (reason: unknown) => void,
  ) {}

  change(values: Partial<Wish>, soon = true): void {
    this.wish = { ...this.wish, ...values };
    clearTimeout(this.timer);
    const ask = () => void this.first().catch((reason: unknown) => this.fail(reason));
    if (soon) this.timer = setTimeout(ask, PAUSE_MS);
    else ask();
    this.tell();
  }

  /** The first page of the wish; a later wish takes its place. */
  async first(): Promise<void> {
    await this.ask(null);
  }

  async more(): Promise<void> {
    const after = this.page?.next ?? null;
    if (after !== null && !this.busy) await this.ask(after).catch((reason: unknown) => this.fail(reason));
  }

  private async ask(after: string | null): Promise<void> {
    this.running?.abort();
    const running = (this.running = new AbortController());
    this.busy = true;
    try {
      const page = await api.findLuminaires(queryOf(this.wish, after), running.signal);
      this.page = page;
      this.items = after === null ? page.items : [...this.items, ...page.items];
      this.byLight = after === null ? page.by_light : { ...this.byLight, ...page.by_light };
      this.learn(page.items);
    } catch (reason) {
      if (!running.signal.aborted) throw reason;
    } finally {
      if (this.running === running) {
        this.busy = false;
        this.tell();
      }
    }
  }
}
