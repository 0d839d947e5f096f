import { fromRfc3339 } from "../clock.ts";
import { ProblemError } from "../problem.ts";
import { isDay } from "../shop-days.ts";
import type { AdminQuery } from "./route.ts";

/** Reads the query of an address. An empty value counts as none. */
export function readQuery(url: string): AdminQuery {
  const given = new URL(url).searchParams;
  const text = (name: string) => given.get(name)?.trim() || undefined;
  const refuse = (name: string, detail: string): never => {
    throw new ProblemError({ kind: "invalid", place: { at: "path", path: name }, detail });
  };
  return {
    text,
    oneOf(name, words) {
      const found = text(name);
      if (found === undefined) return undefined;
      return words.find((word) => word === found) ?? refuse(name, `expected one of ${words.join(", ")}`);
    },
    wholeNumber(name, highest, lowest = 1) {
      const found = text(name);
      if (found === undefined) return undefined;
      const number = Number(found);
      const isOne = /^\d{1,15}$/.test(found) && number >= lowest && number <= highest;
      return isOne ? number : refuse(name, `expected a whole number from ${lowest} to ${highest}`);
    },
    day(name) {
      const found = text(name);
      if (found === undefined || isDay(found)) return found;
      return refuse(name, "expected a day such as 2026-06-01");
    },
    moment(name) {
      const found = text(name);
      if (found === undefined) return undefined;
      return fromRfc3339(found) ?? refuse(name, "expected a moment such as 2026-06-01T12:00:00Z");
    },
  };
}
