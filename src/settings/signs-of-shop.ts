import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { isOnThisMachine } from "../loopback.ts";
import type { Environment } from "./environment.ts";

/** The database of a merchant's shop, where DATABASE_URL does not name one: beside its shop.toml. */
export const shopDatabasePath = "data/checkstand.db";

/** What only a shop that is paid by Stripe needs. Other programs have variables that begin alike. */
const stripeVariables = ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE"];

/**
 * What says that a merchant's shop is meant, though no shop.toml was found: most often the program runs in another
 * folder than the shop. Where there is any of it, the demo shop must not open: everybody knows its keys.
 *
 * @param directory that paths are relative to.
 * @returns words for the middle of a sentence, none where nothing but the demo shop can be meant.
 */
export function signsOfShop(environment: Environment, directory: string): readonly string[] {
  const { DATABASE_URL, PUBLIC_BASE_URL } = environment;
  const isSet = (value: string | undefined): value is string => value !== undefined && value.trim() !== "";
  return [
    ...(isSet(DATABASE_URL) ? ["DATABASE_URL is set"] : []),
    ...stripeVariables.filter((name) => isSet(environment[name])).map((name) => `${name} is set`),
    ...(isSet(PUBLIC_BASE_URL) && !isOnThisMachine(PUBLIC_BASE_URL)
      ? ["PUBLIC_BASE_URL is not http on this machine"]
      : []),
    ...(existsSync(resolve(directory, shopDatabasePath)) ? [`there is a ${shopDatabasePath}`] : []),
  ];
}
