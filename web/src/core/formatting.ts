/** Numbers, money and times as people of a language write them. */

import type { Language, Money } from "./types";

const LOCALES: Record<Language, string> = { en: "en-IE", zh: "zh-CN" };

export function number(language: Language, value: number, digits = 0): string {
  return new Intl.NumberFormat(LOCALES[language], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** A measured value with as many digits as its standard error deserves. */
export function withError(language: Language, value: number, error: number | null): string {
  const digits = error === null || error <= 0 ? (value < 10 ? 2 : value < 100 ? 1 : 0) : digitsOf(error);
  if (error === null) return number(language, value, digits);
  return `${number(language, value, digits)} ± ${number(language, error, digits)}`;
}

function digitsOf(error: number): number {
  return Math.min(Math.max(1 - Math.floor(Math.log10(error)) - 1, 0), 3);
}

export function money(language: Language, { amount, currency }: Money): string {
  return new Intl.NumberFormat(LOCALES[language], { style: "currency", currency }).format(Number(amount));
}

export function time(language: Language, at: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "medium", timeStyle: "short" }).format(moment);
}
