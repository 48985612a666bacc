/** The service's HTTP interface. The only file that speaks HTTP. */

import type { FoundPage } from "./search";
import type {
  Bulb,
  Configuration,
  ConfigurationAnswer,
  Customer,
  Language,
  Luminaire,
  Measures,
  Order,
  OwnFile,
  Page,
  Preview,
  Problem,
  Quality,
  Quote,
  Repair,
  RoomAnswer,
  Sample,
  Stock,
  Store,
} from "./types";

/** The service understood us and says no; `problems` says why, each at its place. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly problems: Problem[],
    /** A room's file that could not be understood and is kept, to be corrected. */
    readonly roomId: string | null = null,
  ) {
    super(message);
  }
}

/** No answer, or one that is not the service's. */
export class Unreachable extends Error {}

interface Request {
  json?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

async function send(method: string, path: string, request: Request = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...request.headers };
  let body: BodyInit | undefined = request.form;
  if (request.json !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(request.json);
  }
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body, signal: request.signal });
  } catch (reason) {
    if (request.signal?.aborted) throw reason;
    throw new Unreachable(String(reason));
  }
  if (!response.ok) throw await refusalOf(response);
  return response;
}

async function refusalOf(response: Response): Promise<Error> {
  let said: { title?: string; detail?: unknown; code?: string; problems?: Problem[]; room_id?: string };
  try {
    said = await response.json();
  } catch {
    return new Unreachable(`HTTP ${response.status}`);
  }
  const detail = typeof said.detail === "string" ? said.detail : "";
  return new Refusal(
    response.status,
    said.code ?? "",
    detail || said.title || `HTTP ${response.status}`,
    said.problems ?? [],
    said.room_id ?? null,
  );
}

async function ask<T>(method: string, path: string, request: Request = {}): Promise<T> {
  return (await send(method, path, request)).json() as Promise<T>;
}

const part = encodeURIComponent;
const PICTURE_PAUSE_MS = 2000;

/** Every page of a list, joined. */
async function all<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const separator = path.includes("?") ? "&" : "?";
    const page: Page<T> = await ask("GET", after === null ? path : `${path}${separator}after=${part(after)}`);
    items.push(...page.items);
    after = page.next;
  } while (after !== null && items.length < 2000);
  return items;
}

export const samples = () => all<Sample>("/v1/samples");
/** One page of the catalogue; the query as `queryOf` writes it. */
export const findLuminaires = (query: string, signal: AbortSignal) =>
  ask<FoundPage>("GET", `/v1/luminaires?${query}`, { signal });
export const bulbs = () => all<Bulb>("/v1/bulbs");
export const stores = () => all<Store>("/v1/stores");
export const takeSampleRoom = (name: string) => ask<RoomAnswer>("POST", `/v1/samples/${part(name)}/room`);
export const room = (id: string) => ask<RoomAnswer>("GET", `/v1/rooms/${part(id)}`);

export function uploadRoom(file: File, units: string): Promise<RoomAnswer> {
  const form = new FormData();
  form.append("file", file, file.name);
  form.append("units", units);
  return ask("POST", "/v1/rooms", { form });
}

/** Read a room's file again with corrections, such as the repair of a problem. */
export const correctRoom = (id: string, changes: Repair) =>
  ask<RoomAnswer>("PATCH", `/v1/rooms/${part(id)}`, { json: changes });

/** A luminaire with a variant and a bulb. */
export function luminaire(sku: string, variant = "", bulb = ""): Promise<Luminaire> {
  const wishes = Object.entries({ variant, bulb }).filter(([, wish]) => wish !== "");
  const query = wishes.map(([name, wish]) => `${name}=${part(wish)}`).join("&");
  return ask("GET", `/v1/luminaires/${part(sku)}${query === "" ? "" : `?${query}`}`);
}

export function uploadLuminaireFile(file: File): Promise<OwnFile> {
  const form = new FormData();
  form.append("file", file, file.name);
  return ask("POST", "/v1/luminaire-files", { form });
}

export async function stock(storeId: string, skus: string[]): Promise<Stock[]> {
  const query = skus.map((sku) => `sku=${part(sku)}`).join("&");
  return (await ask<{ items: Stock[] }>("GET", `/v1/stores/${part(storeId)}/stock?${query}`)).items;
}

/** A configuration as it is remembered: its id, version, and the mark that a next version must name. */
export interface Saved {
  id: string;
  version: number;
  etag: string;
  problems: Problem[];
}

/** Save as the next version of `before`, or as a new configuration. */
export async function saveConfiguration(document: Configuration, before: Saved | null): Promise<Saved> {
  const response =
    before === null
      ? await send("POST", "/v1/configurations", { json: document })
      : await send("PUT", `/v1/configurations/${part(before.id)}`, {
          json: document,
          headers: { "If-Match": before.etag },
        });
  const answer = (await response.json()) as ConfigurationAnswer;
  const etag = response.headers.get("ETag") ?? `"${answer.version}"`;
  return { id: answer.id, version: answer.version, etag, problems: answer.problems ?? [] };
}

export async function configuration(id: string): Promise<{ saved: Saved; document: Configuration }> {
  const response = await send("GET", `/v1/configurations/${part(id)}`);
  const answer = (await response.json()) as ConfigurationAnswer;
  const etag = response.headers.get("ETag") ?? `"${answer.version}"`;
  const saved = { id: answer.id, version: answer.version, etag, problems: answer.problems ?? [] };
  return { saved, document: answer.document };
}

