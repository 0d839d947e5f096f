import { readFileSync } from "node:fs";
import type { Outgoing } from "../outgoing/outgoing.ts";
import type { AllowedAddresses, ListSource } from "./access.ts";
import { type AddressRanges, compileRanges, NoAddressList, parseAddressList } from "./address-ranges.ts";
import type { KeptLists } from "./kept-list.ts";

/** The addresses that may ask a family of routes, kept fresh. */
export interface AddressList {
  /** Whether an address is in it. Before the list of others is here, only those that were written down are. */
  has(address: string): boolean;
  /**
   * Reads or fetches the list of others anew. Whatever becomes of it, the last good one holds until there is a better.
   *
   * @throws ListUnavailable when there is no good one now.
   */
  refresh(): Promise<void>;
}

/** A list could not be had, or was none. The message says which and why. */
export class ListUnavailable extends Error {
  override readonly name = "ListUnavailable";
}

/** How long a list may take to come, ms, and how long it may be, bytes. OpenAI's is 10 kB. */
const TIMEOUT_MS = 10_000;
const LIMIT_BYTES = 1024 * 1024;

/** Opens a list with what was kept of it; nothing is fetched yet. */
export function openAddressList(
  { allow, list }: AllowedAddresses,
  { outgoing, kept }: { readonly outgoing: Outgoing; readonly kept: KeptLists },
): AddressList {
  const own = compileRanges(allow);
  const before = list?.kind === "url" ? kept.find(list.location) : undefined;
  let others: AddressRanges | undefined = before && rangesOrNone(before.text);
  return {
    has: (address) => own.has(address) || (others?.has(address) ?? false),
    async refresh() {
      if (!list) return;
      const text = list.kind === "file" ? readList(list) : await fetchList(list, outgoing);
      try {
        others = compileRanges(parseAddressList(text));
      } catch (error) {
        if (!(error instanceof NoAddressList)) throw error;
        throw new ListUnavailable(`${list.location} is no list of addresses: ${error.message}`);
      }
      if (list.kind === "url") kept.put(list.location, text);
    },
  };
}

/** @throws ListUnavailable. */
export function readList({ location }: ListSource): string {
  try {
    return readFileSync(location, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new ListUnavailable(`${location} cannot be read: ${code}`);
  }
}

async function fetchList({ location }: ListSource, outgoing: Outgoing): Promise<string> {
  const outcome = await outgoing.request({
    method: "GET",
    url: location,
    headers: { accept: "application/json, text/plain" },
    timeoutMs: TIMEOUT_MS,
    answerLimitBytes: LIMIT_BYTES,
  });
  if (outcome.kind === "failed") throw new ListUnavailable(`${location} cannot be had: ${outcome.detail}`);
  if (outcome.status !== 200) throw new ListUnavailable(`${location} answers ${outcome.status}`);
  return outcome.body;
}

/** What was kept is a list, unless somebody wrote into it. */
function rangesOrNone(text: string): AddressRanges | undefined {
  try {
    return compileRanges(parseAddressList(text));
  } catch {
    return undefined;
  }
}
