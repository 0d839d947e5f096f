/**
 * The most units of a variant that can count as few. An index holds the variants that have no more left, in every database:
 * another number wants a migration of both engines.
 */
export const MOST_LOW_STOCK = 20;
