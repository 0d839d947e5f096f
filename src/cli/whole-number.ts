import { InvalidArgumentError } from "commander";

/** Reads an option that counts: a whole number above zero. */
export function readWholeNumberOption(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It must be a whole number above zero.");
}
