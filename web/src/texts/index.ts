/** The page's texts in the language that was chosen. */

import type { Language } from "../core/types";
import { en, type TextKey, type Texts } from "./en";
import { zh } from "./zh";

const DICTIONARIES: Record<Language, Texts> = { en, zh };

export type { TextKey };

/** `{name}` is a value; `{name:form|form}` is the form that goes with one of it, or with any other number. */
const PLACE = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g;

export function text(language: Language, key: TextKey, values: Record<string, string | number> = {}): string {
  return DICTIONARIES[language][key].replace(PLACE, (whole, name: string, one?: string, other?: string) => {
    if (!(name in values)) return whole;
    return one === undefined ? String(values[name]) : String(Number(values[name]) === 1 ? one : other);
  });
}

/** Our word for a name that the service gives to a state, a step, a plane, a piece of furniture, a scene or a task; the name itself where we have none. */
export function wordFor(language: Language, kind: "state" | "stepName" | "plane" | "furniture" | "scene" | "task" | "use", name: string): string {
  const key = `${kind}.${name}`;
  return key in en ? text(language, key as TextKey) : name.replaceAll("_", " ");
}
