import { eq, sql } from "drizzle-orm";
import type { SecretStore } from "../../src/orders/stores.ts";
import { prepared } from "./prepared.ts";
import type { Queries } from "./queries.ts";
import { settings } from "./schema.ts";

/** The shop's own secrets over one connection. */
export function createSecretStore(queries: Queries): SecretStore {
  const find = prepared(() =>
    queries
      .select({ value: settings.value })
      .from(settings)
      .where(eq(settings.name, sql.placeholder("name"))),
  );
  const insert = prepared(() =>
    queries.insert(settings).values({ name: sql.placeholder("name"), value: sql.placeholder("value") }),
  );
  return {
    async find(name) {
      return (await find().get({ name }))?.value;
    },
    async insert(name, value) {
      await insert().run({ name, value });
    },
  };
}
