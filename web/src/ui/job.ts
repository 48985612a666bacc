/** One person's job from room to order: what the page knows, and what it can do. Every change is told. */

import * as api from "../core/api";
import { aim, change, hang, move, remove, repeat, startIn } from "../core/configuration";
import { middle } from "../core/geometry";
import { keep, keepLanguage, recall, recallLanguage } from "../core/kept";
import { toRaster } from "../core/mounting";
import type {
  Configuration,
  Customer,
  Language,
  Luminaire,
  Measures,
  Order,
  Placement,
  Point2,
  Preview,
  Problem,
  Quality,
  Quote,
  RoomAnswer,
  Sample,
  Stock,
  Store,
  View,
} from "../core/types";
import { text, type TextKey } from "../texts";

/** Why something did not work, in words and with the problems at their places. */
export interface Trouble {
  message: string;
  problems: Problem[];
}

export type Busy = "" | "room" | "saving" | "preview" | "quote" | "order";

export class Job extends EventTarget {
  revision = 0;
  language: Language;
  samples: Sample[] = [];
  luminaires: Luminaire[] = [];
  stores: Store[] = [];
  stock: Stock[] = [];

  room: RoomAnswer | null = null;
  configuration: Configuration | null = null;
  saved: api.Saved | null = null;
  /** The configuration as it was last saved, to know whether it has changed since. */
  savedText = "";
  holding: string | null = null;
  holdingAt: Point2 | null = null;
  selected: string | null = null;
  showStart = false;

  quality: Quality = "normal";
  preview: Preview | null = null;
  measures: Measures | null = null;
  shown: Preview | null = null;
  falseColour = false;
  luxInPlan = false;
  cancelled = false;

  storeId: string | null = null;
  installation = false;
  quote: Quote | null = null;
  order: Order | null = null;

  busy: Busy = "";
  following = false;
  keptHere = true;
  troubles: Partial<Record<"start" | "plan" | "light" | "quote" | "order", Trouble>> = {};

