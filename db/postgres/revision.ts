import { sql } from "drizzle-orm";

/** A row's next revision: 53 random bits, made by PostgreSQL for each row written. */
export const newRevision = sql`floor(random() * 9007199254740991)::bigint`;
