import { type Static, Type } from "@sinclair/typebox";
import type { FulfillmentDetails } from "../../../address.ts";
import { destinationIdOf } from "../../../checkout/destination.ts";
import type { CheckoutSession } from "../../../checkout/session.ts";
import { toRfc3339 } from "../../../clock.ts";
import { maybe } from "../../../operations/fields.ts";
import type { FulfillmentOption } from "../../../pricing/fulfillment.ts";
import { encodeAddress, PostalAddressAnswer } from "./address.ts";
import { open } from "./fields.ts";
import { LineTotals } from "./totals.ts";

const Option = open({
  id: Type.String(),
  title: Type.String(),
  description: maybe(Type.Union([Type.String(), open({ plain: maybe(Type.String()) })])),
  carrier: maybe(Type.String()),
  earliest_fulfillment_time: maybe(Type.String()),
  latest_fulfillment_time: maybe(Type.String()),
  totals: LineTotals,
});

/** How the goods can reach the buyer. */
export const FulfillmentAnswer = open({
  methods: Type.Array(
    open({
      id: Type.String(),
      type: Type.String(),
      line_item_ids: Type.Array(Type.String()),
      destinations: maybe(
        Type.Array(
          Type.Intersect([PostalAddressAnswer, open({ id: Type.String(), type: maybe(Type.String()) })]),
        ),
      ),
      selected_destination_id: maybe(Type.String()),
      groups: maybe(
        Type.Array(
          open({
            id: Type.String(),
            line_item_ids: Type.Array(Type.String()),
            options: Type.Array(Option),
            selected_option_id: maybe(Type.String()),
          }),
        ),
      ),
    }),
  ),
});

/** What versions spell in different ways. */
export interface FulfillmentSpelling {
  /** What kind of place a destination is, where that is said. */
  readonly destinationType?: string | undefined;
  readonly description: (text: string) => Static<typeof Option>["description"];
}

/** Shows how the goods are shipped: one method, one destination, one group. Absent where nothing is shipped. */
export type FulfillmentEncoder = (session: CheckoutSession) => Static<typeof FulfillmentAnswer> | undefined;

/** Builds the {@link FulfillmentEncoder} of a version. */
export function fulfillmentEncoder(spelling: FulfillmentSpelling): FulfillmentEncoder {
  return (session) => encodeFulfillment(session, spelling);
}

function encodeFulfillment(
  session: CheckoutSession,
  spelling: FulfillmentSpelling,
): Static<typeof FulfillmentAnswer> | undefined {
  const shipped = session.lineItems.filter((line) => line.requiresShipping).map(({ id }) => id);
  if (shipped.length === 0) return undefined;
  const destination = encodeDestination(session.fulfillmentDetails, spelling);
  const [selection] = session.selections;
  return {
    methods: [
      {
        id: "shipping",
        type: "shipping",
        line_item_ids: shipped,
        destinations: destination && [destination],
        selected_destination_id: destination?.id,
        groups:
          session.options.length === 0
            ? undefined
            : [
                {
                  id: "all",
                  line_item_ids: shipped,
                  options: session.options.map((option) => encodeOption(option, spelling)),
                  selected_option_id: selection?.optionId,
                },
              ],
      },
    ],
  };
}

function encodeDestination(
  details: FulfillmentDetails | undefined,
  { destinationType }: FulfillmentSpelling,
) {
  const id = details && destinationIdOf(details);
  if (!details?.address || id === undefined) return undefined;
  const { address, phoneNumber } = details;
  return { type: destinationType, id, ...encodeAddress(address, phoneNumber) };
}

function encodeOption(
  option: FulfillmentOption,
  { description }: FulfillmentSpelling,
): Static<typeof Option> {
  const { subtotal, tax, total } = option.amounts;
  const window = option.type === "shipping" ? option : undefined;
  return {
    id: option.id,
    title: option.title,
    description: option.description === undefined ? undefined : description(option.description),
    carrier: window?.carrier,
    earliest_fulfillment_time: window?.earliest && toRfc3339(window.earliest),
    latest_fulfillment_time: window?.latest && toRfc3339(window.latest),
    totals: [
      { type: "subtotal", amount: subtotal },
      ...(tax > 0 ? [{ type: "tax", amount: tax }] : []),
      { type: "total", amount: total },
    ],
  };
}

/** As 2026-04-08 has it: a place of which nothing more is said, and an option's description as text. */
export const fulfillmentAsText = fulfillmentEncoder({ description: (text) => text });
