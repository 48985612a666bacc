/** Numbers, money and times as people of a language write them. */

import type { Language, Money } from "./types";

const LOCALES: Record<Language, string> = { en: "en-IE", zh: "zh-CN" };

export function number(language: Language, value: number, digits = 0): string {
  return new Intl.NumberFormat(LOCALES[language], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "negative", // what is rounded to zero has no sign
  }).format(value);
}

/** An illuminance: whole lux, and tenths only where there are few. */
export const lux = (language: Language, value_lx: number): string => number(language, value_lx, value_lx < 9.95 ? 1 : 0);

/** A standard error: below one with its first digit; nobody needs to read more of it. */
export const standardError = (language: Language, error: number): string =>
  new Intl.NumberFormat(LOCALES[language], error < 1 ? { maximumSignificantDigits: 1 } : { maximumFractionDigits: 0 }).format(error);

/** How long from one moment to another, in seconds; 0 where the second has not come. */
export const secondsBetween = (start: string, end: string | null): number =>
  end === null ? 0 : Math.max((Date.parse(end) - Date.parse(start)) / 1000, 0);

export function money(language: Language, { amount, currency }: Money): string {
  return new Intl.NumberFormat(LOCALES[language], { style: "currency", currency }).format(Number(amount));
}

export function time(language: Language, at: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "medium", timeStyle: "short" }).format(moment);
}
