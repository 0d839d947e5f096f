import type { CreateCommand } from "../../../checkout/command.ts";
import { open } from "../words/fields.ts";
import {
  decodeItemSince20260130,
  itemRequestFields,
  itemsOf,
  itemsRequestFields,
} from "../words/items-since-20260130.ts";
import { requestShape } from "../words/request-shape.ts";
import { createExamplesSince20260130 } from "../words/requests-since-20260130.ts";
import { createFieldsSince20260417, decodeCreateSince20260417 } from "../words/requests-since-20260417.ts";

/** `POST /checkout_sessions`. */
export const create = requestShape({
  schema: open({ ...itemsRequestFields(open(itemRequestFields)), ...createFieldsSince20260417 }),
  examples: createExamplesSince20260130,
  decode: (body): CreateCommand => ({
    ...decodeCreateSince20260417(body),
    items: itemsOf(body).map(decodeItemSince20260130),
  }),
});
