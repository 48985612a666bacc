import { describe, expect, it } from "vitest";

import { countOf, NO_WISH, queryOf, toggled } from "../src/core/search";

describe("a wish as the service takes it", () => {
  it("says only what is wished", () => {
    expect(queryOf(NO_WISH)).toBe("limit=24");
    expect(queryOf({ ...NO_WISH, search: " 2.4米层高 ", sort: "-price" }, "p+/=")).toBe(
      `search=${encodeURIComponent("2.4米层高")}&sort=-price&limit=24&after=p%2B%2F%3D`,
    );
  });
  it("repeats kinds of which several may be chosen, and swaps the others", () => {
    let wish = toggled(toggled(NO_WISH, "mounting", "wall"), "mounting", "pendant");
    expect(queryOf(wish)).toBe("mounting=wall&mounting=pendant&limit=24");
    wish = toggled(toggled(toggled(wish, "mounting", "wall"), "cct_k", "2700"), "cct_k", "3000");
    expect(queryOf(wish)).toBe("mounting=pendant&cct_k=3000&limit=24");
    expect(countOf(wish)).toBe(2);
    expect(countOf(toggled(wish, "cct_k", "3000"))).toBe(1);
  });
  it("takes numbers with a comma and leaves out what is none", () => {
    expect(queryOf({ ...NO_WISH, price_max: "199,5", ceiling_m: "2.4" })).toBe("price_max=199.5&ceiling_m=2.4&limit=24");
    expect(queryOf({ ...NO_WISH, price_max: "cheap", ceiling_m: "0" })).toBe("limit=24");
    expect(countOf({ ...NO_WISH, price_max: "x", in_stock: true })).toBe(1);
  });
});
