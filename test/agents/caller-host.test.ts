import { expect, test } from "bun:test";
import { type HostStanding, hostOf, readHost, standingOn } from "../../src/agents/caller-host.ts";

test.each([
  ["https://Platform.Example:8443/profile", "platform.example"],
  ["https://platform.example./profile", "platform.example"],
  ["https://bücher.example/", "xn--bcher-kva.example"],
])("%s is of %s", (url, host) => {
  expect(hostOf(new URL(url))).toBe(host);
});

test.each([
  ["Platform.Example", "platform.example"],
  ["platform.example:8443", "platform.example"],
  [" https://platform.example/profile.json ", "platform.example"],
  ["bücher.example", "xn--bcher-kva.example"],
  ["two words", undefined],
  ["platform.example/profile", undefined],
  ["me@platform.example", undefined],
  ["", undefined],
])("“%s”, as a person types it, is %s", (typed, host) => {
  expect(readHost(typed)).toBe(host);
});

const list = new Map<string, HostStanding>([
  ["blocked.example", "blocked"],
  ["good.blocked.example", "allowed"],
  ["allowed.example", "allowed"],
]);

test.each<[host: string, standing: HostStanding | undefined]>([
  ["blocked.example", "blocked"],
  ["any.blocked.example", "blocked"],
  ["good.blocked.example", "allowed"],
  ["below.good.blocked.example", undefined],
  ["allowed.example", "allowed"],
  ["pages.allowed.example", undefined],
  ["notblocked.example", undefined],
  ["example", undefined],
])("the list says of %s: %s", (host, standing) => {
  expect(standingOn(list, host)).toBe(standing);
});
