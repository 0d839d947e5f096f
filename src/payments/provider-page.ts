import { stripePage } from "./stripe/page.ts";

/** The providers that show merchants what they hold, by the name that payments keep. */
const pages: ReadonlyMap<string, typeof stripePage> = new Map([["stripe", stripePage]]);

/** Where a merchant looks at a payment or a dispute at its provider; `undefined` where there is no such page. */
export function providerPage(provider: string, ...asked: Parameters<typeof stripePage>): string | undefined {
  return pages.get(provider)?.(...asked);
}
