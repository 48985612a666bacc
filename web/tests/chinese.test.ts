import { describe, expect, it } from "vitest";

import { readingFor, sentenceFor, wordFor } from "../src/texts";

describe("what the service says, on a Chinese page", () => {
  it("has our sentence for a doubt, a refusal and a code that it does not know", () => {
    expect(sentenceFor("zh", "EDGE_WITHOUT_WALL", "warning")).toBe(
      "房间的一段边没有墙，目前按敞开处理。如果光不应从那里通过，请用墙封闭。",
    );
    expect(sentenceFor("zh", "FILE_CUT_OFF", "error")).toContain("请重新导出或上传");
    expect(sentenceFor("zh", "NEVER_HEARD_OF", "warning")).toBe("请留意。详情见下方英文。");
  });

  it("leaves the service's own words alone where they are in the person's language", () => {
    expect(sentenceFor("en", "EDGE_WITHOUT_WALL", "warning")).toBeUndefined();
  });

  it("names furniture in whatever case a file writes it", () => {
    expect(["Bed", "bed", "CHAIR", "Shower", "Dining_table"].map((name) => wordFor("zh", "furniture", name))).toEqual([
      "床", "床", "椅子", "淋浴房", "餐桌",
    ]);
    expect(wordFor("zh", "furniture", "Grandma's piano")).toBe("Grandma's piano");
    expect(wordFor("en", "furniture", "Bed")).toBe("Bed");
  });

  it("names the readings that are voted on, and keeps the names of layers and drawings", () => {
    expect(readingFor("zh", "units", "cm")).toBe("厘米 (cm)");
    expect(readingFor("zh", "up", "z")).toBe("z 轴");
    expect(readingFor("zh", "mirror", "true")).toBe("是");
    expect(readingFor("zh", "view", "scan")).toBe("扫描");
    expect(readingFor("zh", "view", "view 3")).toBe("图 3");
    expect(readingFor("zh", "view", "FIRST_FLOOR")).toBe("FIRST_FLOOR");
    expect(readingFor("zh", "layers", "A-WALL, m")).toBe("A-WALL, m");
    expect(readingFor("en", "units", "cm")).toBe("cm");
  });
});
