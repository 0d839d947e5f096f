import { type Static, Type } from "@sinclair/typebox";
import type { CreateCommand } from "../../../checkout/command.ts";
import { addressFields, decodeAddress } from "./address.ts";
import { emptyableText, list, open, said, text } from "./fields.ts";
import { refuse } from "./request-shape.ts";

const Destination = open({
  id: Type.Optional(
    emptyableText(256, { description: "What the destination is called; empty: nothing yet." }),
  ),
  ...addressFields,
});

const Group = open({ selected_option_id: Type.Optional(Type.Union([text(256), Type.Null()])) });

const Method = open({
  type: Type.Optional(text(64)),
  destinations: Type.Optional(list(Destination, 20)),
  selected_destination_id: Type.Optional(Type.Union([text(256), Type.Null()])),
  groups: Type.Optional(list(Group, 20)),
});

/** How the goods are to reach the buyer. */
export const FulfillmentRequest = open({ methods: Type.Optional(list(Method, 20)) });

type FulfillmentCommand = Pick<CreateCommand, "fulfillmentDetails" | "severalDestinations" | "selections"> & {
  /** What the destination is called that is known from before, where the method names it instead of saying it again. */
  readonly knownDestination?: string | undefined;
};

/**
 * Reads where the goods go and which option was chosen. Only shipping is offered here: whoever asks for something else
 * hears so.
 *
 * @param country of the request's context, where a destination says none.
 */
export function decodeFulfillment(
  fulfillment: Static<typeof FulfillmentRequest> | undefined,
  country: string | undefined,
): FulfillmentCommand {
  const { methods = [] } = fulfillment ?? {};
  for (const [index, { type }] of methods.entries()) {
    if (type !== undefined && type !== "shipping")
      refuse("unsupported", `$.fulfillment.methods[${index}].type`, "this shop only ships");
  }
  const [method] = methods;
  if (!method) return {};
  const { destinations, selected_destination_id: selected } = method;
  const option = (method.groups ?? []).map((group) => group.selected_option_id).find(Boolean);
  const common = {
    severalDestinations: methods.length > 1 ? true : undefined,
    selections: option ? [{ optionId: option }] : undefined,
  };
  if (!destinations || destinations.length === 0)
    return selected ? { ...common, knownDestination: selected } : common;
  if (selected === null) return common;
  const index = selectedAmong(destinations, selected);
  const destination = destinations[index];
  if (!destination) return common;
  const path = `$.fulfillment.methods[0].destinations[${index}]`;
  const address = decodeAddress(destination, path, said(country));
  return {
    ...common,
    fulfillmentDetails: {
      destinationId: said(destination.id),
      name: said(address.name),
      phoneNumber: said(destination.phone_number),
      address,
    },
  };
}

/** Which of several destinations is meant. One without an id is whichever is named: its agent takes the id from our answer. */
function selectedAmong(
  destinations: readonly Static<typeof Destination>[],
  selected: string | undefined,
): number {
  if (selected === undefined) return 0;
  const index = destinations.findIndex(({ id }) => id === selected);
  if (index !== -1) return index;
  const [only, ...others] = destinations;
  if (others.length > 0 || said(only?.id) !== undefined)
    refuse(
      "invalid",
      "$.fulfillment.methods[0].selected_destination_id",
      "it names none of the destinations that are sent with it",
    );
  return 0;
}
