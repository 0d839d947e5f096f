import { type TSchema, Type } from "@sinclair/typebox";
import type { FulfillmentDetails } from "../../../address.ts";
import type { CreateCommand } from "../../../checkout/command.ts";
import { emptyableText, enumeration, list, MAX_ITEMS, open } from "./fields.ts";

/**
 * The field for items grouped by how and where they are fulfilled. Which option carries which item is chosen by
 * `selected_fulfillment_options`: of a group only its destination is read.
 *
 * @param details the version's fulfillment details.
 */
export function fulfillmentGroupsField<Details extends TSchema>(details: Details) {
  const group = open({
    id: Type.Optional(emptyableText(256)),
    item_ids: Type.Optional(list(emptyableText(256), MAX_ITEMS)),
    destination_type: Type.Optional(enumeration(["shipping", "pickup", "local_delivery", "digital"])),
    fulfillment_details: Type.Optional(details),
  });
  return Type.Optional(
    list(group, MAX_ITEMS, {
      description:
        "This shop sends an order to one address: groups may name it, and a session of several has an `unsupported` message.",
    }),
  );
}

/**
 * Reads where a session's goods go: the fulfillment details, and for what they do not say the groups'. Several
 * addresses are not refused, since the request is a valid one; checkout says in a message that it cannot serve them.
 */
export function decodeDestination<Details>(
  body: {
    fulfillment_details?: Details | undefined;
    fulfillment_groups?: { fulfillment_details?: Details | undefined }[] | undefined;
  },
  decodeDetails: (details: Details, path?: string) => FulfillmentDetails,
): Pick<CreateCommand, "fulfillmentDetails" | "severalDestinations"> {
  const { fulfillment_details: ofOrder, fulfillment_groups: groups } = body;
  if (!ofOrder && !groups) return {};
  const ofGroups = (groups ?? []).flatMap(({ fulfillment_details: details }, index) =>
    details ? [decodeDetails(details, `$.fulfillment_groups[${index}].fulfillment_details`)] : [],
  );
  const named = ofOrder && decodeDetails(ofOrder);
  const grouped = ofGroups.find(({ address }) => address) ?? ofGroups[0];
  const addresses = [named, ...ofGroups].flatMap((details) => details?.address ?? []);
  return {
    fulfillmentDetails: named ? { ...named, address: named.address ?? grouped?.address } : grouped,
    severalDestinations: addresses.some((address) => !Bun.deepEquals(address, addresses[0])),
  };
}
