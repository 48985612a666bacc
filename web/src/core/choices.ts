/** What is chosen of a luminaire: one choice for each option, and a bulb. A variant's key names choices joined by +. */

import type { Luminaire, Option, Placement } from "./types";

const JOIN = "+";

/** Stands for every lamp that is there already and of which nothing is known. */
export const EXISTING = "(existing)";

/** What a luminaire goes by: its sku, the path of a person's own file, or that it is there already. */
export function keyOf(what: Placement["luminaire"]): string {
  if (typeof what === "string") return what;
  return "photometry" in what ? what.photometry : EXISTING;
}

/** What a placement hangs when it hangs this. */
export const hungAs = (luminaire: Luminaire): Placement["luminaire"] =>
  luminaire.path === undefined ? luminaire.sku : { photometry: luminaire.path };

/** The name under which a luminaire with a variant and a bulb is kept. */
export const configuredKey = (one: Pick<Placement, "luminaire" | "variant" | "bulb">): string =>
  [keyOf(one.luminaire), one.variant ?? "", one.bulb ?? ""].join("|");

/** The chosen key of each option; the first where nothing was chosen. */
export function chosenKeys(options: readonly Option[], variant: string): Map<string, string> {
  const named = new Set(variant.split(JOIN));
  return new Map(options.map(({ key, choices }) => [key, (choices.find((one) => named.has(one.key)) ?? choices[0])?.key ?? ""]));
}

/** The variant with another choice for one option; undefined where that is the luminaire as it comes. */
export function withChoice(options: readonly Option[], variant: string, option: string, key: string): string | undefined {
  const keys = chosenKeys(options, variant).set(option, key);
  const others = options.filter(({ key: name, choices }) => keys.get(name) !== choices[0]?.key);
  return others.length === 0 ? undefined : others.map(({ key: name }) => keys.get(name)).join(JOIN);
}

/** Why a choice does not go with the others, if it does not. */
export function excludedBy(luminaire: Luminaire, option: string, key: string): Luminaire["excludes"][number] | undefined {
  const keys = new Set(chosenKeys(luminaire.options, luminaire.variant).set(option, key).values());
  return luminaire.excludes.find(({ choices }) => choices.includes(key) && choices.every((one) => keys.has(one)));
}

/** A placement with a variant and a bulb, less what that luminaire cannot do: a colour, a hanging length, a dimming. */
export function withChosen(one: Placement, chosen: Pick<Placement, "variant" | "bulb">, luminaire: Luminaire): Partial<Placement> {
  const changed: Partial<Placement> = { variant: chosen.variant, bulb: chosen.bulb };
  const range = luminaire.cct_range_k;
  if (one.cct_k !== undefined && (range === null || one.cct_k < range[0] || one.cct_k > range[1])) changed.cct_k = undefined;
  const hanging = luminaire.hanging_length_m;
  if (one.hanging_length_m !== undefined && hanging !== null) {
    changed.hanging_length_m = Math.min(Math.max(one.hanging_length_m, hanging.minimum), hanging.maximum);
  }
  return changed;
}
