import { InvalidArgumentError, Option } from "commander";
import { type Minor, parseMajor } from "../../money.ts";
import type { LineItemReference, Order } from "../../orders/order.ts";
import { webAddressOf } from "../../web-address.ts";
import { WrongUsage } from "../failure.ts";

/** Units of an item, as `--item ITEM=QUANTITY` names them. */
export interface AskedItem {
  /** A variant id, or a line id. */
  readonly item: string;
  readonly quantity: number;
}

/** `--item`, which may be given several times. */
export function itemOption(words: string): Option {
  return new Option("--item <item=quantity...>", `${words}; without "=", one`).argParser(
    (text: string, before: readonly AskedItem[] | undefined) => [...(before ?? []), readItem(text)],
  );
}

function readItem(text: string): AskedItem {
  const { item = "", quantity = "1" } = /^(?<item>.+?)(?:=(?<quantity>\d{1,9}))?$/.exec(text)?.groups ?? {};
  const count = Number(quantity);
  if (item === "" || count < 1)
    throw new InvalidArgumentError("Name an item and how many of it, such as linen-shirt-small=2.");
  return { item, quantity: count };
}

/** The lines of the order that were asked for. @throws WrongUsage for an item that is not in it. */
export function linesOf(
  order: Order,
  asked: readonly AskedItem[] | undefined,
): readonly LineItemReference[] | undefined {
  return asked?.map(({ item, quantity }) => {
    const line = order.lineItems.find(({ id, variantId }) => id === item || variantId === item);
    if (line) return { id: line.id, quantity };
    const known = order.lineItems.map(({ variantId }) => variantId).join(", ");
    throw new WrongUsage(`Order ${order.number} has no item ${item}. It has: ${known}.`);
  });
}

/** Reads an amount that a person typed, in major units of the order's currency. @throws WrongUsage for anything else. */
export function amountOf(order: Order, option: string, text: string): Minor {
  const amount = parseMajor(text, order.currency);
  if (amount !== undefined && amount > 0) return amount;
  throw new WrongUsage(`${option} must be an amount such as 12.50, in ${order.currency.toUpperCase()}.`);
}

/** Reads the address of a page, which buyers and agents are shown. @throws WrongUsage for what no browser should follow. */
export function readWebAddress(option: string, text: string | undefined): string | undefined {
  const address = text === undefined ? undefined : webAddressOf(text);
  if (address !== undefined || text === undefined) return address;
  throw new WrongUsage(`${option} must be an address such as https://parcels.example/1Z999.`);
}
