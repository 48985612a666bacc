/** Colour of white light, the same formulas as assets/colour.py and assets/dim_to_warm.py. */

export type Rgb = readonly [number, number, number];

/** Share of each linear channel in luminance (ITU-R BT.709-6, item 3.2). */
export const LUMINANCE_WEIGHTS: Rgb = [0.2126, 0.7152, 0.0722];

const LOWEST_CCT_K = 1000;
const HIGHEST_CCT_K = 20000;
const LARGEST_DUV = 0.05;
const BLEND_START_K = 4500; // below: a black body
const BLEND_END_K = 5500; // above: CIE daylight; between: mixed
const SENSITIVITY_K = 25000; // of the eye to an incandescent lamp that is dimmed

/** From CIE XYZ to linear Rec. 709: the inverse of the matrix made of its primaries and D65. */
const RGB_OF_XYZ = rgbOfXyz();

/** CIE 1960 (u, v) of a black body and its change with temperature (M. Krystek, 1985). */
function planckianUv(t: number): { u: number; v: number; du: number; dv: number } {
  const uAbove = 0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t * t;
  const uBelow = 1 + 8.42420235e-4 * t + 7.08145163e-7 * t * t;
  const vAbove = 0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t * t;
  const vBelow = 1 - 2.89741816e-5 * t + 1.61456053e-7 * t * t;
  const u = uAbove / uBelow;
  const v = vAbove / vBelow;
  return {
    u,
    v,
    du: (1.54118254e-4 + 2 * 1.28641212e-7 * t - u * (8.42420235e-4 + 2 * 7.08145163e-7 * t)) / uBelow,
    dv: (4.22806245e-5 + 2 * 4.20481691e-8 * t - v * (-2.89741816e-5 + 2 * 1.61456053e-7 * t)) / vBelow,
  };
}

/** CIE 1931 (x, y) of CIE 1960 (u, v). */
function xyOfUv(u: number, v: number): [number, number] {
  const below = 2 * u - 8 * v + 4;
  return [(3 * u) / below, (2 * v) / below];
}

/** Chromaticity of CIE daylight (CIE 15:2004, section 3.1). */
function daylightXy(cctK: number): [number, number] {
  const [a, b, c, d] =
    cctK <= 7000 ? [-4.607e9, 2.9678e6, 0.09911e3, 0.244063] : [-2.0064e9, 1.9018e6, 0.24748e3, 0.23704];
  const x = a! / cctK ** 3 + b! / cctK ** 2 + c! / cctK + d!;
  return [x, -3 * x * x + 2.87 * x - 0.275];
}

/** Chromaticity of a white; with `duv` that far from the black body of its temperature. */
function whiteXy(cctK: number, duv: number | null): [number, number] {
  if (!(cctK >= LOWEST_CCT_K && cctK <= HIGHEST_CCT_K)) {
    throw new RangeError(`colour temperature ${cctK} K is outside ${LOWEST_CCT_K}..${HIGHEST_CCT_K} K`);
  }
  const { u, v, du, dv } = planckianUv(cctK);
  if (duv !== null) {
    if (!(Math.abs(duv) <= LARGEST_DUV)) throw new RangeError(`Duv ${duv} is outside -${LARGEST_DUV}..${LARGEST_DUV}`);
    const length = Math.hypot(du, dv);
    return xyOfUv(u + (duv * dv) / length, v - (duv * du) / length);
  }
  if (cctK <= BLEND_START_K) return xyOfUv(u, v);
  const day = daylightXy(cctK);
  if (cctK >= BLEND_END_K) return day;
  const share = (cctK - BLEND_START_K) / (BLEND_END_K - BLEND_START_K);
  const black = xyOfUv(u, v);
  return [(1 - share) * black[0] + share * day[0], (1 - share) * black[1] + share * day[1]];
}