export const askForPreview = (configurationId: string, scene: string | null, view: string | null, quality: Quality) =>
  ask<Preview>("POST", `/v1/configurations/${part(configurationId)}/previews`, {
    json: { scene, view, quality, seed: 1 },
  });

export const preview = (id: string) => ask<Preview>("GET", `/v1/previews/${part(id)}`);
export const cancelPreview = (id: string) => send("DELETE", `/v1/previews/${part(id)}`);
export const measures = (previewId: string) => ask<Measures>("GET", `/v1/previews/${part(previewId)}/measures`);
export const previewPlace = (id: string) => `/v1/previews/${part(id)}/`;

export const luminairePicture = (sku: string, width_px: number, lit: boolean) =>
  `/v1/luminaires/${part(sku)}/picture.webp?w=${width_px}${lit ? "" : "&lit=false"}`;

type FileOf = "body.glb" | "photometry" | "polar.svg" | "cone.svg" | "datasheet.pdf";

/** Address of a file of a luminaire, with its variant and bulb, in a language where it has words. */
export function luminaireFile(one: Luminaire, name: FileOf, language?: Language): string {
  const wish = new URLSearchParams();
  if (one.variant !== "") wish.set("variant", one.variant);
  if (one.bulb !== null && one.bulb.sku !== one.lampholder?.default_bulb) wish.set("bulb", one.bulb.sku);
  if (language !== undefined) wish.set("lang", language);
  return `/v1/luminaires/${part(one.sku)}/${name}${wish.size > 0 ? `?${wish}` : ""}`;
}

/** Bring a picture or a data sheet into the browser's cache; asked for again while the service is busy. */
export async function fetchPicture(address: string, attempts = 5): Promise<void> {
  try {
    await (await send("GET", address, { headers: { Accept: "image/*, application/pdf" } })).blob();
  } catch (reason) {
    if (attempts <= 1 || !(reason instanceof Refusal && reason.status === 503)) throw reason;
    await pause(PICTURE_PAUSE_MS, new AbortController().signal);
    await fetchPicture(address, attempts - 1);
  }
}

export const askForQuote = (saved: Saved, storeId: string | null, services: string[]) =>
  ask<Quote>("POST", "/v1/quotes", {
    json: {
      configuration_id: saved.id,
      configuration_version: saved.version,
      store_id: storeId,
      near_deg: null,
      services,
    },
  });

/** The same key gives the same order, so a broken connection never orders twice. */
export const placeOrder = (quoteId: string, customer: Customer, key: string) =>
  ask<Order>("POST", "/v1/orders", {
    json: { quote_id: quoteId, customer },
    headers: { "Idempotency-Key": key },
  });

export const order = (id: string) => ask<Order>("GET", `/v1/orders/${part(id)}`);

export const cancelOrder = (id: string, reason: string) =>
  ask<Order>("POST", `/v1/orders/${part(id)}/cancel`, { json: { reason } });

export const followPreview = (id: string, tell: (preview: Preview) => void, signal: AbortSignal) =>
  follow<Preview>(`/v1/previews/${part(id)}`, tell, isOver, signal);

export const followOrder = (id: string, tell: (order: Order) => void, signal: AbortSignal) =>
  follow<Order>(`/v1/orders/${part(id)}`, tell, isSettled, signal);

export const isOver = (preview: Preview): boolean => ["done", "failed", "cancelled"].includes(preview.state);

/** For every part a store has put the goods aside, or it is settled that none will. */
export const isSettled = (order: Order): boolean =>
  order.parts.length > 0 &&
  order.parts.every(
    ({ part, request, fulfilment, given_up }) =>
      request === "cancelled" ||
      (request === "accepted" && fulfilment !== "waiting") ||
      (request === "rejected" && (given_up !== "" || order.parts.some((other) => other.replaces === part))),
  );

/** A part can be held back until it leaves the store; the service decides in the end. */
export const canCancel = ({ parts, summary }: Order): boolean =>
  summary.state === "asking_another_store" ||
  (!["being_cancelled", "cancelled"].includes(summary.state) &&
    parts.some(
      ({ request, fulfilment }) =>
        ["to_send", "sent", "accepted"].includes(request) &&
        ["waiting", "reserved", "picking", "packed"].includes(fulfilment),
    ));

/** Tell every state of a thing until it is over: by its event stream, and by asking where the stream breaks. */
async function follow<T>(
  path: string,
  tell: (state: T) => void,
  over: (state: T) => boolean,
  signal: AbortSignal,
): Promise<void> {
  let finished = false;
  const hear = (state: T) => {
    finished = over(state);
    tell(state);
  };
  let failures = 0;
  while (!finished && !signal.aborted) {
    await listen<T>(`${path}/events`, hear, () => finished, signal).catch(() => undefined);
    if (finished || signal.aborted) return;
    try {
      hear(await ask<T>("GET", path, { signal }));
      failures = 0;
    } catch (reason) {
      if (signal.aborted) return;
      failures += 1;
      if (failures > 8 || (reason instanceof Refusal && reason.status === 404)) throw reason;
    }
    if (!finished) await pause(700, signal);
  }
}

/** Read server-sent events until the stream ends or we have heard enough. */
async function listen<T>(
  path: string,
  hear: (state: T) => void,
  enough: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  const response = await send("GET", path, { headers: { Accept: "text/event-stream" }, signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  let text = "";
  while (!enough()) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value.replaceAll("\r\n", "\n");
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) {
      const data = event
        .split("\n")
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).trim())
        .join("\n");
      if (data) hear(JSON.parse(data) as T);
    }
  }
  await reader.cancel();
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
