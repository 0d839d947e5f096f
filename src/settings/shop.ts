import { type Link, type LinkType, type PaymentTerms, plainColor, type Shop } from "../shop.ts";
import { optional, required, table, tables, type ValuesOf, withDefault } from "./description.ts";
import { country, currency, email, matching, type Rule, state, timezone, webAddress, words } from "./rule.ts";

/** Where a product's own page is. */
export const productUrl: Rule<string> = {
  ...webAddress,
  allowed:
    'an absolute address with {handle} where the product\'s handle goes: "https://shop.example/products/{handle}"',
  read: (found) => {
    const template = String(found).trim();
    const isAddress = webAddress.read(template.replaceAll("{handle}", "handle")) !== undefined;
    return isAddress && template.includes("{handle}") ? template : undefined;
  },
};

const channel = matching(/^[a-z0-9_]{1,64}$/, 'a channel in lower case, such as "email"');

const link = (what: string, page: string) =>
  optional(webAddress, what, { example: `https://shop.example/${page}` });

const color = matching(/^#[0-9A-Fa-f]{6}$/, 'a colour as "#rrggbb", in hexadecimal digits');

/** Every type of link. An agent must be able to show the first two. */
const linkKeys = {
  terms_of_use: required(webAddress, "has to be there", { example: "https://shop.example/terms" }),
  privacy_policy: required(webAddress, "has to be there", { example: "https://shop.example/privacy" }),
  return_policy: optional(webAddress, "what holds for returns", {
    example: "https://shop.example/returns",
    isSet: true,
  }),
  shipping_policy: link("how you ship", "shipping"),
  contact_us: link("how to write to you", "contact"),
  about_us: link("who you are", "about"),
  faq: link("what is often asked", "faq"),
  support: link("where buyers find help", "help"),
} satisfies Readonly<Record<LinkType, unknown>>;

/** The keys of shop.toml that say who sells. */
export const shopKeys = {
  name: required(words, "what agents and buyers call the shop", { example: "Alder & Fern" }),
  currency: required(currency, "of every price, as ISO 4217 writes it", { example: "usd" }),
  timezone: required(timezone, "in which working days and cut-off hours are counted", {
    example: "America/Los_Angeles",
  }),
  product_url: optional(productUrl, "where a product's own page is, when the catalogue does not say", {
    example: "https://shop.example/products/{handle}",
    isSet: true,
  }),
  links: table("Pages that agents show to buyers.", linkKeys),
  support: table("How buyers reach a person. All optional.", {
    email: optional(email, "", { example: "help@shop.example", isSet: true }),
    phone: optional(words, "", { example: "+1 510 555 0100", isSet: true }),
    hours: optional(words, "", { example: "Monday to Friday, 9:00 to 17:00 Pacific time", isSet: true }),
    help_center_url: optional(webAddress, "", { example: "https://shop.example/help" }),
  }),
  brand: table("How the pages look on which buyers pay.", {
    color: withDefault(plainColor, color, "of the buttons"),
    logo_url: optional(webAddress, "stands at the top in place of the name", {
      example: "https://shop.example/logo.svg",
    }),
  }),
  origin: table("Where orders are sent from.", {
    country: required(country, "ISO 3166-1, two letters", { example: "US" }),
    state: optional(state, "the part of ISO 3166-2 after the dash", { example: "CA", isSet: true }),
    city: required(words, "", { example: "Oakland" }),
    postal_code: required(words, "", { example: "94607" }),
  }),
  marketing_consents: tables(
    table("A consent.", {
      channel: required(channel, "", { example: "email" }),
      text: required(words, "", { example: "Send me news about new plants" }),
      privacy_policy_url: optional(webAddress, "", {
        example: "https://shop.example/privacy",
        whenLeftOut: "the one in [links]",
      }),
    }),
    "Offered to buyers at checkout; their choice comes back with the order.",
  ),
};

/** Who sells: everything of {@link Shop} but how it is paid, which `payment` brings. */
export function shopOf(
  file: ValuesOf<typeof shopKeys>,
  { publicBaseUrl, payment }: { readonly publicBaseUrl: string; readonly payment: PaymentTerms },
): Shop {
  const { support, origin, brand } = file;
  return {
    name: file.name,
    currency: file.currency,
    publicBaseUrl,
    links: linksOf(file.links),
    support: {
      email: support.email,
      phone: support.phone,
      hours: support.hours,
      helpCenterUrl: support.help_center_url,
    },
    brand: { color: brand.color, logoUrl: brand.logo_url },
    payment,
    origin: {
      country: origin.country,
      state: origin.state ?? "",
      city: origin.city,
      postalCode: origin.postal_code,
    },
    timezone: file.timezone,
    productUrl: file.product_url,
    marketingConsents: file.marketing_consents.map((consent) => ({
      channel: consent.channel,
      displayText: consent.text,
      privacyPolicyUrl: consent.privacy_policy_url ?? file.links.privacy_policy,
    })),
  };
}

/** The links there are, in the order of {@link linkKeys}. */
function linksOf(links: ValuesOf<typeof linkKeys>): readonly Link[] {
  return Object.entries(links).flatMap(([type, url]) =>
    isLinkType(type) && url !== undefined ? [{ type, url }] : [],
  );
}

function isLinkType(key: string): key is LinkType {
  return Object.hasOwn(linkKeys, key);
}
