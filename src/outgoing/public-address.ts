import ipaddr from "ipaddr.js";

/** The addresses that routers of the internet carry to one host (IANA: global unicast). */
const globalIpv6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** Azure's own service, on an address like any other: it answers virtual machines, with their configuration. */
const azureHost = "168.63.129.16";

/**
 * Whether an IP address is one of the public internet: not private, loopback, link-local (where clouds keep their
 * metadata), shared by a carrier (RFC 6598), unique-local, multicast or reserved, in any of the forms that hide an IPv4
 * address in an IPv6 one. Only NAT64's form (RFC 6052) is looked into, since hosts without IPv4 reach all of it so.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv4) return isPublicIpv4(address);
  if (text.includes("%")) return false;
  if (address.range() === "rfc6052") {
    return isPublicIpv4(new ipaddr.IPv4(address.toByteArray().slice(12))) && isWellKnownNat64(address);
  }
  return address.range() === "unicast" && address.match(globalIpv6);
}

function isPublicIpv4(address: ipaddr.IPv4): boolean {
  return address.range() === "unicast" && address.toString() !== azureHost;
}

/** 64:ff9b::/96. Its neighbour 64:ff9b:1::/48 is for private use and hides the address elsewhere (RFC 8215). */
function isWellKnownNat64(address: ipaddr.IPv6): boolean {
  return address.match(ipaddr.IPv6.parseCIDR("64:ff9b::/96"));
}
