import { sql } from "drizzle-orm";

/** A row's next revision: 53 random bits, made by SQLite for each row written. */
export const newRevision = sql`random() >> 11`;
