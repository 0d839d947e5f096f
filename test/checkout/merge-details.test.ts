import { expect, test } from "bun:test";
import type { Address } from "../../src/address.ts";
import { mergeDetails } from "../../src/checkout/plan.ts";

const home: Address = {
  name: "Jane Doe",
  lineOne: "1 Main St",
  city: "Oakland",
  state: "CA",
  country: "US",
  postalCode: "94607",
};
const known = { destinationId: "home", phoneNumber: "+15105550100", address: home };

test("an address that takes the place of another is not called by that one's name", () => {
  const address = { ...home, lineOne: "2 Main St" };
  expect(mergeDetails(known, { address })).toEqual({ phoneNumber: known.phoneNumber, address });
  expect(mergeDetails(known, { destinationId: "work", address })).toMatchObject({ destinationId: "work" });
});

test("what is said beside an address leaves it, and its name, as they are", () => {
  expect(mergeDetails(known, { phoneNumber: "+15105550101" })).toEqual({
    ...known,
    phoneNumber: "+15105550101",
  });
});
