import { asId, type VariantId } from "../ids.ts";

/** What a permalink is to put into a cart. */
export interface PermalinkContent {
  readonly items: readonly { readonly id: VariantId; readonly quantity: number }[];
  /** A discount code to try; absent for none. */
  readonly code?: string | undefined;
}

/** What stands before the items in a permalink's path. */
const PREFIX = "/buy/";

/** More items than this are no link that anybody shares. */
const MOST_ITEMS = 50;

/**
 * The path and query of the page that shows these items for sale: `/buy/{variant}:{quantity},…?code=…`. Each id is
 * percent-encoded whole, so that whatever stands in it, `,`, `:` and `/` too, is never taken for the link's own. The
 * quantity is always written: alone, an id of dots would be resolved away as `..` is.
 */
export function permalinkTo({ items, code }: PermalinkContent): string {
  const path = items.map(({ id, quantity }) => `${encodeId(id)}:${quantity}`).join(",");
  return `${PREFIX}${path}${code === undefined ? "" : `?code=${encodeURIComponent(code)}`}`;
}

/**
 * Reads a permalink. A quantity that is left out is one; repeated ids stay as they are.
 *
 * @param url absolute or from the path on, as it was sent: it is split before anything is decoded.
 * @returns `undefined` for what is none.
 */
export function readPermalink(url: string): PermalinkContent | undefined {
  const start = url.indexOf(PREFIX);
  if (start === -1) return undefined;
  const [path = "", query = ""] =
    url
      .slice(start + PREFIX.length)
      .split("#")[0]
      ?.split("?") ?? [];
  const parts = path.split(",");
  if (parts.length > MOST_ITEMS) return undefined;
  const items = parts.map(readItem);
  const code = new URLSearchParams(query).get("code")?.trim().slice(0, 100);
  return items.every((item) => item !== undefined) ? { items, code: code || undefined } : undefined;
}

function readItem(part: string): PermalinkContent["items"][number] | undefined {
  const [encoded = "", typed, ...rest] = part.split(":");
  const quantity = typed === undefined ? 1 : /^[1-9]\d{0,5}$/.test(typed) ? Number(typed) : undefined;
  const id = decodeId(encoded);
  return quantity === undefined || !id || rest.length > 0 ? undefined : { id: asId<VariantId>(id), quantity };
}

/** A lone surrogate has no UTF-8, so no address can name it: `encodeURIComponent` would throw. */
function encodeId(id: string): string {
  return encodeURIComponent(id.toWellFormed());
}

function decodeId(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
