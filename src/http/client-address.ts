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
   * The address that limits count a request by: {@link callerAddress}, of an IPv6 one its /64, since one household or
   * machine owns that many.
   */
  clientAddress(peer: string | undefined, forwardedFor: string | null): string {
    const caller = this.#caller(peer, forwardedFor);
    if (!caller) return "unknown";
    return caller.kind() === "ipv6"
      ? caller.toNormalizedString().split(":").slice(0, 4).join(":")
      : caller.toString();
  }

  /**
   * The address a request came from: the last in `X-Forwarded-For` that no trusted proxy wrote of another, else the
   * peer itself.
   *
   * @param peer address of the connection, `undefined` when it is not known (a closed connection).
   */
  callerAddress(peer: string | undefined, forwardedFor: string | null): string | undefined {
    return this.#caller(peer, forwardedFor)?.toString();
  }

  #caller(peer: string | undefined, forwardedFor: string | null): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
    let client = parse(peer);
    if (!client) return undefined;
    const hops = forwardedFor?.split(",") ?? [];
    while (hops.length > 0 && this.#trusts(client)) {
      const before = parse(hops.pop()?.trim());
      if (!before) break;
      client = before;
    }
    return client;
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
