/** One person's job from room to order: what the page knows, and what it can do. Every change is told. */

import * as api from "../core/api";
import { withChosen } from "../core/choices";
import {
  aim,
  allStated,
  change,
  hang,
  move,
  problemsAt,
  remounted,
  remove,
  repeat,
  standIn,
  startFromSample,
  startIn,
  statedAfter,
  withExisting,
} from "../core/configuration";
import { putAside, type Stated } from "../core/furniture";
import { middle } from "../core/geometry";
import { keep, keepLanguage, recall, recallLanguage } from "../core/kept";
import { toRaster } from "../core/mounting";
import { burning } from "../core/scenes";
import { AS_MADE } from "../core/showing";
import { firstScope, scopeKey, scopeOf, scopesOf, shownOf, type Scope } from "../core/understanding";
import type {
  Configuration,
  Language,
  Luminaire,
  Placement,
  Point2,
  Problem,
  Repair,
  RoomAnswer,
  RoomDocument,
  Sample,
} from "../core/types";
import { allHung, NONE_WAITS, waitingIn, type Waiting } from "../core/waiting";
import { text, type TextKey } from "../texts";
import { Articles } from "./articles";
import { LightWork } from "./light_work";
import { OrderWork } from "./order_work";

/** Why something did not work, in words and with the problems at their places. */
export interface Trouble {
  /** Of a refusal. */
  code?: string;
  message: string;
  problems: Problem[];
}

export type Busy = "" | "room" | "own" | "saving" | "preview" | "quote" | "order" | "cancel";
export type Place = "start" | "room" | "own" | "plan" | "light" | "showing" | "quote" | "order";

const RASTER_M = 0.05;

export class Job extends EventTarget {
  revision = 0;
  language: Language;
  samples: Sample[] = [];
  readonly articles = new Articles(
    () => this.tell(),
    (reason) => this.fail("plan", reason),
  );

  room: RoomAnswer | null = null;
  configuration: Configuration | null = null;
  saved: api.Saved | null = null;
  /** The configuration as it was last saved, to know whether it has changed since. */
  private savedText = "";
  holding: string | null = null;
  holdingAt: Point2 | null = null;
  selected: string | null = null;
  /** Names of the walls that the plan points out, such as `Hall/wall:13`. */
  pointed: readonly string[] = [];
  showStart = false;
  /** An upload that could not be understood, and waits for a correction. */
  unsound: string | null = null;

  readonly light = new LightWork(this);
  readonly order = new OrderWork(this);

  busy: Busy = "";
  keptHere = true;
  troubles: Partial<Record<Place, Trouble>> = {};

