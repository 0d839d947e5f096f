import { type Static, Type } from "@sinclair/typebox";
import { maybe } from "../../../operations/fields.ts";
import type { LinkType, Shop } from "../../../shop.ts";
import { closed, enumeration, Url } from "./fields.ts";

/** The link types until 2026-01-16. */
const linkTypesUntil20260116 = ["terms_of_use", "privacy_policy", "return_policy"] as const;

const linkTypeWordsUntil20260116: Record<LinkType, (typeof linkTypesUntil20260116)[number] | undefined> = {
  terms_of_use: "terms_of_use",
  privacy_policy: "privacy_policy",
  return_policy: "return_policy",
  shipping_policy: undefined,
  contact_us: undefined,
  about_us: undefined,
  faq: undefined,
  support: undefined,
};

/** A link to one of the shop's policies. */
export const LinkAnswerUntil20260116 = closed({ type: enumeration(linkTypesUntil20260116), url: Url });

/** Shows the links whose types these versions know. */
export function encodeLinksUntil20260116(shop: Shop): Static<typeof LinkAnswerUntil20260116>[] {
  return shop.links.flatMap(({ type, url }) => {
    const known = linkTypeWordsUntil20260116[type];
    return known === undefined ? [] : [{ type: known, url }];
  });
}

/** A link to one of the shop's pages. */
export const LinkAnswerSince20260130 = closed({
  type: enumeration([
    "terms_of_use",
    "privacy_policy",
    "return_policy",
    "shipping_policy",
    "contact_us",
    "about_us",
    "faq",
    "support",
  ] as const satisfies readonly LinkType[]),
  title: maybe(Type.String()),
  url: Url,
});

/** Shows all the shop's links. */
export function encodeLinksSince20260130(shop: Shop): Static<typeof LinkAnswerSince20260130>[] {
  return shop.links.map(({ type, title, url }) => ({ type, title, url }));
}
