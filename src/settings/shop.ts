import type { Link, LinkType, PaymentTerms, Shop } from "../shop.ts";
import { country, currency, email, matching, state, timezone, webAddress, words } from "./rule.ts";
import type { Table } from "./table.ts";

/** Every link type by its key in `[links]`. True: an agent must be able to show it, so every shop has one. */
const linkTypes: Readonly<Record<LinkType, boolean>> = {
  terms_of_use: true,
  privacy_policy: true,
  return_policy: false,
  shipping_policy: false,
  contact_us: false,
  about_us: false,
  faq: false,
  support: false,
};

/** Where a product's own page is. */
export const productUrl = {
  ...webAddress,
  allowed:
    'an absolute address with {handle} where the product\'s handle goes: "https://shop.example/products/{handle}"',
  read: (found: unknown) => {
    const template = String(found).trim();
    const isAddress = webAddress.read(template.replaceAll("{handle}", "handle")) !== undefined;
    return isAddress && template.includes("{handle}") ? template : undefined;
  },
};

/** Reads who sells: everything of {@link Shop} but how it is paid, which `payment` brings. */
export function readShop(file: Table, publicBaseUrl: string, payment: PaymentTerms): Shop {
  const support = file.section("support");
  const from = file.section("origin");
  const links = readLinks(file.section("links"));
  return {
    name: file.required("name", words),
    currency: file.required("currency", currency),
    publicBaseUrl,
    links,
    support: {
      email: support.optional("email", email),
      phone: support.optional("phone", words),
      hours: support.optional("hours", words),
      helpCenterUrl: support.optional("help_center_url", webAddress),
    },
    payment,
    origin: {
      country: from.required("country", country),
      state: from.optional("state", state) ?? "",
      city: from.required("city", words),
      postal_code: from.required("postal_code", words),
    },
    timezone: file.required("timezone", timezone),
    productUrl: file.optional("product_url", productUrl),
    marketingConsents: file.tables("marketing_consents").map((consent) => ({
      channel: consent.required(
        "channel",
        matching(/^[a-z0-9_]{1,64}$/, 'a channel in lower case, such as "email"'),
      ),
      displayText: consent.required("text", words),
      privacyPolicyUrl:
        consent.optional("privacy_policy_url", webAddress) ??
        links.find((link) => link.type === "privacy_policy")?.url ??
        "",
    })),
  };
}

function readLinks(links: Table): readonly Link[] {
  return Object.entries(linkTypes).flatMap(([key, isRequired]) => {
    const url = isRequired ? links.required(key, webAddress) : links.optional(key, webAddress);
    // The keys of a Record are typed as text only because an object may hold more than its type says; this one is ours.
    return url === undefined ? [] : [{ type: key as LinkType, url }];
  });
}
