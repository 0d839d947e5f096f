import { expect, test } from "bun:test";
import { bearingOn, blotted, learnedFrom, mayBear, personOf } from "../../src/buyers/person.ts";

const person = (given: object) => learnedFrom(personOf("m@example.com"), { buyer: given });

test.each([
  ["Ask zelda@example.com about it", "Ask [erased] about it"],
  ["ZELDA@Example.com", "[erased]"],
  // In lower case these letters are two characters each.
  ["İİİİ zelda@example.com, please", "İİİİ [erased], please"],
  ["İİİİİİİİİİİİİİİİİİİİ zelda@example.com", "İİİİİİİİİİİİİİİİİİİİ [erased]"],
  ["zelda@example.com and zelda@example.com", "[erased] and [erased]"],
  ["xzelda@example.com", "xzelda@example.com"],
  ["zelda@example.com.au", "zelda@example.com.au"],
  ["o'zelda@example.com", "o'zelda@example.com"],
  ["'zelda@example.com', /users?email=zelda@example.com&to=1", "'[erased]', /users?email=[erased]&to=1"],
  ["Write to <zelda@example.com>.", "Write to <[erased]>."],
  ["It was zelda@example.com.", "It was [erased]."],
])("of %p stays %p", (text, left) => {
  expect(blotted(personOf("Zelda@example.com"), text)).toBe(left);
});

test("a name is blotted out whole, in whatever letter case, and not within other words", () => {
  const maria = person({ fullName: "Maria", email: "m@example.com" });
  expect(blotted(maria, "MARIA likes the Mariachi hat")).toBe("[erased] likes the Mariachi hat");
  const ilker = person({ fullName: "İlker Yılmaz", email: "m@example.com" });
  expect(blotted(ilker, "For İlker Yılmaz, 2nd floor")).toBe("For [erased], 2nd floor");
});

test("whoever is called like what stands in for them is erased, too", () => {
  expect(blotted(person({ fullName: "Erased", email: "m@example.com" }), "for Erased")).toBe("for [erased]");
});

test("an unnamed document is known by a home, also one that JSON writes otherwise", () => {
  const home = { name: 'Mary "May" Doe', lineOne: '5 "Rose" Lane' };
  const mary = learnedFrom(personOf("m@example.com"), {
    buyer: { email: "m@example.com" },
    fulfillmentDetails: { address: home },
  });
  const document = { lines: 1, fulfillmentDetails: { address: home } };
  expect(mayBear(mary, JSON.stringify(document))).toBe(true);
  expect(bearingOn(mary, document)).toBe("own");
  expect(bearingOn(mary, { ...document, buyer: { email: "o@example.com" } })).toBe("told_of");
});

test("a telephone that is short is no amount, nor the end of another", () => {
  const short = person({ email: "m@example.com", phoneNumber: "10000" });
  expect(bearingOn(short, { totals: [{ amount: 10_000 }] })).toBe("none");
  expect(bearingOn(short, { fulfillmentDetails: { phoneNumber: "4155510000" } })).toBe("none");
  expect(bearingOn(short, { fulfillmentDetails: { phoneNumber: "10000" } })).toBe("own");
});
