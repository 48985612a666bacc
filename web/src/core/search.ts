/** What somebody looks for in the catalogue, as the service takes it; and what the service says to it. */

import type { Luminaire, Named } from "./types";

export type Kind = "mounting" | "family" | "cct_k" | "dimming" | "ip";
export type Sort = "" | "price" | "-price" | "-flux" | "-efficacy" | "power" | "name";
export const KINDS: readonly Kind[] = ["mounting", "family", "cct_k", "dimming", "ip"];
export const SORTS: readonly Sort[] = ["", "price", "-price", "-flux", "-efficacy", "power", "name"];
const SEVERAL: readonly Kind[] = ["mounting", "family", "dimming"];

export interface Wish {
  search: string;
  sort: Sort;
  /** Chosen values by kind; of kinds that the service takes one of, the last counts. */
  chosen: Partial<Record<Kind, readonly string[]>>;
  price_max: string;
  ceiling_m: string;
  in_stock: boolean;
}

export const NO_WISH: Wish = { search: "", sort: "", chosen: {}, price_max: "", ceiling_m: "", in_stock: false };

export interface ByLight {
  illuminance_lx: number | null;
  from_m: number | null;
  over: "point" | "desk" | null;
  reaches_down_m: number | null;
}

/** One page of the list. */
export interface FoundPage {
  items: Luminaire[];
  next: string | null;
  total: number;
  facets: Record<string, Record<string, number> | null>;
  by_light: Record<string, ByLight>;
  understood: {
    words: string[];
    wishes: { text: string; means: Record<string, unknown> }[];
    unclear: { text: string; lacks: Named }[];
  };
}

/** A number as people type it, with a comma or a point; empty where it is none. */
function typed(text: string): string {
  const plain = text.trim().replace(",", ".");
  return /^\d+(\.\d+)?$/.test(plain) && Number(plain) > 0 ? plain : "";
}

/** The query of a wish. */
export function queryOf(wish: Wish, after: string | null = null, limit = 24): string {
  const query = new URLSearchParams();
  const set = (name: string, value: string) => void (value !== "" && query.set(name, value));
  set("search", wish.search.trim().slice(0, 200));
  for (const kind of KINDS) {
    const values = wish.chosen[kind] ?? [];
    if (SEVERAL.includes(kind)) for (const value of values) query.append(kind, value);
    else set(kind, values.at(-1) ?? "");
  }
  set("price_max", typed(wish.price_max));
  set("ceiling_m", typed(wish.ceiling_m));
  if (wish.in_stock) query.set("in_stock", "true");
  set("sort", wish.sort);
  set("limit", String(limit));
  set("after", after ?? "");
  return query.toString();
}

/** The wish with a value chosen, or no longer; kinds of one value swap it. */
export function toggled(wish: Wish, kind: Kind, value: string): Wish {
  const before = wish.chosen[kind] ?? [];
  const without = before.filter((each) => each !== value);
  const added = SEVERAL.includes(kind) ? [...before, value] : [value];
  return { ...wish, chosen: { ...wish.chosen, [kind]: without.length < before.length ? without : added } };
}

/** How many bounds are set beside the words. */
export function countOf({ chosen, price_max, ceiling_m, in_stock }: Wish): number {
  const values = Object.values(chosen).reduce((sum, each) => sum + (each?.length ?? 0), 0);
  return values + Number(typed(price_max) !== "") + Number(typed(ceiling_m) !== "") + Number(in_stock);
}
