/** The order: store, quote, the customer's details, and what becomes of it. */

import { html, nothing, type TemplateResult } from "lit";

import { canCancel, isSettled } from "../core/api";
import { money, time } from "../core/formatting";
import type { Customer, Money, Order, Quote, Store } from "../core/types";
import { wordFor, type TextKey } from "../texts";
import { Panel } from "./panel";
import { showTrouble } from "./trouble";

/** What is said of an order that is settled; every other word of the service means that a store sends it. */
const SETTLED: Record<string, TextKey> = {
  rejected: "order.rejected",
  partly_rejected: "order.partly",
  cancelled: "order.cancelled",
};

export class OrderPanel extends Panel {
  /** The order that a person is asked about once more before it is cancelled. */
  private askedToCancel = "";

  private storeName(id: string): string {
    return this.named(this.job.order.stores.find((store) => store.id === id)?.name) || id;
  }

  private articleName(sku: string): string {
    return this.named(this.job.articles.nameOf(sku)) || sku;
  }

  private get canInstall(): boolean {
    const { stores, storeId } = this.job.order;
    return stores.some((store) => (storeId === null || store.id === storeId) && store.services.includes("installation"));
  }

  private showStore(store: Store | null): TemplateResult {
    const { job } = this;
    return html`
      <label class="store">
        <input type="radio" name="store" value=${store?.id ?? ""} .checked=${job.order.storeId === (store?.id ?? null)}
          @change=${() => job.order.choose({ storeId: store?.id ?? null })} />
        <span class="name">${store === null ? this.t("order.nearest") : this.named(store.name)}</span>
        ${store === null ? nothing : html`<span class="hint">${store.address}</span>`}
      </label>`;
  }

  private showChoice(): TemplateResult {
    const { job } = this;
    return html`
      <div class="choosing">
        <fieldset class="stores"><legend>${this.t("order.store")}</legend>
          ${this.showStore(null)} ${job.order.stores.map((store) => this.showStore(store))}
        </fieldset>
        ${this.canInstall
          ? html`<label class="tick"><input type="checkbox" name="installation" .checked=${job.order.installation}
              @change=${(event: Event) => job.order.choose({ installation: (event.target as HTMLInputElement).checked })} />
              ${this.t("order.installation")}</label>`
          : nothing}
        <button class=${job.order.quote === null || job.order.isStale ? "primary" : ""} ?disabled=${job.isEmpty || job.busy !== ""}
          @click=${() => void job.order.askForQuote()}>
          ${job.order.quote === null ? this.t("order.quote") : this.t("order.requote")}
        </button>
        <p class="status" role="status">${job.busy === "quote" ? this.t("order.quoting") : nothing}</p>
      </div>`;
  }

  private showLines(of: Quote | Order, withStock: boolean): TemplateResult {
    const { language } = this.job;
    const sum = (label: TextKey, value: Money, strong = false) => html`<tr class=${strong ? "total" : ""}><th scope="row" colspan="3">${this.t(label)}</th><td>${money(language, value)}</td></tr>`;
    return html`
      <table class="lines">
        <thead><tr>
          <th scope="col">${this.t("order.article")}</th><th scope="col">${this.t("order.quantity")}</th>
          <th scope="col">${this.t("order.each")}</th><th scope="col">${this.t("order.sum")}</th>
        </tr></thead>
        <tbody>
          ${of.lines.map((line) => {
            const free = this.job.order.stock.find((one) => one.sku === line.sku)?.free;
            return html`<tr>
              <td>${this.named(line.name)} ${free === undefined || !withStock ? nothing : html`<span class="hint">${this.t("order.stock", { free })}</span>`}</td>
              <td>${line.quantity}</td><td>${money(language, line.unit_price)}</td><td>${money(language, line.total)}</td>
            </tr>`;
          })}
        </tbody>
        <tfoot>
          ${sum("order.net", of.net)} ${sum("order.tax", of.tax)} ${sum("order.total", of.total, true)}
        </tfoot>
      </table>`;
  }

  private showQuote(quote: Quote): TemplateResult {
    const { job } = this;
    return html`
      <div class="quote ${job.order.isStale ? "stale" : ""}">
        ${job.order.isStale ? html`<p class="notice" role="status">${this.t("order.stale")}</p>` : nothing}
        ${this.showLines(quote, true)}
        ${quote.shortages.map(
          ({ sku, missing }) => html`<p class="notice warning">${this.t("order.short", {
            missing,
            name: this.articleName(sku),
          })}</p>`,
        )}
        <p class="hint">
          ${quote.store_id ? this.t("order.from", { store: this.storeName(quote.store_id) }) : nothing}
          ${quote.reasons.map((reason) => html`<span class="reason">${this.named(reason)}</span> `)}
          ${this.t("order.valid", { time: time(job.language, quote.expires_at) })}
        </p>
      </div>`;
  }

