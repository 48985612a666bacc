import { describe, expect, it } from "vitest";

import { AS_MADE, draftAddress, evOf, isAsMade, pictureAddress, thirdsOf, type Showing } from "../src/core/showing";

const asked = (values: Partial<Showing>, ending?: "png" | "webp" | "exr"): URL =>
  new URL(pictureAddress("pv_1", { ...AS_MADE, ...values }, ending), "http://localhost");

describe("the address of a picture", () => {
  it("says nothing where nothing is wished", () => {
    expect(pictureAddress("pv_1")).toBe("/v1/previews/pv_1/picture.png");
    expect(isAsMade(AS_MADE)).toBe(true);
  });

  it("says exposure, white with its Duv, and tone", () => {
    const { pathname, searchParams } = asked({ ev: 5.33, white: "stated", cct_k: 2700, duv: -0.003, tone: "agx" }, "webp");
    expect(pathname).toBe("/v1/previews/pv_1/picture.webp");
    expect(Object.fromEntries(searchParams)).toEqual({ ev: "5.33", white: "2700,-0.003", tone: "agx" });
    expect(asked({ white: "none" }).search).toBe("?white=none");
    expect(asked({ ev: 0 }).search).toBe("?ev=0");
  });

  it("shows a draft as its picture will be", () => {
    const draft = "/v1/previews/pv_1/draft.png";
    expect(draftAddress(draft, AS_MADE)).toBe(draft);
    expect(draftAddress(draft, { ...AS_MADE, ev: 5, shown: "lx" })).toBe(`${draft}?ev=5`);
  });

  it("leaves out what false colours and luminance do not have", () => {
    const wishes: Partial<Showing> = { ev: 3, tone: "agx" };
    expect(asked({ ...wishes, shown: "lx" }).href).toMatch("/false-colour.png");
    expect(asked({ ...wishes, shown: "lx" }).search).toBe("");
    expect(asked({ ...wishes, shown: "cd" }).search).toBe("?quantity=cd");
    expect(asked(wishes, "exr").href).toMatch(/picture\.exr$/);
  });

  it("knows exposures in thirds of a stop, within the slider", () => {
    expect(thirdsOf(5.333333)).toBe(16);
    expect(evOf(16)).toBe(5.33);
    expect(evOf(thirdsOf(-1 / 3))).toBe(-0.33);
    expect([thirdsOf(100), thirdsOf(-100)].map(evOf)).toEqual([16, -4]);
  });
});
