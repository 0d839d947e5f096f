import {
  type AffiliateAttribution,
  type ConsentPurpose,
  consentPurposes,
  type PurchaseContext,
  type PurchaseWay,
  wayOf,
} from "../buyers/purchase-context.ts";

/** How a purchase came about, as facts for people. An attribution's token is a secret between merchant and network: only JSON has it. */
export function contextFacts(
  context: PurchaseContext,
): readonly (readonly [name: string, value: string | undefined])[] {
  const {
    locale,
    affiliateFirst,
    affiliateLast,
    marketingConsents = [],
    consents = {},
    riskSignals = {},
  } = context;
  return [
    ["Came by", wayWords[wayOf(context)]],
    ["Locale", locale],
    ["Led here by", affiliateFirst && attributionInWords(affiliateFirst)],
    ["Sold by", affiliateLast && attributionInWords(affiliateLast)],
    [
      "May be written to",
      marketingConsents.length === 0
        ? undefined
        : marketingConsents.map(({ channel, optedIn }) => `${channel}: ${optedIn ? "yes" : "no"}`).join(", "),
    ],
    ...consentPurposes.map(
      (purpose) =>
        [
          `Agrees to ${consentWords[purpose]}`,
          consents[purpose] === undefined ? undefined : consents[purpose] ? "yes" : "no",
        ] as const,
    ),
    ["Risk: IP address", riskSignals.ipAddress],
    ["Risk: user agent", riskSignals.userAgent],
    ["Risk: languages", riskSignals.acceptLanguage],
    ["Risk: agent's session", riskSignals.sessionId],
    ["Risk: device", riskSignals.deviceFingerprint],
  ];
}

const consentWords: Readonly<Record<ConsentPurpose, string>> = {
  analytics: "analytics",
  marketing: "marketing",
  preferences: "remembered preferences",
  sale_of_data: "sale of data",
};

/** By what a purchase began, in words for merchants. */
const wayWords: Readonly<Record<PurchaseWay, string>> = {
  agent: "an agent",
  assistant: "an assistant without a key",
  page: "a page of the shop",
};

function attributionInWords({ provider, details }: AffiliateAttribution): string {
  const said = ["publisher_id", "campaign_id", "creative_id", "sub_id"].flatMap((name) => {
    const value = details[name];
    return typeof value === "string" ? [`${name.replace("_id", "")} ${value}`] : [];
  });
  return [provider, ...said].join(", ");
}
