/** What every part of the page is: a view of the job, in the page's own style sheet. */

import { LitElement } from "lit";

import type { Named } from "../core/types";
import type { TextKey } from "../texts";
import type { Job } from "./job";

export abstract class Panel extends LitElement {
  static override properties = { job: { attribute: false }, revision: { attribute: false } };
  declare job: Job;
  /** Counts the job's changes, so that a change of the job draws its views anew. */
  declare revision: number;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected t(key: TextKey, values?: Record<string, string | number>): string {
    return this.job.text(key, values);
  }

  protected named(name: Named | undefined): string {
    return name === undefined ? "" : name[this.job.language] || name.en;
  }
}
