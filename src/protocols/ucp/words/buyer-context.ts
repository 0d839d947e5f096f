import { type Static, Type } from "@sinclair/typebox";
import type { BuyerContext } from "../../../buyers/buyer-context.ts";
import { maybe } from "../../../operations/fields.ts";
import { list, maybeText, open, said, text } from "./fields.ts";

/** What is said of a buyer before there is an address (`types/context.json`). What it asks for binds nobody. */
export const ContextRequest = open({
  address_country: maybeText(64),
  address_region: maybeText(256),
  postal_code: maybeText(32),
  language: maybeText(64),
  currency: maybeText(16),
  intent: maybeText(4_096),
  eligibility: Type.Optional(list(text(256), 50)),
});

/** The same in an answer. */
export const ContextAnswer = open({
  address_country: maybe(Type.String()),
  address_region: maybe(Type.String()),
  postal_code: maybe(Type.String()),
  language: maybe(Type.String()),
  currency: maybe(Type.String()),
  intent: maybe(Type.String()),
  eligibility: maybe(Type.Array(Type.String())),
});

/** Reads what is said of a buyer. */
export function decodeContext(context: Static<typeof ContextRequest> | undefined): BuyerContext | undefined {
  if (!context) return undefined;
  return {
    country: said(context.address_country)?.toUpperCase(),
    state: said(context.address_region),
    postalCode: said(context.postal_code),
    language: said(context.language),
    currency: said(context.currency),
    intent: said(context.intent),
    eligibility: context.eligibility,
  };
}

/** Shows what was said of a buyer. */
export function encodeContext(context: BuyerContext | undefined): Static<typeof ContextAnswer> | undefined {
  return (
    context && {
      address_country: context.country,
      address_region: context.state,
      postal_code: context.postalCode,
      language: context.language,
      currency: context.currency,
      intent: context.intent,
      eligibility: context.eligibility && [...context.eligibility],
    }
  );
}
