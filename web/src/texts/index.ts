/** The page's texts in the language that was chosen. */

import type { Language } from "../core/types";
import { en, type TextKey, type Texts } from "./en";
import { zh } from "./zh";

const DICTIONARIES: Record<Language, Texts> = { en, zh };

export type { TextKey };

export function text(language: Language, key: TextKey, values: Record<string, string | number> = {}): string {
  return DICTIONARIES[language][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in values ? String(values[name]) : whole,
  );
}

/** The word for a state of the service, or the state itself where we have no word yet. */
export function stateText(language: Language, state: string): string {
  const key = `state.${state}` as TextKey;
  return key in en ? text(language, key) : state.replaceAll("_", " ");
}
