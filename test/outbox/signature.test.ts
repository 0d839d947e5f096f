import { expect, test } from "bun:test";
import { instant } from "../../src/clock.ts";
import { signatureOf } from "../../src/outbox/signature.ts";

const now = instant(1_709_123_456_789);
const body = '{"type":"order_create"}';

// Made with: printf '%s' '1709123456.{"type":"order_create"}' | openssl dgst -sha256 -hmac one
test("the timestamped form signs time, dot and body", () => {
  expect(signatureOf("timestamped", "one", body, now)).toBe(
    "t=1709123456,v1=b25bd7cc3c0fbb84aa58b859285810df6fdc37a146bdc7052b89fefb10223c5a",
  );
});

test("the bare forms sign the body alone", () => {
  expect(signatureOf("hex", "one", body, now)).toBe(
    "d186ca09e884638c518c160180a83435abae8ec71633bb78ebb1039a9e794943",
  );
  expect(signatureOf("base64", "one", body, now)).toBe("0YbKCeiEY4xRjBYBgKg0NauujscWM7t467EDmp55SUM=");
});

test("a signature matches the form that the official schema demands", () => {
  expect(signatureOf("timestamped", "one", body, now)).toMatch(/^t=\d+,v1=[a-fA-F0-9]{64}$/);
});
