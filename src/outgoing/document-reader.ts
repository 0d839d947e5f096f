import { type Clock, passedSince, type Tick } from "../clock.ts";
import { type DocumentFault, type FetchedDocument, fetchDocument, LEAST_AGE } from "./fetch-document.ts";
import type { Outgoing } from "./outgoing.ts";

/** A document of somebody else as it was found: what it means, or why there is none. */
export type DocumentFinding<Meaning> =
  | { readonly kind: "read"; readonly meaning: Meaning }
  | DocumentFault
  /** So many are being read that this one has to wait. */
  | { readonly kind: "busy" };

/** Reads documents at addresses. Does not throw for anything the other side does. */
export interface DocumentReader<Meaning> {
  /** Reads the document at an address, or gives it as it was read before. */
  read(url: string): Promise<DocumentFinding<Meaning>>;
  /**
   * Reads it though it is current, for whoever has reason to think that it has changed; `undefined` where its host was asked
   * so within the last minute, or it cannot be read now: then it stays as it was.
   */
  readAnew(url: string): Promise<DocumentFinding<Meaning> | undefined>;
}

/** Builds a {@link DocumentReader} that makes of a text what is remembered of it. */
export type ReadDocuments = <Meaning>(understand: (text: string) => Meaning) => DocumentReader<Meaning>;

/** How many documents are remembered, those not asked for the longest forgotten first. */
const REMEMBERED = 1_000;
/** And how long all of them may have been together, in characters: a profile has a few thousand. */
const REMEMBERED_LENGTH = 8 * 1024 * 1024;
/** How many are read at the same moment; whoever else wants one is asked to come again. */
const AT_ONCE = 16;

interface Remembered<Meaning> {
  readonly document: Promise<DocumentFinding<Meaning>>;
  readonly readAt: Tick;
  /** How long it is current, ms: the shortest while it is being read. */
  readonly age: number;
  /** In characters: none while it is being read, and of what could not be. */
  readonly length: number;
}

/**
 * Builds readers of documents whose addresses callers name. Each is read at most once a minute, also when it
 * fails, and never by way of a redirect (UCP 2026-04-08, overview, "Fetching"). Memory is bounded, however many there are.
 */
export function documentReading(outgoing: Outgoing, clock: Pick<Clock, "tick">): ReadDocuments {
  return (understand) => createDocumentReader(outgoing, clock, understand);
}

function createDocumentReader<Meaning>(
  outgoing: Outgoing,
  clock: Pick<Clock, "tick">,
  understand: (text: string) => Meaning,
): DocumentReader<Meaning> {
  const recent = new RecentDocuments<Meaning>(clock);
  const turns = new HostTurns(clock);
  let underWay = 0;

  async function fetchOne(url: string): Promise<Remembered<Meaning> & { found: DocumentFinding<Meaning> }> {
    const readAt = clock.tick();
    underWay += 1;
    try {
      const fetched = await fetchDocument(url, outgoing);
      const found = foundIn(fetched, understand);
      const length = fetched.kind === "fetched" ? fetched.text.length : 0;
      return { found, document: Promise.resolve(found), readAt, age: fetched.age, length };
    } finally {
      underWay -= 1;
    }
  }

  /** Fetches a document; whoever else asks for it meanwhile gets the same. */
  function fetchForAll(url: string): Promise<DocumentFinding<Meaning>> {
    const fetching = fetchOne(url);
    const document = fetching.then(({ found }) => found);
    const pending = { document, readAt: clock.tick(), age: LEAST_AGE, length: 0 };
    recent.keep(url, pending);
    return fetching.then((fetched) => {
      recent.replace(url, pending, fetched);
      return fetched.found;
    });
  }

  return {
    read(url) {
      const document = recent.current(url);
      if (document) return document;
      return underWay >= AT_ONCE ? Promise.resolve({ kind: "busy" }) : fetchForAll(url);
    },
    async readAnew(url) {
      if (underWay >= AT_ONCE || !turns.take(new URL(url).host)) return undefined;
      const fetched = await fetchOne(url);
      // What was read before stays good: nobody is to lose it by naming a key that is not there.
      if (fetched.found.kind !== "read") return undefined;
      recent.keep(url, fetched);
      return fetched.found;
    },
  };
}

function foundIn<Meaning>(
  fetched: FetchedDocument,
  understand: (text: string) => Meaning,
): DocumentFinding<Meaning> {
  if (fetched.kind === "fetched") return { kind: "read", meaning: understand(fetched.text) };
  const { kind, detail } = fetched;
  return { kind, detail };
}

/** The documents that were asked for last. */
class RecentDocuments<Meaning> {
  readonly #clock: Pick<Clock, "tick">;
  readonly #known = new Map<string, Remembered<Meaning>>();
  #length = 0;

  constructor(clock: Pick<Clock, "tick">) {
    this.#clock = clock;
  }

  /** The document of an address while it is current; it then counts as the one that was asked for last. */
  current(url: string): Promise<DocumentFinding<Meaning>> | undefined {
    const known = this.#known.get(url);
    if (!known || passedSince(known.readAt, this.#clock) >= known.age) return undefined;
    this.#known.delete(url);
    this.#known.set(url, known);
    return known.document;
  }

  keep(url: string, remembered: Remembered<Meaning>): void {
    this.#forget(url);
    this.#known.set(url, remembered);
    this.#length += remembered.length;
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED && this.#length <= REMEMBERED_LENGTH) break;
      this.#forget(oldest);
    }
  }

  /** Keeps one in the place of another, unless that is there no more. */
  replace(url: string, before: Remembered<Meaning>, remembered: Remembered<Meaning>): void {
    if (this.#known.get(url) === before) this.keep(url, remembered);
  }

  #forget(url: string): void {
    this.#length -= this.#known.get(url)?.length ?? 0;
    this.#known.delete(url);
  }
}

/** When hosts were last asked for what is current. */
class HostTurns {
  readonly #clock: Pick<Clock, "tick">;
  readonly #askedAt = new Map<string, Tick>();

  constructor(clock: Pick<Clock, "tick">) {
    this.#clock = clock;
  }

  /** Whether a host may be asked; it then was. */
  take(host: string): boolean {
    const last = this.#askedAt.get(host);
    if (last !== undefined && passedSince(last, this.#clock) < LEAST_AGE) return false;
    this.#askedAt.delete(host);
    this.#askedAt.set(host, this.#clock.tick());
    for (const oldest of this.#askedAt.keys()) {
      if (this.#askedAt.size <= REMEMBERED) break;
      this.#askedAt.delete(oldest);
    }
    return true;
  }
}
