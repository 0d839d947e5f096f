import { type TSchema, Type } from "@sinclair/typebox";
import type { BuyerConsents, ConsentPurpose } from "../../../buyers/purchase-context.ts";
import { consentPurposes } from "../../../buyers/purchase-context.ts";
import type { BuyerCircumstances } from "../../../checkout/command.ts";
import type { CheckoutSession } from "../../../checkout/session.ts";
import type { Shop } from "../../../shop.ts";
import { open } from "./fields.ts";

/** `buyer.consent` of a request that has passed its version's schema. */
export type SaidConsent = Readonly<Record<string, unknown>>;

/** How a version speaks of what buyers agree to. */
export interface ConsentWords {
  readonly schema: TSchema;
  readonly decode: (said: SaidConsent) => Pick<BuyerCircumstances, "consents" | "marketingConsents">;
  /** Absent where there is nothing to say. */
  readonly encode: (session: CheckoutSession, shop: Shop) => object | undefined;
}

/** A buyer's answers by purpose, each true or false (2026-04-08, `buyer_consent.json`). */
export const consentByPurpose: ConsentWords = {
  schema: open(
    Object.fromEntries(consentPurposes.map((purpose) => [purpose, Type.Optional(Type.Boolean())])),
  ),
  decode(said) {
    const given = consentPurposes.flatMap((purpose): (readonly [ConsentPurpose, boolean])[] => {
      const answer = said[purpose];
      return typeof answer === "boolean" ? [[purpose, answer]] : [];
    });
    const consents: BuyerConsents = Object.fromEntries(given);
    return { consents };
  },
  encode: ({ consents }) => consents && { ...consents },
};
