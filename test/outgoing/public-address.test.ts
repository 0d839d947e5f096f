import { expect, test } from "bun:test";
import { isPublicAddress } from "../../src/outgoing/public-address.ts";

for (const [address, what] of [
  ["8.8.8.8", "a host"],
  ["2606:4700::1111", "a host on IPv6"],
  ["64:ff9b::808:808", "a host on IPv4 behind NAT64"],
] as const) {
  test(`${address} is public: ${what}`, () => expect(isPublicAddress(address)).toBe(true));
}

for (const [address, what] of [
  ["0.0.0.0", "this host"],
  ["127.0.0.1", "loopback"],
  ["127.8.8.8", "loopback"],
  ["10.0.0.1", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["169.254.169.254", "link-local: a cloud's metadata"],
  ["100.64.0.1", "shared by a carrier"],
  ["100.100.100.200", "shared by a carrier: a cloud's metadata"],
  ["168.63.129.16", "Azure's own service"],
  ["192.0.0.192", "reserved: a cloud's metadata"],
  ["192.0.2.1", "documentation"],
  ["198.18.0.1", "benchmarking"],
  ["224.0.0.1", "multicast"],
  ["255.255.255.255", "broadcast"],
  ["::", "this host"],
  ["::1", "loopback"],
  ["::7f00:1", "an old form of loopback"],
  ["::ffff:127.0.0.1", "loopback, mapped"],
  ["::ffff:10.0.0.1", "private, mapped"],
  ["::ffff:8.8.8.8", "mapped, which no name needs"],
  ["64:ff9b::7f00:1", "loopback behind NAT64"],
  ["64:ff9b::a9fe:a9fe", "a cloud's metadata behind NAT64"],
  ["64:ff9b:1::808:808", "NAT64 for private use"],
  ["2002:7f00:1::", "loopback in 6to4"],
  ["2001::1", "Teredo"],
  ["2001:db8::1", "documentation"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local on an interface"],
  ["fec0::1", "site-local"],
  ["fd00:ec2::254", "unique-local: a cloud's metadata"],
  ["ff02::1", "multicast"],
  ["4000::1", "not assigned"],
  ["localhost", "no address"],
  ["", "nothing"],
] as const) {
  test(`${address} is not public: ${what}`, () => expect(isPublicAddress(address)).toBe(false));
}
