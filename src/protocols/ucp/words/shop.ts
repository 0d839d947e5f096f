import { type Static, Type } from "@sinclair/typebox";
import type { Buyer, UnreachableBuyer } from "../../../buyers/buyer.ts";
import { maybe } from "../../../operations/fields.ts";
import type { LinkType, Shop } from "../../../shop.ts";
import { open } from "./fields.ts";

/** A page of the shop's that platforms show to buyers. */
export const LinkAnswer = open({ type: Type.String(), url: Type.String(), title: maybe(Type.String()) });

/** UCP's names of pages (`types/link.json`, well-known values), where they differ from ours. */
const linkTypes: Partial<Record<LinkType, string>> = {
  terms_of_use: "terms_of_service",
  return_policy: "refund_policy",
};

/** Shows the shop's pages. */
export function encodeLinks({ links }: Pick<Shop, "links">): Static<typeof LinkAnswer>[] {
  return links.map(({ type, url, title }) => ({ type: linkTypes[type] ?? type, url, title }));
}

/** Who buys. */
export const BuyerAnswer = open({
  first_name: maybe(Type.String()),
  last_name: maybe(Type.String()),
  email: maybe(Type.String()),
  phone_number: maybe(Type.String()),
});

/** Shows who buys, as the platform said it. */
export function encodeBuyer(
  buyer: Buyer | UnreachableBuyer | undefined,
): Static<typeof BuyerAnswer> | undefined {
  return (
    buyer && {
      first_name: buyer.firstName,
      last_name: buyer.lastName,
      email: "email" in buyer ? buyer.email : undefined,
      phone_number: buyer.phoneNumber,
    }
  );
}