/** White light of luminance 1 in linear Rec. 709; no colour temperature is (1, 1, 1). */
export function whiteRgb(cctK: number | null, duv: number | null = null): Rgb {
  if (cctK === null) {
    if (duv !== null) throw new RangeError("Duv is a distance from a colour temperature, and there is none");
    return [1, 1, 1];
  }
  const [x, y] = whiteXy(cctK, duv);
  const rgb = times(RGB_OF_XYZ, [x / y, 1, (1 - x - y) / y]).map((value) => Math.max(value, 0));
  const luminance = luminanceOf(rgb as unknown as Rgb);
  return [rgb[0]! / luminance, rgb[1]! / luminance, rgb[2]! / luminance];
}

/** Photometric value of a linear colour. */
export const luminanceOf = (rgb: Rgb): number =>
  LUMINANCE_WEIGHTS[0] * rgb[0] + LUMINANCE_WEIGHTS[1] * rgb[1] + LUMINANCE_WEIGHTS[2] * rgb[2];

/** How the colour temperature of a dim-to-warm luminaire falls; without a curve as that of an incandescent lamp. */
export interface DimToWarm {
  readonly warmest_k: number;
  readonly curve: readonly (readonly [number, number])[];
}

/** The colour temperature at a dimming 0..1 of what burns at `fullCctK` at full output. */
export function dimmedCctK(warm: DimToWarm, dimming: number, fullCctK: number): number {
  const burning = warm.curve.length > 0 ? onCurve(warm.curve, dimming) : incandescentCctK(dimming, fullCctK);
  return Math.max(Math.min(burning, fullCctK), Math.min(warm.warmest_k, fullCctK));
}

function incandescentCctK(dimming: number, fullCctK: number): number {
  if (dimming <= 0) return 0;
  return 1 / (1 / fullCctK - Math.log(Math.min(dimming, 1)) / SENSITIVITY_K);
}

function onCurve(curve: DimToWarm["curve"], dimming: number): number {
  let before = curve[0]!;
  if (dimming <= before[0]) return before[1];
  for (const point of curve.slice(1)) {
    if (dimming <= point[0]) {
      return before[1] + ((point[1] - before[1]) * (dimming - before[0])) / (point[0] - before[0]);
    }
    before = point;
  }
  return before[1];
}

type Matrix = readonly [Rgb, Rgb, Rgb];

function times(matrix: Matrix, vector: Rgb): [number, number, number] {
  const row = (k: 0 | 1 | 2): number =>
    matrix[k][0] * vector[0] + matrix[k][1] * vector[1] + matrix[k][2] * vector[2];
  return [row(0), row(1), row(2)];
}

function inverse(m: Matrix): Matrix {
  const [[a, b, c], [d, e, f], [g, h, i]] = m;
  const one = e * i - f * h;
  const two = f * g - d * i;
  const three = d * h - e * g;
  const determinant = a * one + b * two + c * three;
  const scaled = (x: number, y: number, z: number): Rgb => [x / determinant, y / determinant, z / determinant];
  return [
    scaled(one, c * h - b * i, b * f - c * e),
    scaled(two, a * i - c * g, c * d - a * f),
    scaled(three, b * g - a * h, a * e - b * d),
  ];
}

function rgbOfXyz(): Matrix {
  const xy: readonly (readonly [number, number])[] = [[0.64, 0.33], [0.3, 0.6], [0.15, 0.06]];
  const white = [0.3127, 0.329] as const;
  const column = (k: 0 | 1 | 2, row: 0 | 1 | 2): number => {
    const [x, y] = xy[k]!;
    return [x, y, 1 - x - y][row]! / y;
  };
  const row = (r: 0 | 1 | 2): Rgb => [column(0, r), column(1, r), column(2, r)];
  const primaries: Matrix = [row(0), row(1), row(2)];
  const share = times(inverse(primaries), [white[0] / white[1], 1, (1 - white[0] - white[1]) / white[1]]);
  const scaled = (r: Rgb): Rgb => [r[0] * share[0], r[1] * share[1], r[2] * share[2]];
  return inverse([scaled(primaries[0]), scaled(primaries[1]), scaled(primaries[2])]);
}
