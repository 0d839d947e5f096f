import { type Static, Type } from "@sinclair/typebox";
import type { CheckoutSession, Interventions } from "../../../checkout/session.ts";
import { maybe } from "../../../operations/fields.ts";
import type { PaymentTerms, Shop } from "../../../shop.ts";
import { closed, enumeration, list, open, text, Url } from "./fields.ts";
import { PAYMENT_PROVIDER } from "./payment-provider.ts";

/** The id of the one payment handler we offer: a card behind a delegated token. */
export const CARD_HANDLER = "card_tokenized";

const HandlerConfigAnswer = closed({
  merchant_id: Type.String(),
  psp: Type.String(),
  accepted_brands: Type.Array(Type.String()),
  accepted_funding_types: Type.Array(Type.String()),
  supports_3ds: Type.Boolean(),
  environment: enumeration(["production", "sandbox"]),
});

/** A way to pay, as the agent finds it offered. */
export const handlerAnswerFields = {
  id: Type.String(),
  name: Type.String(),
  version: Type.String(),
  spec: Url,
  requires_delegate_payment: Type.Boolean(),
  requires_pci_compliance: Type.Boolean(),
  psp: Type.String(),
  config_schema: Url,
  instrument_schemas: Type.Array(Url),
  config: HandlerConfigAnswer,
};

/** A payment handler, in this version. */
const HandlerAnswer = closed(handlerAnswerFields);

/** Shows the card handler on the terms of this shop. */
export function encodeHandler(payment: PaymentTerms): Static<typeof HandlerAnswer> {
  return {
    id: CARD_HANDLER,
    name: "dev.acp.tokenized.card",
    version: "2026-01-22",
    spec: "https://acp.dev/handlers/tokenized.card",
    requires_delegate_payment: true,
    requires_pci_compliance: false,
    psp: PAYMENT_PROVIDER,
    config_schema: "https://acp.dev/schemas/handlers/tokenized.card/config.json",
    instrument_schemas: ["https://acp.dev/schemas/handlers/tokenized.card/instrument.json"],
    config: {
      merchant_id: payment.merchantId,
      psp: PAYMENT_PROVIDER,
      accepted_brands: [...payment.cardBrands],
      accepted_funding_types: [...payment.fundingTypes],
      supports_3ds: payment.acquirer !== undefined,
      environment: payment.environment,
    },
  };
}

/** What may stand between the buyer and the order. */
export const InterventionsAnswer = closed({
  supported: Type.Array(enumeration(["3ds", "biometric", "address_verification"])),
  required: Type.Array(enumeration(["3ds", "biometric"])),
  enforcement: enumeration(["always", "conditional", "optional"]),
});

/**
 * What both sides can do (RFC capability negotiation). The shop's side is 3D Secure, where it knows its acquirer: for
 * every payment if the merchant wants that, else only where the issuer asks.
 */
export function encodeInterventions(
  offered: Interventions | undefined,
  { payment }: Shop,
): Static<typeof InterventionsAnswer> {
  const ours = payment.acquirer ? ["3ds"] : [];
  const always = payment.threeDSecure === "always";
  return {
    supported: (offered?.supported ?? []).filter((intervention) => ours.includes(intervention)),
    required: always ? ["3ds"] : [],
    enforcement: always ? "always" : "conditional",
  };
}

/** An extension at work in a session, and the fields it adds. */
export const ExtensionAnswer = closed({ name: Type.String(), extends: Type.Array(Type.String()) });

/** Whether codes are part of this session: the agent said it knows them, or one has already had a say. */
export function usesDiscounts(session: CheckoutSession): boolean {
  return (
    session.extensions?.includes("discount") === true ||
    session.discountCodes.length > 0 ||
    session.appliedDiscounts.length > 0 ||
    session.rejectedDiscounts.length > 0
  );
}

/** Shows the extensions at work in a session; absent when none is. */
export function encodeExtensions(session: CheckoutSession): Static<typeof ExtensionAnswer>[] | undefined {
  if (!usesDiscounts(session)) return undefined;
  return [
    {
      name: "discount",
      extends: [
        "$.CheckoutSessionCreateRequest.discounts",
        "$.CheckoutSessionUpdateRequest.discounts",
        "$.CheckoutSession.discounts",
      ],
    },
  ];
}

/** What the shop can do in this session. */
export const CapabilitiesAnswer = closed({
  payment: closed({ handlers: Type.Array(HandlerAnswer) }),
  interventions: InterventionsAnswer,
  extensions: maybe(Type.Array(ExtensionAnswer)),
});

/** Shows what the shop can do in this session. */
export function encodeCapabilities(session: CheckoutSession, shop: Shop): Static<typeof CapabilitiesAnswer> {
  return {
    payment: { handlers: [encodeHandler(shop.payment)] },
    interventions: encodeInterventions(session.interventions, shop),
    extensions: encodeExtensions(session),
  };
}

/** What the agent can do. Open in its words, since it is meant to grow. */
export const CapabilitiesRequest = open(
  {
    interventions: Type.Optional(
      open({
        supported: Type.Optional(list(text(64), 20)),
        // How the agent shows what it supports: it changes nothing here, where a step is a page of the issuer.
        display_context: Type.Optional(text(64)),
        redirect_context: Type.Optional(text(64)),
        max_redirects: Type.Optional(Type.Integer({ minimum: 0 })),
        max_interaction_depth: Type.Optional(Type.Integer({ minimum: 1 })),
      }),
    ),
    extensions: Type.Optional(list(Type.Union([text(256), open({ name: text(256) })]), 50)),
  },
  {
    description: "What the agent can do; `{}` when it says nothing.",
    examples: [{ interventions: { supported: ["3ds"] } }],
  },
);

const interventions = ["3ds", "biometric", "address_verification"] as const;

/**
 * Words we do not know are ignored: capabilities are meant to grow (RFC capability negotiation). What an agent does not
 * name, it cannot show.
 */
export function decodeInterventions(capabilities: Static<typeof CapabilitiesRequest>): Interventions {
  const said = capabilities.interventions?.supported ?? [];
  return { supported: interventions.filter((intervention) => said.includes(intervention)) };
}

/** Extensions by name, without the version an agent may ask for (`discount@2026-01-27`). */
export function decodeExtensions(capabilities: Static<typeof CapabilitiesRequest>): string[] | undefined {
  return capabilities.extensions?.map((extension) => {
    const name = typeof extension === "string" ? extension : extension.name;
    const [withoutVersion = ""] = name.split("@", 1);
    return withoutVersion;
  });
}
