import { type Static, Type } from "@sinclair/typebox";
import type { CreateCommand, RequestedItem } from "../../../checkout/command.ts";
import { fromRfc3339 } from "../../../clock.ts";
import { minor } from "../../../money.ts";
import { Amount, DateTime, emptyableText, open, text } from "../words/fields.ts";
import {
  decodeItemSince20260130,
  itemRequestFields,
  itemsOf,
  itemsRequestFields,
} from "../words/items-since-20260130.ts";
import { refuse, requestShape } from "../words/request-shape.ts";
import { createExamplesSince20260130 } from "../words/requests-since-20260130.ts";
import { createFieldsSince20260417, decodeCreateSince20260417 } from "../words/requests-since-20260417.ts";

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
    ...decodeItemSince20260130(item, index),
    suggestedPrice: suggested && {
      amount: minor(suggested.amount),
      observedAt:
        fromRfc3339(suggested.observed_at) ?? refuse("invalid", path, "observed_at must be a date-time"),
    },
  };
}

/** `POST /checkout_sessions`, with the price the agent showed. */
export const create = requestShape({
  schema: open({ ...itemsRequestFields(ItemRequest), ...createFieldsSince20260417 }),
  examples: createExamplesSince20260130,
  decode: (body): CreateCommand => ({
    ...decodeCreateSince20260417(body),
    items: itemsOf(body).map(decodeItem),
  }),
});
