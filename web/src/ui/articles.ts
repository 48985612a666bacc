/** All that can be hung: the catalogue, its variants and bulbs, and a person's own files. */

import * as api from "../core/api";
import { configuredKey, EXISTING, keyOf } from "../core/choices";
import { ASSUMED } from "../core/understanding";
import type { Bulb, Luminaire, OwnFile, Placement } from "../core/types";
import { CatalogueSearch } from "./catalogue_search";

const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A lamp that was found in a room's file: its light is assumed, and it cannot be ordered. */
const EXISTING_LAMP: Luminaire = {
  sku: EXISTING,
  article: "",
  stand_in: false,
  variant: "",
  variant_name: { en: "", zh: "" },
  options: [],
  excludes: [],
  lampholder: null,
  bulb: null,
  name: { en: "Existing lamp (assumed)", zh: "已有灯具（假定）" },
  description: { en: "", zh: "" },
  mounting: "any",
  power_w: null,
  luminous_flux_lm: ASSUMED.flux_lm,
  cct_k: ASSUMED.cct_k,
  cct_range_k: null,
  colour_rendering_index: null,
  beam_angle_deg: ASSUMED.beam_angle_deg,
  size_m: null,
  hanging_length_m: null,
  minimum_dimming: 0,
  price: null,
};

export class Articles {
  /** Those of the catalogue that have come so far. */
  private readonly known = new Map<string, Luminaire>();
  readonly search: CatalogueSearch;
  bulbs: Bulb[] = [];
  own: OwnFile[] = [];
  private readonly configured = new Map<string, Luminaire>();
  private readonly asked = new Set<string>();

  constructor(
    private readonly tell: () => void,
    fail: (reason: unknown) => void,
  ) {
    this.search = new CatalogueSearch((found) => this.learn(found), tell, fail);
  }

  get luminaires(): Luminaire[] {
    return [...this.known.values()];
  }

  private learn(found: Luminaire[]): void {
    for (const one of found) this.known.set(one.sku, one);
  }

  async open(): Promise<void> {
    [, this.bulbs] = await Promise.all([this.search.first(), api.bulbs()]);
  }

  /** A luminaire as it comes, by its sku or the path of an own file; what hangs and is not known yet is asked for. */
  find(key: string | null | undefined): Luminaire | undefined {
    if (key === null || key === undefined) return undefined;
    if (key === EXISTING) return EXISTING_LAMP;
    const found = this.known.get(key) ?? this.ownLuminaires.find((one) => one.path === key);
    if (found === undefined && this.search.page !== null && SKU.test(key) && !this.asked.has(key)) {
      this.asked.add(key);
      void api.luminaire(key).then(
        (one) => {
          this.learn([one]);
          this.tell();
        },
        () => undefined, // it is not sold any more: told with the light or the quote
      );
    }
    return found;
  }

  /** The own files as luminaires; their names are those of the files where these say none. */
  get ownLuminaires(): Luminaire[] {
    return this.own.flatMap(({ path, luminaires }) => luminaires.slice(0, 1).map((one) => ({ ...one, path })));
  }

  /** The variants of an own file; one where there is nothing to choose. */
  variantsOf(path: string): Luminaire[] {
    const file = this.own.find((one) => one.path === path);
    return (file?.luminaires ?? []).map((one) => ({ ...one, path }));
  }

  /** The luminaire that a placement hangs, with its variant and bulb; as it comes until that is known. */
  of(one: Placement): Luminaire | undefined {
    const plain = this.find(keyOf(one.luminaire));
    if (plain === EXISTING_LAMP) return plain;
    if (plain?.path !== undefined) return this.variantsOf(plain.path).find(({ variant }) => variant === one.variant) ?? plain;
    if (one.variant === undefined && one.bulb === undefined) return plain;
    const key = configuredKey(one);
    if (!this.configured.has(key) && !this.asked.has(key)) {
      this.asked.add(key);
      // What is wrong with it is told with the light or the quote.
      void this.bring(one).then(() => this.tell(), () => undefined);
    }
    return this.configured.get(key) ?? plain;
  }

  /** The luminaire with a variant and a bulb. */
  async bring(one: Pick<Placement, "luminaire" | "variant" | "bulb">): Promise<Luminaire> {
    const own = typeof one.luminaire === "string" ? undefined : this.variantsOf(keyOf(one.luminaire));
    const chosen = own?.find(({ variant }) => variant === one.variant) ?? own?.[0];
    if (chosen !== undefined) return chosen;
    const key = configuredKey(one);
    const known = this.configured.get(key);
    if (known !== undefined) return known;
    const found = await api.luminaire(keyOf(one.luminaire), one.variant, one.bulb);
    this.configured.set(key, found);
    return found;
  }

  /** The name of what is ordered under a sku. */
  nameOf(article: string): Bulb["name"] | undefined {
    const known = [...this.configured.values(), ...this.luminaires];
    const luminaire = known.find((one) => one.article === article);
    return luminaire?.name ?? this.bulbs.find((one) => one.sku === article)?.name;
  }

  async upload(file: File): Promise<OwnFile> {
    const own = await api.uploadLuminaireFile(file);
    this.own = [own, ...this.own];
    return own;
  }

  /** An own file leaves the list; what hangs of it stays. */
  forget(id: string): void {
    this.own = this.own.filter((one) => one.id !== id);
  }
}
