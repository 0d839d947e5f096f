import { html } from "../../../html.ts";
import { asId, type LineItemId } from "../../../ids.ts";
import type { Order } from "../../../orders/order.ts";
import { withdrawableLines } from "../../../orders/withdrawal.ts";
import { tickBox } from "../../parts/forms.ts";
import { isTicked } from "./form-fields.ts";
import type { OrderAction } from "./order-action.ts";

/** Notes that a buyer in the EU withdrew from the contract otherwise than on the order's page: in a letter, say. */
export const withdrawAction: OrderAction = {
  name: "withdraw",
  words: "Note a withdrawal",
  kind: "quiet",
  done: ({ number }) => `Order ${number}: the withdrawal is noted.`,
  isOffered: ({ order, now }) => withdrawableLines(order, now).length > 0,
  fields: ({ order, now }, typed) => html`<p>From what did the buyer withdraw?</p>
${withdrawableLines(order, now).map(({ id, title }) => tickBox(`line.${id}`, title, isTicked(typed, `line.${id}`, true)))}`,
  work: (_, form) => ({ kind: "withdraw", lineItemIds: linesIn(form) }),
  ask(order, form) {
    const titles = titlesOf(order, linesIn(form));
    return titles === ""
      ? "Tick from what the buyer withdrew."
      : {
          effects: [
            `Notes that the buyer withdrew from ${titles}, as a return that is open. No money moves by it.`,
            "The buyer gets an acknowledgement with its time, and the agent is told. This cannot be undone.",
          ],
          button: "Note the withdrawal",
        };
  },
};

function linesIn(form: URLSearchParams): readonly LineItemId[] {
  return [...form.keys()].flatMap((name) =>
    name.startsWith("line.") ? [asId<LineItemId>(name.slice("line.".length))] : [],
  );
}

function titlesOf({ lineItems }: Order, ids: readonly LineItemId[]): string {
  return lineItems.flatMap(({ id, title }) => (ids.includes(id) ? [title] : [])).join(", ");
}
