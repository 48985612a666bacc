/** From the plan to a quote and an order, and what becomes of it. */

import * as api from "../core/api";
import type { Customer, Order, Quote, Stock, Store } from "../core/types";
import type { Job } from "./job";

export class OrderWork {
  stores: Store[] = [];
  stock: Stock[] = [];
  storeId: string | null = null;
  installation = false;
  quote: Quote | null = null;
  order: Order | null = null;

  /** The choice that the quote was made for. */
  private quotedFor = "";
  private key = "";
  private keyFor = "";
  private following = "";

  constructor(private readonly job: Job) {}

  private get choice(): string {
    return JSON.stringify([this.storeId, this.installation]);
  }

  /** The plan or the choice is no longer the one of the quote. */
  get isStale(): boolean {
    const { quote } = this;
    return quote !== null && !(this.job.isSavedAs(quote.configuration_version) && this.quotedFor === this.choice);
  }

  choose(values: { storeId?: string | null; installation?: boolean }): void {
    Object.assign(this, values);
    this.job.tell();
    void this.lookIntoStock();
  }

  private async lookIntoStock(): Promise<void> {
    this.stock = [];
    const store = this.storeId ?? this.quote?.store_id;
    const skus = [...new Set(this.quote?.lines.map((line) => line.sku))];
    if (!store || skus.length === 0) return;
    try {
      this.stock = await api.stock(store, skus);
      this.job.tell();
    } catch {
      // Stock is only a hint here; the quote says what is missing.
    }
  }

  async askForQuote(): Promise<void> {
    const { job } = this;
    if (job.busy !== "" || job.isEmpty) return;
    delete job.troubles.order;
    job.begin("quote", "quote");
    try {
      const { choice } = this;
      this.quote = await api.askForQuote(await job.save(), this.storeId, this.installation ? ["installation"] : []);
      this.quotedFor = choice;
      void this.lookIntoStock();
    } catch (reason) {
      job.fail("quote", reason);
    }
    job.end();
  }

  /** The same quote and customer keep the same key, so that trying again never orders twice. */
  async place(customer: Customer): Promise<void> {
    const { job, quote } = this;
    if (quote === null || job.busy !== "") return;
    const wanted = JSON.stringify([quote.id, customer]);
    if (this.keyFor !== wanted) {
      this.key = newKey();
      this.keyFor = wanted;
    }
    job.begin("order", "order");
    try {
      this.order = await api.placeOrder(quote.id, customer, this.key);
    } catch (reason) {
      job.fail("order", reason);
    }
    job.end();
    await this.follow();
  }

  async cancel(): Promise<void> {
    const { job, order } = this;
    if (order === null || job.busy !== "") return;
    job.begin("cancel", "order");
    try {
      this.order = await api.cancelOrder(order.id, job.text("order.cancelReason"));
    } catch (reason) {
      job.fail("order", reason);
    }
    job.end();
    await this.follow();
  }

  private async follow(): Promise<void> {
    if (this.order === null || this.following === this.order.id || api.isSettled(this.order)) return;
    const { id } = this.order;
    this.following = id;
    const hear = (order: Order) => {
      if (this.order?.id !== id) return;
      this.order = order;
      this.job.tell();
    };
    try {
      await api.followOrder(id, hear, new AbortController().signal);
    } catch (reason) {
      this.job.fail("order", reason);
    }
    if (this.following === id) this.following = "";
  }

  /** The order is done; the plan stays for whoever wants to go on. */
  leave(): void {
    this.order = null;
    this.quote = null;
    this.stock = [];
    delete this.job.troubles.quote;
    delete this.job.troubles.order;
    this.job.tell();
  }

  async recover(orderId: string): Promise<void> {
    this.order = await api.order(orderId);
    void this.follow();
  }
}

/** A key that nobody else has; randomUUID would need a secure origin. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