  private before: { configuration: Configuration; waiting: Waiting }[] = [];
  /** What was stated of the file's rooms, also of those that the plan does not stand in now. */
  private stated = new Map<string, Stated>();
  /** What hangs in rooms of the file that the plan does not stand in now. */
  private waiting = NONE_WAITS;
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
    this.light.chooseScene(kept.scene ?? null);
    if (kept.showing !== undefined) this.light.showing.change({ ...AS_MADE, ...kept.showing });
    this.articles.own = kept.own ?? [];
    this.stated = new Map(kept.stated ?? []);
    this.waiting = kept.waiting ?? NONE_WAITS;
    void this.recover(kept.previewId, kept.orderId);
  }

  text(key: TextKey, values?: Record<string, string | number>): string {
    return text(this.language, key, values);
  }

  setLanguage(language: Language): void {
    this.language = language;
    keepLanguage(localStorage, language);
    this.tell();
  }

  // --- telling, keeping, failing ----------------------------------------------------------------

  /** Tell whoever shows us, and keep what must not be lost. */
  tell(): void {
    this.revision += 1;
    this.dispatchEvent(new Event("change"));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keepNow(), 150);
  }

  keepNow(): void {
    if (this.room === null || this.configuration === null) return;
    const { room, configuration, saved, savedText, waiting } = this;
    const previewId = this.light.shown?.id ?? null;
    const orderId = this.order.order?.id ?? null;
    const { scene, showing: { showing } } = this.light;
    const { own } = this.articles;
    const stated = [...this.stated];
    const kept = keep(localStorage, {
      room, configuration, saved, savedText, scene, showing, previewId, orderId, own, stated, waiting,
    });
    if (kept === this.keptHere) return;
    this.keptHere = kept;
    this.tell();
  }

  begin(busy: Busy, place: Place): void {
    this.busy = busy;
    delete this.troubles[place];
    this.tell();
  }

  end(): void {
    this.busy = "";
    this.tell();
  }

  fail(place: Place, reason: unknown): void {
    this.troubles[place] = this.troubleOf(reason);
    this.tell();
  }

  private troubleOf(reason: unknown): Trouble {
    if (reason instanceof api.Refusal) return { code: reason.code, message: reason.message, problems: reason.problems };
    if (reason instanceof api.Unreachable) return { message: this.text("problem.unreachable"), problems: [] };
    return { message: this.text("problem.unknown", { message: String(reason) }), problems: [] };
  }

  /** What the service offers: sample rooms, the catalogue and the stores. */
  async open(): Promise<void> {
    const fill = async (place: Place, ask: () => Promise<void>) => {
      try {
        await ask();
        this.tell();
      } catch (reason) {
        this.fail(place, reason);
      }
    };
    await Promise.all([
      fill("start", async () => void (this.samples = await api.samples())),
      fill("plan", () => this.articles.open()),
      fill("quote", async () => void (this.order.stores = await api.stores())),
    ]);
  }

  openAgain(): void {
    this.troubles = {};
    void this.open();
  }

  // --- the room ---------------------------------------------------------------------------------

  /** Take a sample's room, empty or with the sample's own luminaires. */
  takeSample({ name, title, configuration }: Sample, lit: boolean): Promise<void> {
    const named = { ...configuration, name: title[this.language] || configuration.name };
    return this.takeRoom(
      () => api.takeSampleRoom(name),
      (room) => startFromSample(room, named, lit),
    );
  }

  upload(file: File, units: string): Promise<void> {
    return this.takeRoom(() => api.uploadRoom(file, units), (room) => startIn(room));
  }

  /** Point out walls in the plan; none takes that back. */
  point(walls: readonly string[]): void {
    if (walls.join() === this.pointed.join()) return;
    this.pointed = walls;
    this.tell();
  }

  /** The rooms that the plan stands in. */
  get shown(): RoomDocument | null {
    return this.room === null || this.configuration === null ? null : shownOf(this.room, this.configuration);
  }

  /** Stand in other rooms of the same file. */
  chooseScope(scope: Scope): void {
    if (this.room === null || this.configuration === null) return;
    this.selected = null;
    this.forgetPlaces();
    this.stated = allStated(this.configuration, this.room, this.stated);
    const hung = allHung(this.configuration, this.room, this.waiting);
    const next = standIn(this.configuration, this.room, scope, this.stated, hung);
    this.remember(next, true, waitingIn(hung, this.room, shownOf(this.room, next).rooms));
  }

  /** How many pieces of furniture wait in rooms of the file that the plan does not stand in. */
  get piecesAside(): number {
    return putAside(this.stated, this.shown?.rooms ?? []) - this.piecesWithoutRoom;
  }

  /** How many pieces of furniture stood in rooms that a correction took away, and found no other. */
  get piecesWithoutRoom(): number {
    return putAside(this.stated, this.room?.room.rooms ?? []);
  }

  /** How many luminaires hang in rooms that the plan does not stand in. */
  get waitingCount(): number {
    return this.waiting.hung.length;
  }

  /** How many planes of rooms that the plan does not stand in are not measured. */
  get planesAside(): number {
    return this.waiting.planes?.length ?? 0;
  }

  /** The ids of what waits, which nothing new may have. */
  private get taken(): string[] {
    return this.waiting.hung.map(({ placement }) => placement.id);
  }

  /** Hang what the file says is there already. */
  hangExisting(): void {
    if (this.room !== null && this.configuration !== null) this.remember(withExisting(this.configuration, this.room, this.taken));
  }

  /** Read the room's file again with a correction; an upload that could not be understood is taken then. */
  async correct(changes: Repair): Promise<void> {
    const unsound = this.unsound;
    if (unsound !== null) return this.takeRoom(() => api.correctRoom(unsound, changes), (room) => startIn(room));
    if (this.room === null || this.configuration === null) return;
    this.begin("room", "room");
    try {
      const old = this.room;
      const before = scopeOf(this.configuration, old.room);
      this.room = await api.correctRoom(old.id, changes);
      const known = scopesOf(this.room.room).some((scope) => scopeKey(scope) === scopeKey(before));
      const views = this.configuration.views;
      this.stated = statedAfter(this.configuration, old, this.stated, this.room);
      const hung = allHung(this.configuration, old, this.waiting);
      const next = standIn(this.configuration, this.room, known ? before : firstScope(this.room.room), this.stated, hung);
      this.waiting = waitingIn(hung, this.room, shownOf(this.room, next).rooms);
      this.configuration = remounted(known ? { ...next, views } : next, this.room, (one) => this.luminaireOf(one));
      this.savedText = ""; // the same words now stand for another room
      this.before = [];
    } catch (reason) {
      this.fail("room", reason);
    }
    this.end();
  }

  private async takeRoom(take: () => Promise<RoomAnswer>, start: (room: RoomAnswer) => Configuration): Promise<void> {
    this.begin("room", "start");
    try {
      const room = await take();
      this.unsound = null;
      delete this.troubles.room;
      this.light.forget();
      this.order.leave();
      this.room = room;
      this.configuration = start(room);
      this.stated.clear();
      this.waiting = NONE_WAITS;
      this.saved = null;
      this.savedText = "";
      this.before = [];
      this.light.chooseScene(null); // as set, which is what standards are compared with
      this.selected = null;
      this.holding = null;
      this.showStart = false;
      delete this.troubles.plan;
      delete this.troubles.light;
    } catch (reason) {
      if (reason instanceof api.Refusal && reason.roomId !== null) this.unsound = reason.roomId;
      this.fail("start", reason);
    }
    this.end();
  }

  setShowStart(shown: boolean): void {
    this.showStart = shown;
    delete this.troubles.start;
    this.tell();
  }

  // --- the plan ---------------------------------------------------------------------------------

  get luminaires(): Luminaire[] {
    return this.articles.luminaires;
  }

  /** The luminaire of a placement, with its variant and bulb. */
  luminaireOf(one: Placement | undefined): Luminaire | undefined {
    return one === undefined ? undefined : this.articles.of(one);
  }

  /** Nothing hangs yet, so there is neither light nor anything to buy. */
  get isEmpty(): boolean {
    return this.configuration === null || this.configuration.placements.length === 0;
  }

  placement(id: string | null): Placement | undefined {
    return this.configuration?.placements.find((one) => one.id === id);
  }

  /** How brightly it burns in the scene that is looked at, in percent. */
  percentOf(one: Placement): number {
    return this.configuration === null ? 0 : Math.round(burning(this.configuration, this.light.scene, one) * 100);
  }

  /** Take a luminaire in hand, or put it back. */
  hold(sku: string | null): void {
    this.holding = sku;
    const shape = this.shown?.rooms[0];
    this.holdingAt = sku === null || shape === undefined ? null : toRaster(middle(shape.outline_m), RASTER_M);
    this.tell();
  }

  moveHeld(at: Point2): void {
    this.holdingAt = at;
    this.tell();
  }

  /** Hang what is in hand. */
  hangHeld(at: Point2): void {
    const luminaire = this.articles.find(this.holding);
    if (luminaire === undefined || this.configuration === null || this.room === null) return;
    const hung = hang(this.configuration, luminaire, toRaster(at, RASTER_M), shownOf(this.room, this.configuration), this.taken);
    this.holding = null;
    this.holdingAt = null;
    if (hung === null) return;
    this.selected = hung.placement.id;
    this.remember(hung.configuration);
  }

  select(id: string | null): void {
    this.selected = id;
    this.tell();
  }

  move(id: string, to: Point2, first = true): void {
    const luminaire = this.luminaireOf(this.placement(id));
    if (luminaire === undefined || this.configuration === null || this.room === null) return;
    this.settle(id);
    this.remember(move(this.configuration, id, luminaire, to, shownOf(this.room, this.configuration)), first);
  }

  change(id: string, values: Partial<Placement>, first = true): void {
    if (this.configuration === null) return;
    this.settle(id);
    this.remember(change(this.configuration, id, values), first);
  }

  /** Take another variant or bulb for one placement, and with it what that can do. */
  async choose(id: string, chosen: Pick<Placement, "variant" | "bulb">): Promise<void> {
    const one = this.placement(id);
    if (one === undefined) return;
    delete this.troubles.plan;
    try {
      const luminaire = await this.articles.bring({ luminaire: one.luminaire, ...chosen });
      this.change(id, withChosen(one, chosen, luminaire));
    } catch (reason) {
      this.fail("plan", reason);
    }
  }

  /** Upload a person's own photometric file and take it in hand. */
  async bringOwnFile(file: File): Promise<void> {
    this.begin("own", "own");
    try {
      const { path } = await this.articles.upload(file);
      this.hold(path);
    } catch (reason) {
      this.fail("own", reason);
    }
    this.end();
  }

  forgetOwnFile(id: string): void {
    this.articles.forget(id);
    this.holding = null;
    this.tell();
  }

  aim(end: "eye_m" | "target_m", at: Point2, first = true): void {
    if (this.configuration !== null) this.remember(aim(this.configuration, end, at), first);
  }

  remove(id: string): void {
    if (this.configuration === null) return;
    if (this.selected === id) this.selected = null;
    this.forgetPlaces();
    this.remember(remove(this.configuration, id));
  }

  repeat(id: string): void {
    const luminaire = this.luminaireOf(this.placement(id));
    if (luminaire === undefined || this.configuration === null || this.room === null) return;
    const hung = repeat(this.configuration, id, luminaire, shownOf(this.room, this.configuration), this.taken);
    if (hung === null) return;
    this.selected = hung.placement.id;
    this.remember(hung.configuration);
  }

  /** The problems' places count the placements, which now are others. */
  private forgetPlaces(): void {
    delete this.troubles.light;
    delete this.troubles.quote;
  }

  /** What was wrong with one placement is open again once it changes; the others' problems stay. */
  private settle(id: string): void {
    for (const place of ["light", "quote"] as const) {
      const trouble = this.troubles[place];
      if (trouble === undefined || trouble.problems.length === 0 || this.configuration === null) continue;
      const own = problemsAt(trouble.problems, this.configuration, id);
      const problems = trouble.problems.filter((problem) => !own.includes(problem));
      if (problems.length === 0) delete this.troubles[place];
      else this.troubles[place] = { ...trouble, problems };
    }
  }

  /** Take the new configuration; `first` is false while one gesture goes on, which is undone as one. */
  private remember(next: Configuration, first = true, waiting = this.waiting): void {
    const { configuration } = this;
    if (first && configuration !== null) this.before = [...this.before.slice(-49), { configuration, waiting: this.waiting }];
    this.configuration = next;
    this.waiting = waiting;
    this.tell();
  }

  get canUndo(): boolean {
    return this.before.length > 0;
  }

  undo(): void {
    const last = this.before.pop();
    if (last === undefined) return;
    this.configuration = last.configuration;
    this.waiting = last.waiting;
    if (this.placement(this.selected) === undefined) this.selected = null;
    this.tell();
  }

  // --- saving -----------------------------------------------------------------------------------

  get isSaved(): boolean {
    return this.saved !== null && this.savedText === JSON.stringify(this.configuration);
  }

  isSavedAs(version: number): boolean {
    return this.isSaved && this.saved?.version === version;
  }

  /** The configuration as the service remembers it; saved as the next version where it has changed. */
  async save(): Promise<api.Saved> {
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

  /** After a reload: is the room still there, and what had come of the plan? */
  private async recover(previewId: string | null, orderId: string | null): Promise<void> {
    const roomId = this.room?.id;
    const checkRoom = async () => {
      try {
        if (roomId !== undefined) await api.room(roomId);
      } catch (reason) {
        const gone = reason instanceof api.Refusal && reason.status === 404;
        if (gone) this.troubles.light = { message: this.text("problem.roomGone"), problems: [] };
      }
    };
    await Promise.allSettled([
      checkRoom(),
      previewId === null ? null : this.light.recover(previewId),
      orderId === null ? null : this.order.recover(orderId),
    ]);
    this.tell();
  }
}
