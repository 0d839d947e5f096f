import ipaddr from "ipaddr.js";

/** Proxies whose `X-Forwarded-For` is believed: addresses and CIDR ranges (`TRUSTED_PROXY`). */
export class TrustedProxies {
  readonly #ranges: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];

  /** @param ranges such as `127.0.0.0/8`, `::1` or `10.1.2.3`. @throws Error for anything else. */
  constructor(ranges: readonly string[]) {
    this.#ranges = ranges.map((range) => {
      if (range.includes("/")) return ipaddr.parseCIDR(range);
      const address = ipaddr.process(range);
      return [address, address.kind() === "ipv4" ? 32 : 128];
    });
  }

  /**
   * The address a request came from: the last in `X-Forwarded-For` that no trusted proxy wrote of another, else the
   * peer itself. An IPv6 caller is its /64, since one household or machine owns that many.
   *
   * @param peer address of the connection, `undefined` when it is not known (a closed connection).
   */
  clientAddress(peer: string | undefined, forwardedFor: string | null): string {
    let client = parse(peer);
    if (!client) return "unknown";
    const hops = forwardedFor?.split(",") ?? [];
    while (hops.length > 0 && this.#trusts(client)) {
      const before = parse(hops.pop()?.trim());
      if (!before) break;
      client = before;
    }
    return client.kind() === "ipv6"
      ? client.toNormalizedString().split(":").slice(0, 4).join(":")
      : client.toString();
  }

  #trusts(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
    return this.#ranges.some(
      ([range, bits]) => address.kind() === range.kind() && address.match(range, bits),
    );
  }
}

/** An IPv6 address written out with an IPv4 one at its end, and a zone. */
const LONGEST_ADDRESS = 64;

/** Reads an address; an IPv4 one inside IPv6 (`::ffff:1.2.3.4`) as the IPv4 it is. */
function parse(text: string | undefined): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return text !== undefined && text.length <= LONGEST_ADDRESS && ipaddr.isValid(text)
    ? ipaddr.process(text)
    : undefined;
}
