import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { MarketingConsent } from "../../../buyers/purchase-context.ts";
import type { CheckoutSession } from "../../../checkout/session.ts";
import type { Shop } from "../../../shop.ts";
import type { ConsentWords } from "./consent.ts";
import { open } from "./fields.ts";
import type { MessageAnswer } from "./messages.ts";

const marketing = "dev.ucp.consent.marketing";
/** The channels that UCP itself has names for; others are named by us. */
const wellKnownChannels: ReadonlySet<string> = new Set(["email", "sms"]);

const Answer = open({
  granted: Type.Boolean(),
  source: Type.Unsafe<"business" | "platform">(Type.String({ enum: ["business", "platform"] })),
});
const Segments = Type.Record(Type.String(), Answer, { maxProperties: 50 });
const Purpose = Type.Intersect([Answer, open({ segments: Type.Optional(Segments) })]);

/**
 * A shop's purposes with the buyer's answers, or else its own (2026-08-25, `buyer_consent.json`): the shop writes for
 * marketing alone, by the channels it offers. Only answers of the buyer's own are kept; what the shop did not offer is
 * passed over.
 */
export const consentByOffer: ConsentWords = {
  schema: Type.Record(Type.String(), Purpose, { maxProperties: 50 }),
  decode(said) {
    const purpose = said[marketing];
    if (!Value.Check(Purpose, purpose)) return {};
    const marketingConsents = Object.entries(purpose.segments ?? {}).flatMap(
      ([segment, { granted, source }]): MarketingConsent[] =>
        source === "platform" ? [{ channel: channelOf(segment), optedIn: granted }] : [],
    );
    return {
      consents: purpose.source === "platform" ? { marketing: purpose.granted } : undefined,
      marketingConsents: marketingConsents.length > 0 ? marketingConsents : undefined,
    };
  },
  encode(session, shop) {
    if (shop.marketingConsents.length === 0) return undefined;
    const { consents, marketingConsents = [] } = session;
    return {
      [marketing]: {
        ...answerOf(consents?.marketing),
        description: `Messages with offers and news of ${shop.name}`,
        segments: Object.fromEntries(
          shop.marketingConsents.map(({ channel, displayText, privacyPolicyUrl }) => [
            segmentOf(channel),
            {
              ...answerOf(marketingConsents.find((each) => each.channel === channel)?.optedIn),
              description: displayText,
              links: [{ type: "privacy_policy", url: privacyPolicyUrl }],
            },
          ]),
        ),
      },
    };
  },
};

/** Whether the buyer wants text messages and has left no number for them. */
export function lacksNumberForTexts({
  buyer,
  unreachableBuyer,
  marketingConsents = [],
}: Pick<CheckoutSession, "buyer" | "unreachableBuyer" | "marketingConsents">): boolean {
  const wantsTexts = marketingConsents.some(({ channel, optedIn }) => channel === "sms" && optedIn);
  return wantsTexts && (buyer ?? unreachableBuyer)?.phoneNumber === undefined;
}

/** Before the buyer has answered, the shop's own answer holds: nobody is written to. */
function answerOf(granted: boolean | undefined) {
  return granted === undefined ? { granted: false, source: "business" } : { granted, source: "platform" };
}

function segmentOf(channel: string): string {
  const name = channel.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  return wellKnownChannels.has(name) ? `${marketing}.${name}` : `dev.checkstand.consent.marketing.${name}`;
}

function channelOf(segment: string): Shop["marketingConsents"][number]["channel"] {
  return segment.split(".").at(-1) ?? segment;
}

/** Says that the buyer wants text messages and has left no number for them: nothing to wait for until it is paid. */
export function encodeMissingNumber(session: CheckoutSession): readonly Static<typeof MessageAnswer>[] {
  if (!lacksNumberForTexts(session)) return [];
  return [
    {
      type: "warning",
      code: "missing_consent_data",
      path: "$.buyer.phone_number",
      content: "A phone number is required for text messages.",
      content_type: "plain",
    },
  ];
}