  private place(event: Event): void {
    event.preventDefault();
    const said = new FormData(event.target as HTMLFormElement);
    const value = (name: string) => String(said.get(name) ?? "").trim();
    const customer: Customer = {
      name: value("name"),
      email: value("email"),
      phone: value("phone"),
      address: value("address"),
      language: this.job.language,
    };
    void this.job.order.place(customer);
  }

  private showCustomer(quote: Quote): TemplateResult {
    const { job } = this;
    const field = (label: TextKey, name: string, type: string, autocomplete: string, needed: boolean) => html`
      <label class="field"><span>${this.t(label)}</span>
        <input name=${name} type=${type} autocomplete=${autocomplete as "on"} maxlength="200" ?required=${needed} /></label>`;
    return html`
      <form class="customer" @submit=${this.place}>
        <h3>${this.t("order.you")}</h3>
        ${field("order.name", "name", "text", "name", true)} ${field("order.email", "email", "email", "email", true)}
        ${field("order.phone", "phone", "tel", "tel", false)} ${field("order.address", "address", "text", "street-address", true)}
        <button class="primary" ?disabled=${job.busy !== "" || job.order.isStale}>
          ${job.busy === "order" ? this.t("order.placing") : this.t("order.place", { total: money(job.language, quote.total) })}
        </button>
      </form>`;
  }

  /** Asked twice, because what a store puts back may go to somebody else. */
  private showCancel(order: Order): TemplateResult {
    const { job } = this;
    const ask = (asked: boolean) => {
      this.askedToCancel = asked ? order.id : "";
      this.requestUpdate();
    };
    if (this.askedToCancel !== order.id) {
      return html`<button class="danger" ?disabled=${job.busy !== ""} @click=${() => ask(true)}>${this.t("order.cancel")}</button>`;
    }
    const cancel = () => {
      ask(false);
      void job.order.cancel();
    };
    return html`
      <button class="danger" @click=${cancel}>${this.t("order.cancelSurely")}</button>
      <button @click=${() => ask(false)}>${this.t("order.keep")}</button>`;
  }

  private showOrder(order: Order): TemplateResult {
    const { job } = this;
    const refusal = SETTLED[order.summary.state];
    const [kind, word]: [string, TextKey] = !isSettled(order)
      ? ["", order.summary.state === "being_cancelled" ? "order.cancelling" : "order.following"]
      : refusal === undefined
        ? ["good", "order.accepted"]
        : [order.summary.state === "cancelled" ? "" : "error", refusal];
    const state = (label: TextKey, name: string, value: string) => html`
      <dt>${this.t(label)}</dt><dd data-state=${name} data-value=${value}>${wordFor(job.language, "state", value)}</dd>`;
    return html`
      <div class="placed">
        <h3>${this.t("order.placed", { number: order.number })}</h3>
        <p class="notice ${kind}" role="status">${this.t(word)}</p>
        ${order.parts.map(
          (one) => html`
            <dl class="states">
              <dt class="whole">${this.t("order.part", { part: one.part, store: this.storeName(one.store_id) })}</dt>
              ${state("order.request", "request", one.request)} ${state("order.fulfilment", "fulfilment", one.fulfilment)}
              ${state("order.payment", "payment", order.payment)} ${state("order.service", "service", order.service)}
              ${one.store_reference ? html`<dt>${this.t("order.reference")}</dt><dd>${one.store_reference}</dd>` : nothing}
            </dl>`,
        )}
        ${this.showLines(order, false)}
        <details><summary>${this.t("order.history")}</summary>
          <ol class="history">
            ${order.history.map(
              (one) => html`<li><time datetime=${one.at}>${time(job.language, one.at)}</time>
                ${wordFor(job.language, "state", one.to)} ${one.reason ? html`<span class="hint">${one.reason}</span>` : nothing}</li>`,
            )}
          </ol>
        </details>
        <div class="row">
          ${canCancel(order) ? this.showCancel(order) : nothing}
          <button @click=${() => job.order.leave()}>${this.t("order.another")}</button>
        </div>
      </div>`;
  }

  protected override render(): TemplateResult {
    const { job } = this;
    const { order } = job.order;
    return html`
      <section class="card order" id="order" aria-labelledby="order-title" tabindex="-1">
        <header><h2 id="order-title">${this.t("order.title")}</h2></header>
        ${order !== null
          ? this.showOrder(order)
          : html`
              <div class="buying">
                ${this.showChoice()}
                <div>
                  ${showTrouble(this.job.language, this.t("problem.title"), job.troubles.quote)}
                  ${job.order.quote === null
                    ? job.troubles.quote === undefined
                      ? html`<p class="blank">${this.t("order.none")}</p>`
                      : nothing
                    : html`${this.showQuote(job.order.quote)} ${this.showCustomer(job.order.quote)}`}
                </div>
              </div>`}
        ${showTrouble(this.job.language, this.t("problem.title"), job.troubles.order)}
      </section>`;
  }
}

customElements.define("lampyris-order", OrderPanel);
