import type { Buyer } from "../../../buyers/buyer.ts";

/**
 * First and last name for versions that require both. A full name is split at its last space; who has no last name
 * gets an empty one, since the schema wants a string and we invent nothing.
 */
export function twoNamesOf(buyer: Buyer): { first_name: string; last_name: string } {
  if (buyer.firstName !== undefined) {
    return { first_name: buyer.firstName, last_name: buyer.lastName ?? "" };
  }
  const words = (buyer.fullName ?? "").trim().split(/\s+/);
  const lastWord = words.length > 1 ? words.pop() : undefined;
  return { first_name: words.join(" "), last_name: buyer.lastName ?? lastWord ?? "" };
}
