import { describe, expect, it } from "vitest";

import { chosenKeys, configuredKey, excludedBy, withChoice, withChosen } from "../src/core/choices";
import type { Luminaire, Option, Placement } from "../src/core/types";

const name = (text: string) => ({ en: text, zh: text });
const option = (key: string, ...choices: string[]): Option => ({
  key,
  kind: "other",
  name: name(key),
  choices: choices.map((one) => ({ key: one, name: name(one), price_delta: "0.00" })),
});
const OPTIONS = [option("finish", "brass", "black"), option("driver", "phase", "dali", "bright")];
const LUMINAIRE = {
  options: OPTIONS,
  excludes: [{ choices: ["black", "bright"], because: name("too hot") }],
  variant: "black",
  cct_range_k: [2200, 4000],
  hanging_length_m: { minimum: 0.3, default: 0.9, maximum: 2 },
} as unknown as Luminaire;
const PLACED: Placement = { id: "p1", luminaire: "globe", position_m: [1, 1, 2.7], dimming: 1, cct_k: 5000, hanging_length_m: 2.5 };

describe("variants", () => {
  it("take the first choice of each option where none is named", () => {
    expect([...chosenKeys(OPTIONS, "dali").values()]).toEqual(["brass", "dali"]);
  });

  it("have one key in the options' order, and none as they come", () => {
    expect(withChoice(OPTIONS, "dali", "finish", "black")).toBe("black+dali");
    expect(withChoice(OPTIONS, "black+dali", "driver", "phase")).toBe("black");
    expect(withChoice(OPTIONS, "black", "finish", "brass")).toBeUndefined();
  });

  it("say why a choice does not go with the others", () => {
    expect(excludedBy(LUMINAIRE, "driver", "bright")?.because.en).toBe("too hot");
    expect(excludedBy(LUMINAIRE, "driver", "dali")).toBeUndefined();
    expect(excludedBy({ ...LUMINAIRE, variant: "" }, "driver", "bright")).toBeUndefined();
  });

  it("drop what the new one cannot do", () => {
    const changed = withChosen(PLACED, { variant: "black", bulb: undefined }, LUMINAIRE);
    expect({ ...PLACED, ...changed }).toEqual({ ...PLACED, variant: "black", bulb: undefined, cct_k: undefined, hanging_length_m: 2 });
    expect(JSON.parse(JSON.stringify({ ...PLACED, ...changed }))).not.toHaveProperty("cct_k");
  });

  it("are kept apart by luminaire, variant and bulb", () => {
    expect(configuredKey({ luminaire: { photometry: "lf_1/a.ies" } })).toBe("lf_1/a.ies||");
    expect(configuredKey({ luminaire: "globe", variant: "black", bulb: "a60" })).toBe("globe|black|a60");
  });
});
