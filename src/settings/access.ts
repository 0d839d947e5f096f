import { isAbsolute } from "node:path";
import type { AccessSettings, AllowedAddresses, RouteFamily } from "../access/access.ts";
import { compileRanges, NoAddressList } from "../access/address-ranges.ts";
import {
  type Described,
  ifThere,
  optional,
  readAs,
  table,
  valueList,
  type Written,
  withDefault,
} from "./description.ts";
import { minutes, type Rule } from "./rule.ts";

const range: Rule<string> = {
  allowed: 'an IP address or a range, such as "203.0.113.0/24"',
  standIn: "127.0.0.1",
  read(found) {
    if (typeof found !== "string") return undefined;
    try {
      compileRanges([found.trim()]);
      return found.trim();
    } catch (error) {
      if (error instanceof NoAddressList) return undefined;
      throw error;
    }
  },
};

const file: Rule<string> = {
  allowed: 'the absolute path of a file, such as "/etc/checkstand/agents.txt"',
  standIn: "/",
  read: (found) => (typeof found === "string" && isAbsolute(found) ? found : undefined),
};

const listAddress: Rule<string> = {
  allowed: 'an https address such as "https://openai.com/chatgpt-connectors.json"',
  standIn: "https://shop.example/",
  // http is for development, where the way out allows it.
  read: (found) =>
    typeof found === "string" && /^https?:\/\//i.test(found) && URL.canParse(found) ? found : undefined,
};

/** The keys of each family of routes. */
const familyKeys = {
  allow: valueList(range, "addresses and ranges", { example: ["203.0.113.0/24", "2001:db8::/32"] }),
  url: optional(listAddress, "a list that others keep, one a line or as JSON of prefixes"),
  file: optional(file, "or a file of your own, one a line"),
  every_minutes: withDefault(60, minutes(1, 1440), "how often the list is looked at"),
};

function family(description: string, example: Written): Described<AllowedAddresses | undefined> {
  return ifThere(
    readAs(
      table(description, familyKeys, { example }),
      ({ allow = [], url, file, every_minutes: interval }, place): AllowedAddresses => {
        if (url !== undefined && file !== undefined)
          place.at("file").note("is beside url; allowed: one of both");
        if (allow.length === 0 && url === undefined && file === undefined)
          place.note("lets nobody in; allowed: allow, url or file, or no such table to let everybody in");
        if (url !== undefined) return { allow, list: { kind: "url", location: url, interval } };
        if (file !== undefined) return { allow, list: { kind: "file", location: file, interval } };
        return { allow };
      },
    ),
  );
}

const office = { allow: ["203.0.113.0/24"] };

/** `[access]`; a family of routes that is not in it may be asked from everywhere. */
export const accessTable: Described<AccessSettings> = table(
  "From where the shop may be asked, beside the key or token it wants anyway. What is left out is open to all addresses. " +
    "Behind a proxy these are the addresses that it passes on, if TRUSTED_PROXY names it.",
  {
    checkout: family(
      "Sessions, carts and payment. OpenAI publishes where ChatGPT buys from, and asks you to let it in.",
      { url: "https://openai.com/chatgpt-connectors.json" },
    ),
    mcp: family("The tools at /mcp.", { file: "/etc/checkstand/agents.txt" }),
    feed: family("The product feed, where it is fetched.", office),
    admin: family("The dashboard and its API.", office),
    metrics: family("/metrics.", office),
    webhooks: family("What the payment provider sends.", office),
  } satisfies Record<RouteFamily, Described<AllowedAddresses | undefined>>,
);