  private before: Configuration[] = [];
  private work: AbortController | null = null;
  private orderKey = "";
  private orderKeyFor = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.language = recallLanguage(localStorage, navigator.language);
    const kept = recall(localStorage);
    if (kept === null) return;
    this.room = kept.room;
    this.configuration = kept.configuration;
    this.saved = kept.saved;
    this.savedText = kept.savedText;
    void this.recover(kept.previewId, kept.orderId);
  }

  text(key: TextKey, values?: Record<string, string | number>): string {
    return text(this.language, key, values);
  }

  /** Tell whoever shows us, and keep what must not be lost. */
  private tell(): void {
    this.revision += 1;
    this.dispatchEvent(new Event("change"));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keepNow(), 150);
  }

  keepNow(): void {
    if (this.room === null || this.configuration === null) return;
    const { room, configuration, saved, savedText } = this;
    const previewId = this.shown?.id ?? null;
    const kept = keep(localStorage, { room, configuration, saved, savedText, previewId, orderId: this.order?.id ?? null });
    if (kept !== this.keptHere) {
      this.keptHere = kept;
      this.tell();
    }
  }

  private trouble(reason: unknown): Trouble {
    if (reason instanceof api.Refusal) return { message: reason.message, problems: reason.problems };
    if (reason instanceof api.Unreachable) return { message: this.text("problem.unreachable"), problems: [] };
    return { message: this.text("problem.unknown", { message: String(reason) }), problems: [] };
  }

  /** What the service offers: sample rooms, the catalogue and the stores. */
  async open(): Promise<void> {
    const fill = async (place: "start" | "plan" | "quote", ask: () => Promise<void>) => {
      try {
        await ask();
        delete this.troubles[place];
      } catch (reason) {
        this.troubles[place] = this.trouble(reason);
      }
      this.tell();
    };
    await Promise.all([
      fill("start", async () => void (this.samples = await api.samples())),
      fill("plan", async () => void (this.luminaires = await api.luminaires())),
      fill("quote", async () => void (this.stores = await api.stores())),
    ]);
  }

  setLanguage(language: Language): void {
    this.language = language;
    keepLanguage(localStorage, language);
    this.tell();
  }

  // --- the room ---------------------------------------------------------------------------------

  takeSample(sample: Sample): Promise<void> {
    return this.takeRoom(() => api.takeSampleRoom(sample.name), sample.configuration.views);
  }

  upload(file: File, units: string): Promise<void> {
    return this.takeRoom(() => api.uploadRoom(file, units), []);
  }

  private async takeRoom(take: () => Promise<RoomAnswer>, views: View[]): Promise<void> {
    this.busy = "room";
    delete this.troubles.start;
    this.tell();
    try {
      const room = await take();
      this.leaveLight();
      this.room = room;
      this.configuration = startIn(room, views);
      this.saved = null;
      this.savedText = "";
      this.before = [];
      this.selected = null;
      this.holding = null;
      this.order = null;
      this.quote = null;
      this.showStart = false;
      this.troubles = {};
    } catch (reason) {
      this.troubles.start = this.trouble(reason);
    }
    this.busy = "";
    this.tell();
  }

  setShowStart(shown: boolean): void {
    this.showStart = shown;
    delete this.troubles.start;
    this.tell();
  }

  // --- the plan ---------------------------------------------------------------------------------

  luminaire(sku: string): Luminaire | undefined {
    return this.luminaires.find((one) => one.sku === sku);
  }

  placement(id: string | null): Placement | undefined {
    return this.configuration?.placements.find((one) => one.id === id);
  }

  /** Take a luminaire in hand, or put it back. */
  hold(sku: string | null): void {
    this.holding = sku;
    const shape = this.room?.room.rooms[0];
    this.holdingAt = sku === null || shape === undefined ? null : toRaster(middle(shape.outline_m), 0.05);
    this.tell();
  }

  moveHeld(at: Point2): void {
    this.holdingAt = at;
    this.tell();
  }

  /** Hang what is in hand. */
  hangHeld(at: Point2): void {
    const luminaire = this.luminaire(this.holding ?? "");
    if (luminaire === undefined || this.configuration === null || this.room === null) return;
    const hung = hang(this.configuration, luminaire, toRaster(at, 0.05), this.room.room);
    this.holding = null;
    this.holdingAt = null;
    if (hung !== null) {
      this.selected = hung.placement.id;
      this.remember(hung.configuration);
    }
    this.tell();
  }

  select(id: string | null): void {
    this.selected = id;
    this.tell();
  }

  move(id: string, to: Point2, first = true): void {
    const placement = this.placement(id);
    const luminaire = this.luminaire(placement?.luminaire ?? "");
    if (luminaire === undefined || this.configuration === null || this.room === null) return;
    this.remember(move(this.configuration, id, luminaire, to, this.room.room), first);
  }

  change(id: string, values: Partial<Placement>, first = true): void {
    if (this.configuration !== null) this.remember(change(this.configuration, id, values), first);
  }

  aim(end: "eye_m" | "target_m", at: Point2, first = true): void {
    if (this.configuration !== null) this.remember(aim(this.configuration, end, at), first);
  }

  remove(id: string): void {
    if (this.configuration === null) return;
    if (this.selected === id) this.selected = null;
    this.remember(remove(this.configuration, id));
  }

  repeat(id: string): void {
    const luminaire = this.luminaire(this.placement(id)?.luminaire ?? "");
    if (luminaire === undefined || this.configuration === null || this.room === null) return;
    const hung = repeat(this.configuration, id, luminaire, this.room.room);
    if (hung === null) return;
    this.selected = hung.placement.id;
    this.remember(hung.configuration);
  }

  /** Take the new configuration; `first` is false while one gesture goes on, which is undone as one. */
  private remember(next: Configuration, first = true): void {
    if (first && this.configuration !== null) this.before = [...this.before.slice(-49), this.configuration];
    this.configuration = next;
    delete this.troubles.plan;
    this.tell();
  }

  get canUndo(): boolean {
    return this.before.length > 0;
  }

  undo(): void {
    const last = this.before.pop();
    if (last === undefined) return;
    this.configuration = last;
    if (this.placement(this.selected) === undefined) this.selected = null;
    this.tell();
  }

  // --- the light --------------------------------------------------------------------------------

  get isSaved(): boolean {
    return this.saved !== null && this.savedText === JSON.stringify(this.configuration);
  }

  /** The plan is no longer the one of the picture. */
  get isStale(): boolean {
    return this.shown !== null && !(this.isSaved && this.shown.configuration_version === this.saved?.version);
  }

  get quoteIsStale(): boolean {
    return (
      this.quote !== null &&
      !(this.isSaved && this.quote.configuration_version === this.saved?.version && this.quoteFor === this.choice)
    );
  }

  private quoteFor = "";
  private get choice(): string {
    return JSON.stringify([this.storeId, this.installation]);
  }

  private async save(): Promise<api.Saved> {
    if (this.configuration === null) throw new Error("no configuration");
    if (this.saved !== null && this.isSaved) return this.saved;
    const document = this.configuration;
    try {
      this.saved = await api.saveConfiguration(document, this.saved);
    } catch (reason) {
      // Changed in another window, or gone from the service: what is on this page becomes a configuration of its own.
      const lost = reason instanceof api.Refusal && [404, 412].includes(reason.status) && this.saved !== null;
      if (!lost) throw reason;
      this.saved = await api.saveConfiguration(document, null);
    }
    this.savedText = JSON.stringify(document);
    return this.saved;
  }

  setQuality(quality: Quality): void {
    this.quality = quality;
    this.tell();
  }

  setShown(values: { falseColour?: boolean; luxInPlan?: boolean }): void {
    Object.assign(this, values);
    this.tell();
  }

  async seeLight(): Promise<void> {
    if (this.configuration === null || this.busy !== "") return;
    this.cancelled = false;
    delete this.troubles.light;
    if (this.configuration.placements.length === 0) {
      this.troubles.light = { message: this.text("light.empty"), problems: [] };
      this.tell();
      return;
    }
    const work = new AbortController();
    this.work = work;
    this.busy = "saving";
    this.preview = null;
    this.tell();
    try {
      const saved = await this.save();
      const view = this.configuration.views[0]?.name ?? null;
      this.busy = "preview";
      this.preview = await api.askForPreview(saved.id, view, this.quality);
      this.tell();
      if (work.signal.aborted) await api.cancelPreview(this.preview.id);
      const hear = (preview: Preview) => ((this.preview = preview), this.tell());
      if (!api.isOver(this.preview)) await api.followPreview(this.preview.id, hear, work.signal);
      if (!work.signal.aborted) await this.takeLight(this.preview);
    } catch (reason) {
      if (!work.signal.aborted) this.troubles.light = this.trouble(reason);
    }
    if (this.work === work) this.busy = "";
    this.tell();
  }

  private async takeLight(preview: Preview): Promise<void> {
    if (preview.state === "done") {
      this.measures = await api.measures(preview.id);
      this.shown = preview;
    } else if (preview.state === "failed") {
      const said = typeof preview.error === "string" ? preview.error : (preview.error?.message ?? preview.error?.detail);
      this.troubles.light = { message: said || this.text("light.failed"), problems: preview.problems };
    } else {
      this.cancelled = true;
    }
  }

  async cancelLight(): Promise<void> {
    const preview = this.preview;
    this.leaveLight(true);
    this.cancelled = true;
    this.tell();
    try {
      if (preview !== null) await api.cancelPreview(preview.id);
    } catch {
      // It was over already, or the service is gone: in both cases nothing goes on for us.
    }
  }

  private leaveLight(keepShown = false): void {
    this.work?.abort();
    this.work = null;
    this.preview = null;
    if (this.busy === "preview" || this.busy === "saving") this.busy = "";
    if (keepShown) return;
    this.shown = null;
    this.measures = null;
    this.luxInPlan = false;
  }

  // --- the order --------------------------------------------------------------------------------

  setStore(id: string | null): void {
    this.storeId = id;
    this.tell();
    void this.lookIntoStock();
  }

  setInstallation(wanted: boolean): void {
    this.installation = wanted;
    this.tell();
  }

  private async lookIntoStock(): Promise<void> {
    this.stock = [];
    const store = this.storeId ?? this.quote?.store_id;
    const skus = [...new Set(this.configuration?.placements.map((one) => one.luminaire))];
    if (!store || skus.length === 0) return;
    try {
      this.stock = await api.stock(store, skus);
      this.tell();
    } catch {
      // Stock is only a hint here; the quote says what is missing.
    }
  }

  async askForQuote(): Promise<void> {
    if (this.busy !== "") return;
    delete this.troubles.quote;
    delete this.troubles.order;
    if (this.configuration?.placements.length === 0) {
      this.troubles.quote = { message: this.text("light.empty"), problems: [] };
      this.tell();
      return;
    }
    this.busy = "quote";
    this.tell();
    try {
      const choice = this.choice;
      this.quote = await api.askForQuote(await this.save(), this.storeId, this.installation ? ["installation"] : []);
      this.quoteFor = choice;
      void this.lookIntoStock();
    } catch (reason) {
      this.troubles.quote = this.trouble(reason);
    }
    this.busy = "";
    this.tell();
  }

  async placeOrder(customer: Customer): Promise<void> {
    if (this.quote === null || this.busy !== "") return;
    const wanted = JSON.stringify([this.quote.id, customer]);
    if (this.orderKeyFor !== wanted) {
      this.orderKey = newKey();
      this.orderKeyFor = wanted;
    }
    this.busy = "order";
    delete this.troubles.order;
    this.tell();
    try {
      this.order = await api.placeOrder(this.quote.id, customer, this.orderKey);
    } catch (reason) {
      this.troubles.order = this.trouble(reason);
    }
    this.busy = "";
    this.tell();
    await this.followOrder();
  }

  private async followOrder(): Promise<void> {
    if (this.order === null || api.isSettled(this.order)) return;
    this.following = true;
    this.tell();
    try {
      const hear = (order: Order) => ((this.order = order), this.tell());
      await api.followOrder(this.order.id, hear, new AbortController().signal);
    } catch (reason) {
      this.troubles.order = this.trouble(reason);
    }
    this.following = false;
    this.tell();
  }

  /** The order is done; the plan stays for whoever wants to go on. */
  leaveOrder(): void {
    this.order = null;
    this.quote = null;
    this.tell();
  }

  // --- after a reload ---------------------------------------------------------------------------

  private async recover(previewId: string | null, orderId: string | null): Promise<void> {
    await Promise.allSettled([
      (async () => {
        if (this.room !== null) await api.room(this.room.id);
      })().catch((reason: unknown) => {
        const gone = reason instanceof api.Refusal && reason.status === 404;
        if (gone) this.troubles.plan = { message: this.text("problem.roomGone"), problems: [] };
      }),
      (async () => {
        if (previewId === null) return;
        this.measures = await api.measures(previewId);
        this.shown = await api.preview(previewId);
      })(),
      (async () => {
        if (orderId === null) return;
        this.order = await api.order(orderId);
        void this.followOrder();
      })(),
    ]);
    this.tell();
  }
}

/** A key that nobody else has; randomUUID would need a secure origin. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
