import { expect, test } from "bun:test";
import { isLoopback, isOnThisMachine } from "../src/loopback.ts";

test.each([
  ["127.0.0.1", true],
  ["127.8.9.10", true],
  ["::1", true],
  ["[::1]", true],
  ["localhost", true],
  ["shop.localhost", true],
  ["0.0.0.0", false],
  ["::", false],
  ["127.0.0.1.example.com", false],
  ["localhost.example.com", false],
  ["192.168.1.5", false],
])("%s is a loopback host: %p", (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

test.each([
  ["http://localhost:3000", true],
  ["http://127.0.0.1", true],
  [" http://[::1]:8080 ", true],
  ["https://localhost:3000", false],
  ["http://192.168.1.5:3000", false],
  ["http://shop.example", false],
  ["localhost", false],
])("%s is only on this machine: %p", (address, expected) => {
  expect(isOnThisMachine(address)).toBe(expected);
});
