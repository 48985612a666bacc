/** What can be chosen of one luminaire that hangs: finish, length, driver…, and its bulb. */

import { html, nothing, type TemplateResult } from "lit";

import { chosenKeys, excludedBy, withChoice } from "../core/choices";
import { money, number } from "../core/formatting";
import type { Bulb, Choice, Luminaire, Option, Placement } from "../core/types";
import type { Job } from "./job";

const named = (job: Job, name: { en: string; zh: string }) => name[job.language] || name.en;

/** " (+35.50 €)" where a choice changes the price. */
function delta(job: Job, luminaire: Luminaire, choice: Choice): string {
  const change = Number(choice.price_delta);
  if (change === 0 || luminaire.price === null) return "";
  const sign = change > 0 ? "+" : "−";
  return ` (${sign}${money(job.language, { amount: Math.abs(change).toFixed(2), currency: luminaire.price.currency })})`;
}

function showOption(job: Job, one: Placement, luminaire: Luminaire, option: Option): TemplateResult {
  const chosen = chosenKeys(luminaire.options, luminaire.variant).get(option.key);
  const choose = (key: string) =>
    void job.choose(one.id, { variant: withChoice(luminaire.options, luminaire.variant, option.key, key), bulb: one.bulb });
  const excluded = option.choices.flatMap((choice) => {
    const rule = excludedBy(luminaire, option.key, choice.key);
    return rule === undefined ? [] : [{ choice: named(job, choice.name), because: named(job, rule.because) }];
  });
  const hint = `excluded-${one.id}-${option.key}`;
  return html`
    <label class="field"><span>${named(job, option.name)}</span>
      <select name="option-${option.key}" aria-describedby=${excluded.length === 0 ? nothing : hint} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        ${option.choices.map((choice) => {
          const disabled = excludedBy(luminaire, option.key, choice.key) !== undefined;
          return html`<option value=${choice.key} ?selected=${choice.key === chosen} ?disabled=${disabled}>
            ${named(job, choice.name)}${delta(job, luminaire, choice)}
          </option>`;
        })}
      </select>
    </label>
    ${excluded.length === 0
      ? nothing
      : html`<p class="hint" id=${hint}>${excluded.map((each) => job.text("choices.excluded", each)).join(" ")}</p>`}`;
}

function bulbText(job: Job, bulb: Bulb): string {
  const facts = `${number(job.language, bulb.luminous_flux_lm)} lm, ${bulb.cct_k} K`;
  return `${named(job, bulb.name)}: ${facts}${bulb.price === null ? "" : `, ${money(job.language, bulb.price)}`}`;
}

function showBulb(job: Job, one: Placement, luminaire: Luminaire): TemplateResult | typeof nothing {
  const holder = luminaire.lampholder;
  if (holder === null) return nothing;
  const fitting = job.articles.bulbs.filter(({ sku }) => holder.fitting.includes(sku));
  const choose = (sku: string) => void job.choose(one.id, { variant: one.variant, bulb: sku === holder.default_bulb ? undefined : sku });
  const label = holder.count === 1 ? job.text("choices.bulb") : job.text("choices.bulbs", { count: holder.count });
  return html`
    <label class="field"><span>${label}</span>
      <select name="bulb" @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        ${fitting.map((bulb) => html`<option value=${bulb.sku} ?selected=${bulb.sku === luminaire.bulb?.sku}>${bulbText(job, bulb)}</option>`)}
      </select>
    </label>`;
}

/** The variants of a person's own file. */
function showOwnVariants(job: Job, one: Placement, luminaire: Luminaire): TemplateResult | typeof nothing {
  const variants = job.articles.variantsOf(luminaire.path ?? "");
  if (variants.length < 2) return nothing;
  const choose = (variant: string) => void job.choose(one.id, { variant, bulb: undefined });
  return html`
    <label class="field"><span>${job.text("choices.variant")}</span>
      <select name="variant" @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        ${variants.map(
          (each) => html`<option value=${each.variant} ?selected=${each.variant === luminaire.variant}>
            ${named(job, each.name)} · ${number(job.language, each.luminous_flux_lm)} lm
          </option>`,
        )}
      </select>
    </label>`;
}

/** The fields of all choices of a placement; nothing where its luminaire comes in one way only. */
export function showChoices(job: Job, one: Placement, luminaire: Luminaire): TemplateResult | typeof nothing {
  if (luminaire.path !== undefined) return showOwnVariants(job, one, luminaire);
  const options = luminaire.options.filter(({ choices }) => choices.length > 1);
  if (options.length === 0 && luminaire.lampholder === null) return nothing;
  return html`<div class="choices" data-choices=${one.id}>
    ${options.map((option) => showOption(job, one, luminaire, option))} ${showBulb(job, one, luminaire)}
  </div>`;
}
