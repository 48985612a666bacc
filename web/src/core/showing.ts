/** How a picture is shown: with which exposure, white and tones, or in false colours; and the address that says all of it. */

export type Shown = "colours" | "lx" | "cd";
export type White = "auto" | "none" | "stated";
export type Tone = "neutral" | "agx";
export type Ending = "png" | "webp" | "avif" | "exr";

/** `ev` is null for the picture's own; temperature and Duv count where the white is stated. */
export interface Showing {
  shown: Shown;
  ev: number | null;
  white: White;
  cct_k: number;
  duv: number;
  tone: Tone;
}

export const AS_MADE: Showing = { shown: "colours", ev: null, white: "auto", cct_k: 3000, duv: 0, tone: "neutral" };
export const ENDINGS: readonly Ending[] = ["png", "webp", "avif", "exr"];
export const TONES: readonly Tone[] = ["neutral", "agx"];
export const WHITES: readonly White[] = ["auto", "none", "stated"];
export const SHOWN: readonly Shown[] = ["colours", "lx", "cd"];

/** Exposures go in thirds of a stop, as the service chooses them. */
export const LEAST_THIRDS = -12;
export const MOST_THIRDS = 48;
export const thirdsOf = (ev: number): number => Math.min(Math.max(Math.round(ev * 3), LEAST_THIRDS), MOST_THIRDS);
export const evOf = (thirds: number): number => Math.round((thirds / 3) * 100) / 100;

export const isAsMade = (one: Showing): boolean =>
  one.ev === null && one.white === AS_MADE.white && one.tone === AS_MADE.tone && one.shown === AS_MADE.shown;

/** Address of a preview's picture as it is shown; of an EXR file, which holds the luminance before all that. */
export function pictureAddress(previewId: string, showing: Showing = AS_MADE, ending: Ending = "png"): string {
  const place = `/v1/previews/${encodeURIComponent(previewId)}`;
  if (ending === "exr") return `${place}/picture.exr`;
  if (showing.shown === "lx") return `${place}/false-colour.${ending}`;
  if (showing.shown === "cd") return `${place}/false-colour.${ending}?quantity=cd`;
  return `${place}/picture.${ending}${queryOf(showing)}`;
}

/** Address of a draft with the exposure, white and tones that its picture will have. */
export const draftAddress = (draft: string, showing: Showing): string => draft + queryOf(showing);

function queryOf(showing: Showing): string {
  const query = new URLSearchParams();
  if (showing.ev !== null) query.set("ev", String(showing.ev));
  if (showing.white !== "auto") query.set("white", whiteOf(showing));
  if (showing.tone !== "neutral") query.set("tone", showing.tone);
  const asked = query.toString();
  return asked && `?${asked}`;
}

/** A Duv of 0 is said too: without one, the service takes the white one expects of that temperature. */
function whiteOf({ white, cct_k, duv }: Showing): string {
  return white === "stated" ? `${cct_k},${duv}` : white;
}
