/** Light layers as the service stores them; the format is docs/light-layers.md. */

import { LUMINANCE_WEIGHTS } from "./colour";

/** An image of linear light in lux: one channel, or R, G, B of which 0.2126 R + 0.7152 G + 0.0722 B is the illuminance. */
export interface LightLayer {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** Row by row, the channels of a texel side by side. */
  readonly values: Float32Array;
}

const MAGIC = 0x52594c4c; // "LLYR", little-endian
const VERSION = 1;
const HEADER_BYTES = 28;
const MOST_VALUES = 2 ** 26;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly perOctave: number;
  readonly colourPerOctave: number;
  readonly floor: number;
}

/** Reads a layer. Throws an Error when it is none, or broken. */
export async function decodeLayer(file: Uint8Array<ArrayBuffer>): Promise<LightLayer> {
  const header = readHeader(file);
  const { width, height, channels } = header;
  const bytes = await inflated(file.subarray(HEADER_BYTES), 2 * width * height * channels);
  const texels = width * height;
  const planes = Array.from({ length: channels }, (_, k) =>
    foreseen(bytes.subarray(2 * texels * k, 2 * texels * (k + 1)), width, height),
  );
  const values = channels === 1 ? single(planes[0]!, header) : coloured(planes, header);
  return { width, height, channels, values };
}

function readHeader(file: Uint8Array<ArrayBuffer>): Header {
  if (file.byteLength < HEADER_BYTES) throw new Error("a light layer has a header of 28 bytes; this file ends before");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const channels = view.getUint8(5);
  if (view.getUint32(0, true) !== MAGIC || view.getUint8(4) !== VERSION || (channels !== 1 && channels !== 3)) {
    throw new Error("this is no light layer of version 1");
  }
  const [width, height] = [view.getUint32(8, true), view.getUint32(12, true)];
  const [perOctave, colourPerOctave, floor] = [16, 20, 24].map((at) => view.getFloat32(at, true)) as [
    number,
    number,
    number,
  ];
  if (![perOctave, colourPerOctave, floor].every((number) => Number.isFinite(number) && number > 0)) {
    throw new Error("the steps of the light layer are not positive numbers");
  }
  if (width * height * channels > MOST_VALUES) throw new Error(`a light layer of ${width} x ${height} texels is too large`);
  return { width, height, channels, perOctave, colourPerOctave, floor };
}

async function inflated(packed: Uint8Array<ArrayBuffer>, size: number): Promise<Uint8Array> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const bytes = new Uint8Array(size);
  let filled = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (filled + value.length > size) {
      await reader.cancel();
      throw new Error(`the light layer holds more than ${size} bytes`);
    }
    bytes.set(value, filled);
    filled += value.length;
  }
  if (filled !== size) throw new Error(`the light layer ends after ${filled} of ${size} bytes`);
  return bytes;
}

/** The whole numbers of a plane: what was foreseen from the left, from above and from between, plus the rest. */
function foreseen(bytes: Uint8Array, width: number, height: number): Int16Array {
  const texels = width * height;
  const found = new Int16Array(texels);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      let guess = 0;
      if (row === 0) guess = column === 0 ? 0 : found[at - 1]!;
      else if (column === 0) guess = found[at - width]!;
      else {
        const left = found[at - 1]!;
        const up = found[at - width]!;
        guess = left + up - found[at - width - 1]!;
        const [least, most] = left < up ? [left, up] : [up, left];
        guess = guess < least ? least : guess > most ? most : guess;
      }
      const zigzag = bytes[at]! | (bytes[texels + at]! << 8);
      found[at] = guess + ((zigzag >> 1) ^ -(zigzag & 1)); // an Int16Array keeps it modulo 2 ** 16
    }
  }
  return found;
}

function single(plane: Int16Array, header: Header): Float32Array {
  const values = new Float32Array(plane.length);
  for (let at = 0; at < plane.length; at++) {
    const octaves = plane[at]! / header.perOctave;
    values[at] = Math.sign(octaves) * header.floor * (2 ** Math.abs(octaves) - 1);
  }
  return values;
}

function coloured(planes: readonly Int16Array[], header: Header): Float32Array {
  const [light, first, second] = planes as [Int16Array, Int16Array, Int16Array];
  const [shareRed, shareGreen, shareBlue] = LUMINANCE_WEIGHTS;
  const values = new Float32Array(3 * light.length);
  for (let at = 0; at < light.length; at++) {
    const octaves = light[at]! / header.perOctave;
    const blueSteps = ((second[at]! - first[at]!) << 16) >> 16;
    const of = (octavesOf: number): number => Math.max(header.floor * (2 ** octavesOf - 1), 0);
    const whole = of(octaves);
    const red = of(octaves + first[at]! / header.colourPerOctave);
    const blue = of(octaves + blueSteps / header.colourPerOctave);
    const others = shareRed * red + shareBlue * blue;
    // where red and blue alone are brighter than the whole, by rounding, they give way
    const scale = others > whole ? whole / others : 1;
    values[3 * at] = red * scale;
    values[3 * at + 1] = Math.max(whole - others, 0) / shareGreen;
    values[3 * at + 2] = blue * scale;
  }
  return values;
}
