/** The manifest's weights and the atlas's faces, by hand. */

import { describe, expect, it } from "vitest";

import { whiteRgb } from "../src/light/colour";
import { type LightManifest, decodeAtlas, sceneWeights } from "../src/light/room_light";

async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const luminaire = (id: string): LightManifest["luminaires"][number] => ({
  id,
  circuit: "c",
  dim_to_warm: null,
  layer: `${id}.llyr`,
  probes: `${id}-probes.llyr`,
});

const MANIFEST: LightManifest = {
  version: 1,
  maintenance_factor: 0.8,
  atlas: { file: "atlas.bin", width: 4, height: 4, texel_m: 0.05, faces: 1, surfaces: ["floor"] },
  probes: { low_m: [0, 0, 0], step_m: [1, 1, 1], counts: [2, 2, 2] },
  luminaires: [luminaire("a"), luminaire("b")],
  scenes: [{ name: "evening", luminaires: [{ id: "b", dimming: 0.5, cct_k: 2700, duv: null }] }],
};

describe("a room's light", () => {
  it("weighs each luminaire as its scene says, and others not at all", () => {
    const white = whiteRgb(2700);
    expect(sceneWeights(MANIFEST, "evening")).toEqual([
      [0, 0, 0],
      [0.5 * white[0], 0.5 * white[1], 0.5 * white[2]],
    ]);
    expect(() => sceneWeights(MANIFEST, "noon")).toThrow("noon");
  });

  it("reads faces of 19 bytes", async () => {
    const bytes = new Uint8Array(19);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 258, true);
    view.setUint32(2, 70_000, true);
    view.setUint8(6, 1);
    [0, 65535, 13107, 0, 65535, 65535].forEach((value, k) => view.setUint16(7 + 2 * k, value, true));
    const faces = await decodeAtlas(await packed(bytes), 1);
    expect([faces.surface[0], faces.triangle[0], faces.back[0]]).toEqual([258, 70_000, 1]);
    [0, 1, 0.2, 0, 1, 1].forEach((value, k) => expect(faces.uv[k]).toBeCloseTo(value, 6));
    await expect(decodeAtlas(await packed(bytes), 2)).rejects.toThrow("38");
  });
});
