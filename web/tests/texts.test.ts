import { describe, expect, it } from "vitest";

import { text } from "../src/texts";
import { en, type TextKey } from "../src/texts/en";
import { zh } from "../src/texts/zh";

describe("texts", () => {
  it("tell one thing as one and others as several", () => {
    const doubts = (count: number | string) => text("en", "room.doubts", { count });
    expect([0, 1, 2].map(doubts)).toEqual([
      "How the room was read: 0 doubts", "How the room was read: 1 doubt", "How the room was read: 2 doubts",
    ]);
    expect(text("en", "room.storey", { name: "Attic", count: 1, area: "12.0" })).toBe("Attic: 1 room (12.0 m²)");
    expect(text("en", "room.existing", { count: 1 })).toBe("Hang the 1 lamp that is in the file");
    const facts = { area: "20.0", height: "2.50", walls: 4, furniture: 1 };
    expect(text("en", "room.facts", facts)).toBe("20.0 m² · 2.50 m high · 4 walls · 1 piece of furniture");
    expect(text("zh", "room.doubts", { count: 1 })).toBe("房间的读取方式：1 处疑问");
  });

  it("of what was said and of a scene have the same values in both languages", () => {
    const keys: TextKey[] = ["room.takeBack", "repair.furnishOwn", "target.titleScene", "target.sceneHint", "room.facts"];
    const values = (words: string) => [...new Set([...words.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort();
    for (const key of keys) expect(values(zh[key])).toEqual(values(en[key]));
  });
});
