/** Pictures of the luminaires in the list, brought one at a time: the first time one is asked for it is made, which takes seconds. */

import { pictureReady } from "./picture_ready";

/** As many connections as a browser opens to one host must never wait for pictures: the job itself needs them. */
export class ArticlePictures {
  private readonly there = new Set<string>();
  private readonly given = new Set<string>();
  private waiting: string[] = [];
  private working = false;

  constructor(private readonly tell: () => void) {}

  /** Whether a picture can be seen at once. */
  has(address: string): boolean {
    return this.there.has(address);
  }

  /** Bring these pictures, in this order; what was wished before and is not begun is not wished any more. */
  want(addresses: readonly string[]): void {
    this.waiting = addresses.filter((each) => !this.there.has(each) && !this.given.has(each));
    if (!this.working) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      try {
        await pictureReady(next);
        this.there.add(next);
        this.tell();
      } catch {
        this.given.add(next); // its sign stays, with its name and facts
      }
    }
    this.working = false;
  }
}
