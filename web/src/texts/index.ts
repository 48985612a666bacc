/** The page's texts in the language that was chosen. */

import type { Language, Problem } from "../core/types";
import { en, type TextKey, type Texts } from "./en";
import { evidenceZh } from "./evidence_zh";
import { otherZh, problemsZh } from "./problems_zh";
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

/** Our word for a name that the service gives to a state, a step, a plane, a piece of furniture, a scene or a task, in whatever case; the name itself where we have none. */
export function wordFor(language: Language, kind: "state" | "stepName" | "plane" | "furniture" | "scene" | "task" | "use", name: string): string {
  const plain = name.replaceAll("_", " ");
  const key = [name, plain.toLowerCase()].map((each) => `${kind}.${each}`).find((each) => each in en);
  const isOwnEnglish = language === "en" && key !== `${kind}.${name}`;
  return key === undefined || isOwnEnglish ? plain : text(language, key as TextKey);
}

/** What the votes call a reading: a unit, an axis, mirrored or not, mesh or scan; drawings and layers keep the names that the file gives them. */
export function readingFor(language: Language, key: string, value: string): string {
  const numbered = key === "view" ? /^view (\d+)$/.exec(value)?.[1] : undefined;
  if (numbered !== undefined) return text(language, "reading.view.numbered", { number: numbered });
  const known = `reading.${key}.${value}`;
  return known in en ? text(language, known as TextKey) : value;
}

/** What speaks for a reading, in our words; nothing where the service's own words have to do. */
export function evidenceFor(language: Language, words: string): string | undefined {
  return language === "zh" ? evidenceZh(words) : undefined;
}

/** What a problem is and what to do, in our words; nothing where the service's own words are in the language already. */
export function sentenceFor(language: Language, code: string, severity: Problem["severity"]): string | undefined {
  return language === "zh" ? (problemsZh[code] ?? otherZh[severity]) : undefined;
}
