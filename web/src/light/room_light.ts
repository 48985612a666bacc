/** The light of a room as the service hands it out: a manifest and its files, see docs/light-layers.md. */

import type { DimToWarm, Rgb } from "./colour";
import { weightOf } from "./mixing";
import type { ProbeGrid } from "./probes";

export interface LightManifest {
  readonly version: number;
  readonly maintenance_factor: number;
  readonly atlas: {
    readonly file: string;
    readonly width: number;
    readonly height: number;
    readonly texel_m: number;
    readonly faces: number;
    readonly surfaces: readonly string[];
  };
  readonly probes: ProbeGrid;
  readonly luminaires: readonly {
    readonly id: string;
    readonly circuit: string;
    readonly dim_to_warm: DimToWarm | null;
    readonly layer: string;
    readonly probes: string;
  }[];
  readonly scenes: readonly {
    readonly name: string | null;
    readonly luminaires: readonly {
      readonly id: string;
      readonly dimming: number;
      readonly cct_k: number | null;
      readonly duv: number | null;
    }[];
  }[];
}

/** Where the faces of the room lie in the image of the layers. */
export interface AtlasFaces {
  /** Index of each face's surface, the number of its triangle there, and whether it is the triangle's back. */
  readonly surface: Uint16Array;
  readonly triangle: Uint32Array;
  readonly back: Uint8Array;
  /** u and v of its three corners, six numbers a face, from 0 to 1. */
  readonly uv: Float32Array;
}

const FACE_BYTES = 19;

/** Reads the faces of `atlas.bin`, of which the manifest says how many there are. */
export async function decodeAtlas(file: Uint8Array<ArrayBuffer>, faces: number): Promise<AtlasFaces> {
  const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = await new Response(stream).arrayBuffer();
  if (bytes.byteLength !== FACE_BYTES * faces) {
    throw new Error(`the atlas holds ${bytes.byteLength} bytes; ${faces} faces have ${FACE_BYTES * faces}`);
  }
  const view = new DataView(bytes);
  const read: AtlasFaces = {
    surface: new Uint16Array(faces),
    triangle: new Uint32Array(faces),
    back: new Uint8Array(faces),
    uv: new Float32Array(6 * faces),
  };
  for (let face = 0, at = 0; face < faces; face++, at += FACE_BYTES) {
    read.surface[face] = view.getUint16(at, true);
    read.triangle[face] = view.getUint32(at + 2, true);
    read.back[face] = view.getUint8(at + 6);
    for (let k = 0; k < 6; k++) read.uv[6 * face + k] = view.getUint16(at + 7 + 2 * k, true) / 65535;
  }
  return read;
}

/** The weights of all layers in a lighting scene, in the order of the manifest's luminaires. */
export function sceneWeights(manifest: LightManifest, name: string | null): Rgb[] {
  const scene = manifest.scenes.find((one) => one.name === name);
  if (scene === undefined) throw new Error(`there is no lighting scene ${name ?? "without a name"}`);
  return manifest.luminaires.map(({ id, dim_to_warm }) => {
    const burning = scene.luminaires.find((one) => one.id === id);
    return burning === undefined ? [0, 0, 0] : weightOf({ ...burning, dim_to_warm });
  });
}
