/** What the page keeps in the browser, so that nothing is lost on an error or a reload. */

import type { Saved } from "./api";
import type { Stated } from "./furniture";
import type { Showing } from "./showing";
import type { Configuration, Language, OwnFile, RoomAnswer } from "./types";
import type { Waiting } from "./waiting";

export interface Kept {
  room: RoomAnswer;
  configuration: Configuration;
  saved: Saved | null;
  savedText: string;
  scene: string | null;
  showing?: Showing;
  previewId: string | null;
  orderId: string | null;
  own?: OwnFile[];
  stated?: [string, Stated][];
  waiting?: Waiting;
}

const JOB = "lampyris.job.1";
const LANGUAGE = "lampyris.language";

/** Remember; false where the browser does not let us. */
export function keep(storage: Storage, kept: Kept): boolean {
  try {
    storage.setItem(JOB, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/** What was kept, or null where there is nothing or it is not ours any more. */
export function recall(storage: Storage): Kept | null {
  try {
    const kept = JSON.parse(storage.getItem(JOB) ?? "null") as Kept | null;
    const sound = Array.isArray(kept?.room.room.rooms) && Array.isArray(kept.configuration.placements);
    return sound ? kept : null;
  } catch {
    return null;
  }
}

export function recallLanguage(storage: Storage, preferred: string): Language {
  try {
    const kept = storage.getItem(LANGUAGE);
    if (kept === "en" || kept === "zh") return kept;
  } catch {
    // A browser without storage still gets the language it prefers.
  }
  return preferred.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function keepLanguage(storage: Storage, language: Language): void {
  try {
    storage.setItem(LANGUAGE, language);
  } catch {
    // The choice then lasts as long as the page.
  }
}
