import { BlockList } from "node:net";
import ipaddr from "ipaddr.js";

/** A set of IP addresses, made of ranges. */
export interface AddressRanges {
  /** How many ranges it is made of. */
  readonly count: number;
  /** Whether an address is in one of them; an IPv4 address inside IPv6 is the IPv4 one. False for what is no address. */
  has(address: string): boolean;
}

/** A text is no list of addresses. The message says why, and repeats nothing of it but the first wrong line. */
export class NoAddressList extends Error {
  override readonly name = "NoAddressList";
}

/** @param ranges CIDR ranges or single addresses. @throws NoAddressList for anything else. */
export function compileRanges(ranges: readonly string[]): AddressRanges {
  const list = new BlockList();
  for (const range of ranges) {
    const [network, bits] = parseRange(range);
    list.addSubnet(network.toString(), bits, network.kind());
  }
  return {
    count: ranges.length,
    has(address) {
      if (!ipaddr.isValid(address)) return false;
      const found = ipaddr.process(address);
      return list.check(found.toString(), found.kind());
    },
  };
}

/**
 * The ranges in a list, in one of the shapes they are published in: one a line, with `#` before a comment; or JSON, an
 * array of them, or an object whose `prefixes` hold `ipv4Prefix` or `ipv6Prefix` each, as OpenAI's and Google's do.
 *
 * @throws NoAddressList for another shape, for a list of nothing, and for one that holds every address there is: then a
 *   list would forbid everybody or nobody, which nobody publishes on purpose.
 */
export function parseAddressList(text: string): readonly string[] {
  const found = /^\s*[[{]/.test(text) ? ofJson(text) : ofLines(text);
  if (found.length === 0) throw new NoAddressList("it holds no address at all");
  for (const range of found) {
    const [, bits] = parseRange(range);
    if (bits === 0) throw new NoAddressList("it holds a range of every address there is");
  }
  return found;
}

function ofLines(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
}

function ofJson(text: string): readonly string[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new NoAddressList("it is neither JSON nor an address a line");
  }
  const items = Array.isArray(json) ? json : isObject(json) ? json["prefixes"] : undefined;
  if (!Array.isArray(items)) throw new NoAddressList("its JSON is neither an array nor has one of prefixes");
  return items.map((item: unknown) => {
    const range = isObject(item) ? (item["ipv4Prefix"] ?? item["ipv6Prefix"]) : item;
    if (typeof range !== "string") throw new NoAddressList("one of its prefixes is no range of addresses");
    return range;
  });
}

function parseRange(range: string): readonly [network: ipaddr.IPv4 | ipaddr.IPv6, bits: number] {
  // Of the old spellings of IPv4 ("127.1", octal) only four decimal numbers are let through.
  if (ipaddr.isValidCIDR(range)) return ipaddr.parseCIDR(range);
  if (range.includes(":") ? ipaddr.IPv6.isValid(range) : ipaddr.IPv4.isValidFourPartDecimal(range)) {
    const address = ipaddr.process(range);
    return [address, address.kind() === "ipv4" ? 32 : 128];
  }
  throw new NoAddressList(`${JSON.stringify(range.slice(0, 60))} is no range of addresses`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
