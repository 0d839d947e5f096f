import { type Static, Type } from "@sinclair/typebox";
import type { CreateCommand, RequestedItem } from "../../checkout/command.ts";
import { fromRfc3339 } from "../../clock.ts";
import { minor } from "../../money.ts";
import {
  decodeItem as decodeEarlierItem,
  itemRequestFields,
  itemsOf,
  itemsRequestFields,
} from "../2026-01-30/items.ts";
import { createExamples } from "../2026-01-30/requests.ts";
import { createFields, decodeCreate } from "../2026-04-17/requests.ts";
import { Amount, DateTime, emptyableText, open, text } from "../shared/fields.ts";
import { refuse, requestShape } from "../shared/request.ts";

/** The price the agent showed, and where it has it from (SEP 197). */
const SuggestedPriceRequest = open({
  amount: Amount,
  source: open({
    feed_id: text(256),
    channel: Type.Optional(emptyableText(256)),
    feed_update_id: Type.Optional(emptyableText(256)),
    updated_at: Type.Optional(DateTime),
  }),
  observed_at: DateTime,
});

const ItemRequest = open({
  ...itemRequestFields,
  suggested_price: Type.Optional(SuggestedPriceRequest),
});

function decodeItem(item: Static<typeof ItemRequest>, index: number): RequestedItem {
  const { suggested_price: suggested } = item;
  const path = `$.line_items[${index}].suggested_price.observed_at`;
  return {
    ...decodeEarlierItem(item, index),
    suggestedPrice: suggested && {
      amount: minor(suggested.amount),
      observedAt:
        fromRfc3339(suggested.observed_at) ?? refuse("invalid", path, "observed_at must be a date-time"),
    },
  };
}

/** `POST /checkout_sessions`, with the price the agent showed. */
export const create = requestShape({
  schema: open({ ...itemsRequestFields(ItemRequest), ...createFields }),
  examples: createExamples,
  decode: (body): CreateCommand => ({ ...decodeCreate(body), items: itemsOf(body).map(decodeItem) }),
});
