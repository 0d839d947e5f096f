import { asId, type LineItemId } from "../../../ids.ts";
import { type Minor, parseMajor } from "../../../money.ts";
import type { LineItemReference, Order } from "../../../orders/order.ts";
import type { MoneyBack } from "../../../orders/order-service-result.ts";

/** The units of each line that a form asks for, as `quantity.li_…`. */
export function unitsIn(form: URLSearchParams): readonly LineItemReference[] {
  return [...form].flatMap(([name, value]) => {
    const [, id] = /^quantity\.(.+)$/.exec(name) ?? [];
    return id === undefined || value === "" || value === "0"
      ? []
      : [{ id: asId<LineItemId>(id), quantity: Number(value) }];
  });
}

/** The amount that somebody wrote, in minor units; words where it is none. */
export function amountIn(form: URLSearchParams, { currency }: Order): Minor | string {
  const amount = parseMajor(form.get("amount") ?? "", currency);
  return amount === undefined || amount <= 0
    ? `The amount must be one such as 12.50, in ${currency.toUpperCase()}.`
    : amount;
}

/** Whether the price of what a form takes out goes back. */
export function moneyIn(form: URLSearchParams): MoneyBack {
  return form.has("refund") ? "price" : "none";
}

/** What somebody wrote into a field; `undefined` when they left it empty. */
export function textIn(form: URLSearchParams, name: string): string | undefined {
  return form.get(name)?.trim().slice(0, 1000) || undefined;
}

/** Whether a box was ticked: in a form that was sent, or, in one that was not yet, as it is at first. */
export function isTicked(typed: URLSearchParams, name: string, atFirst: boolean): boolean {
  return typed.has("form_key") ? typed.has(name) : atFirst;
}
