import { describe, expect, test } from "bun:test";
import type { HostedDriver } from "../../src/payments/hosted.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { openSimulatedDatabase } from "./money/database.ts";
import { simulate } from "./money/simulate.ts";

/*
 * Each rule of payments by hand, broken once: a simulation that does not notice would not guard it. What a broken rule
 * would believe, the provider's pages say here.
 */

/** As many stories as it takes; each of these is noticed within a fraction of them. */
const SEEDS = 300;

type Mutant = (pages: HostedDriver) => HostedDriver;

const mutants: Readonly<Record<string, Mutant>> = {
  "a page that refuses to be closed is taken for closed": (pages) => ({
    ...pages,
    expire: async (key) => {
      const expiry = await pages.expire(key);
      return expiry.kind === "refused" ? { kind: "expired" } : expiry;
    },
  }),
  "a page is taken for closed because nobody answered": (pages) => ({
    ...pages,
    expire: async (key) => {
      const expiry = await pages.expire(key);
      return expiry.kind === "unknown" ? { kind: "expired" } : expiry;
    },
  }),
  "a session goes on without its page being closed": (pages) => ({
    ...pages,
    expire: async () => ({ kind: "expired" }),
  }),
  "coming back is taken for paying": (pages) => ({
    ...pages,
    look: async (key) => {
      const standing = await pages.look(key);
      return standing.kind === "at_provider"
        ? { kind: "paid", reference: `pi_${key.attemptId}`, captured: true }
        : standing;
    },
  }),
  "being done there is taken for being paid": (pages) => ({
    ...pages,
    look: async (key) => {
      const standing = await pages.look(key);
      return standing.kind === "pending" ? { ...standing, kind: "paid", captured: true } : standing;
    },
  }),
  "an open page is given up": (pages) => ({
    ...pages,
    look: async (key) => {
      const standing = await pages.look(key);
      return standing.kind === "at_provider" ? { kind: "expired" } : standing;
    },
  }),
  "goods are given back while the bank takes its time": (pages) => ({
    ...pages,
    look: async (key) => {
      const standing = await pages.look(key);
      return standing.kind === "pending" ? { kind: "expired" } : standing;
    },
  }),
  "nobody looks how a page stands that nobody came back from": (pages) => ({
    ...pages,
    look: async () => ({ kind: "unknown", detail: "nobody looked" }),
  }),
};

// It is the simulation that is tested here, and there are many stories until it notices.
describe.skipIf(isTestedOnPostgres)("the simulation notices that", () => {
  test.each(Object.entries(mutants))(
    "%s",
    async (_, mutant) => {
      const database = await openSimulatedDatabase("SQLite");
      let noticed: unknown;
      for (let seed = 1; seed <= SEEDS && noticed === undefined; seed++) {
        await simulate(seed, database, mutant).catch((error: unknown) => {
          noticed = error;
        });
      }
      expect(noticed).toBeInstanceOf(Error);
    },
    300_000,
  );
});
