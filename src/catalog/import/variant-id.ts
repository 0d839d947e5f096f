import { createHash } from "node:crypto";

/** OpenAI's feeds take ids of at most 100 characters. */
const LONGEST_ID = 100;

/**
 * Ids for the variants of one Shopify product, which has none in its exports and leaves SKUs empty: the handle and the
 * option values, `linen-shirt-small`. The same values give the same id in every import, whatever else changes. Where
 * two values only differ in signs that an id leaves out (`S` and `S+`), or an id would be too long, it ends in a piece
 * of their hash.
 */
export function variantIds(handle: string, values: readonly (readonly string[])[]): readonly string[] {
  const taken = new Set<string>();
  return values.map((parts) => {
    const readable = [handle, ...parts.map(slug)].filter((part) => part !== "").join("-");
    const id =
      taken.has(readable) || readable.length > LONGEST_ID ? hashed(readable, [handle, ...parts]) : readable;
    taken.add(id);
    return id;
  });
}

/** `Größe 38 / Rot` as `grosse-38-rot`: letters of every script, digits, and hyphens for the rest. */
function slug(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

function hashed(readable: string, parts: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 8);
  // Not through the middle of a character outside the Basic Multilingual Plane.
  const start = readable.slice(0, LONGEST_ID - 9).replace(/[\uD800-\uDBFF]$/, "");
  return `${start}-${hash}`;
}
