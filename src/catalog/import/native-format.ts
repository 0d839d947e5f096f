import { asId, type ProductId } from "../../ids.ts";
import { type NativeMistake, readNative } from "../native.ts";
import type { CatalogFormat } from "./format.ts";
import { makeRefusal } from "./refusal.ts";
import { cutOff, splitLines } from "./text.ts";

/** What the longest product needs: 2,048 variants of 2 KB. */
const LONGEST_LINE = 4_194_304;

/** The native format: see src/catalog/native.ts. Empty lines are left out. */
export const nativeFormat: CatalogFormat = {
  name: "jsonl",
  recognizes: (start) => start.trimStart().startsWith("{"),
  async *read(text) {
    for await (const { line, text: content, isEnded } of splitLines(text, LONGEST_LINE)) {
      if (!isEnded && content.trim() !== "" && !isJson(content)) throw cutOff(line);
      if (content.trim() !== "") yield { line, group: String(line), content };
    }
  },
  assemble(rows, { currency }) {
    const [row] = rows;
    if (!row) throw new Error("a group has at least one row");
    const read = readNative(row.content, currency);
    if ("product" in read) {
      const { product, ownership } = read;
      return { id: product.id, product, ownership, refusals: [], leftOut: [] };
    }
    const id = read.id === undefined ? undefined : asId<ProductId>(read.id);
    return { id, refusals: read.mistakes.map((mistake) => refused(row.line, mistake)), leftOut: [] };
  },
};

function refused(line: number, { field, value, reason }: NativeMistake) {
  const shown = value === undefined || typeof value === "string" ? value : JSON.stringify(value);
  return makeRefusal(line, field === "" ? undefined : field, shown, reason);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
