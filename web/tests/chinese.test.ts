import { describe, expect, it } from "vitest";

import { evidenceFor, readingFor, sentenceFor, wordFor } from "../src/texts";

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

  it("says what speaks for a reading, with its numbers, and keeps what it does not know", () => {
    const said = (words: string) => evidenceFor("zh", words);
    expect(said("the header says in")).toBe("文件头写明 in");
    expect(said("75% of 16 door leaves and arcs are 0.6 to 1.1 m wide")).toBe("16 个门扇和门弧中有 75% 宽 0.6 至 1.1 米");
    expect(said("31.5 of 60.2 m of line in pairs, named as wall")).toBe("60.2 米线中有 31.5 米成对");
    expect(said("the room is then 2.50 m high, as most are")).toBe("这样房间高 2.50 米，与多数房间相同");
    expect(said("63 % of its surface stands upright from end to end")).toBe("63% 的表面从一端直立到另一端");
    expect(said("something new")).toBeUndefined();
    expect(evidenceFor("en", "the header says in")).toBeUndefined();
  });
});
