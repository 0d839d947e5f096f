import { earlier, type Instant } from "../../clock.ts";
import { asId, type ProductId } from "../../ids.ts";
import type { Write } from "../../storage.ts";
import { type AcpProduct, acpProduct } from "../acp-product.ts";
import { rowCheck } from "../check.ts";
import { makeRows } from "../make-rows.ts";
import type { FeedProduct, FeedTerms, Generation } from "../row.ts";
import type { FeedSnapshot, FeedStore } from "../stores.ts";
import type { FeedApi } from "./feed-api.ts";
import { asSent, holds, isGone, memberOf, staleVariants } from "./held.ts";
import { goneProduct, type Outbound, outboundOf } from "./outbound.ts";
import { PushFailed } from "./push-failed.ts";

/** At most so many products, and about so many bytes, are sent at once. */
const MOST_AT_ONCE = 100;
const MOST_BYTES = 1_000_000;

/** How many changes, or things sent, are read at once. */
const PAGE = 500;

export interface ProductPushDependencies {
  readonly destination: string;
  readonly feedId: string;
  readonly api: FeedApi;
  readonly terms: FeedTerms;
  readonly generation: Generation;
  readonly snapshot: FeedSnapshot;
  readonly write: Write<{ readonly feeds: FeedStore }>;
  readonly reads: { readonly feeds: Pick<FeedStore, "changedAfter" | "sent" | "allSent"> };
  readonly signal?: AbortSignal | undefined;
  /** Told how many products were looked at. */
  readonly progress?: ((products: number) => void) | undefined;
}

/** What was sent. */
export interface PushedProducts {
  readonly products: number;
  readonly bytes: number;
  /** Products that the agent did not hold as they were sent to it. */
  readonly drifted: number;
  /** When a price of those looked at changes by itself next. */
  readonly changesAt: Instant | undefined;
  /** Products the agent refused, with what it said: the others went through. */
  readonly refused: readonly { readonly productId: string; readonly detail: string }[];
}

/** The agent does not know the feed any more: it has to be created anew, and all of it sent. */
export class UnknownFeed extends PushFailed {}

/** Sends single products to an agent's API, once, and remembers what the agent holds of each. */
export class ProductPush {
  readonly #given: ProductPushDependencies;
  readonly #check: ReturnType<typeof rowCheck>;
  readonly #refused: { productId: string; detail: string }[] = [];
  #batch: Outbound[] = [];
  #batchBytes = 0;
  #products = 0;
  #bytes = 0;
  #lookedAt = 0;
  #drifted = 0;
  #changesAt: Instant | undefined;

  constructor(given: ProductPushDependencies) {
    this.#given = given;
    this.#check = rowCheck(given.generation);
  }

  /** Sends the products that changed after a change, unless they are as they were sent last. */
  async sendChanges(after: number): Promise<PushedProducts> {
    const { reads, snapshot } = this.#given;
    for (let change = after; change < snapshot.lastChange; ) {
      const page = await reads.feeds.changedAfter(change, PAGE);
      for (const { productId } of page) await this.#sendIfOther(productId, await snapshot.product(productId));
      change = page.at(-1)?.change ?? snapshot.lastChange;
    }
    return this.#finish();
  }

  /**
   * Looks at every product, and at everything that was ever sent.
   *
   * @param isForced whether to send also what is as it was sent last.
   */
  async sendAll(isForced: boolean): Promise<PushedProducts> {
    const { snapshot } = this.#given;
    for await (const page of snapshot.pages())
      for (const fed of page) await this.#sendIfOther(fed.product.id, fed, isForced);
    await this.#sendGone();
    return this.#finish();
  }

  /**
   * Compares everything the agent holds with the catalogue and sends what differs. What differs although it was sent
   * has drifted.
   *
   * @param held the agent's products.
   * @param isOurs whether the feed holds nothing but what we sent: then anything else is taken out.
   */
  async reconcile(held: readonly unknown[], isOurs: boolean): Promise<PushedProducts> {
    const { snapshot, destination, reads } = this.#given;
    const byId = new Map(held.map((product) => [memberOf(product, "id"), product]));
    for await (const page of snapshot.pages()) for (const fed of page) await this.#sendIfDiffers(fed, byId);
    for (const [id, found] of byId) {
      if (isGone(found)) continue;
      const before = await reads.feeds.sent(destination, String(id));
      if (before === undefined && !isOurs) continue;
      if (before === undefined) this.#drifted += 1;
      await this.#add(goneProduct(asSent(found)));
    }
    // What was just taken out is forgotten with this: it is not taken out twice.
    await this.#sendBatch();
    await this.#sendGone();
    return this.#finish();
  }

  /** Sends a product that the agent does not hold as it should, and takes it off the list of what it holds. */
  async #sendIfDiffers(fed: FeedProduct, byId: Map<unknown, unknown>): Promise<void> {
    const { destination, reads } = this.#given;
    this.#look();
    const wanted = this.#productOf(fed);
    // What is refused here is, there, as what is gone.
    if (wanted === undefined) return;
    const found = byId.get(fed.product.id);
    byId.delete(fed.product.id);
    const stale = staleVariants(found, wanted);
    if (stale.length === 0 && holds(found, wanted)) return;
    const outbound = outboundOf(wanted, stale);
    const before = await reads.feeds.sent(destination, fed.product.id);
    if (before !== undefined && before.fingerprint === outbound.sent?.fingerprint) this.#drifted += 1;
    await this.#add(outbound);
  }

  async #sendIfOther(id: ProductId, fed: FeedProduct | undefined, isForced = false): Promise<void> {
    const { destination, reads } = this.#given;
    this.#look();
    const before = await reads.feeds.sent(destination, id);
    const product = fed && this.#productOf(fed);
    if (product === undefined) {
      if (before !== undefined) await this.#add(goneProduct(before));
      return;
    }
    const ids = new Set(product.variants.map((variant) => variant.id));
    const gone = (before?.variants ?? []).filter((variant) => !ids.has(variant.id));
    const outbound = outboundOf(product, gone);
    const isOther = before?.fingerprint !== outbound.sent?.fingerprint || gone.length > 0;
    if (isOther || isForced) await this.#add(outbound);
  }

  #look(): void {
    this.#given.signal?.throwIfAborted();
    this.#lookedAt += 1;
    this.#given.progress?.(this.#lookedAt);
  }

  /** Takes out what was sent once and is no longer in the catalogue. */
  async #sendGone(): Promise<void> {
    const { destination, reads, snapshot } = this.#given;
    for (let after = ""; ; ) {
      const page = await reads.feeds.allSent(destination, after, PAGE);
      for (const sent of page) {
        const fed = await snapshot.product(asId<ProductId>(sent.productId));
        if (fed === undefined || this.#productOf(fed) === undefined) await this.#add(goneProduct(sent));
      }
      const last = page.at(-1);
      if (last === undefined) return;
      after = last.productId;
    }
  }

  /** The product with the variants that are rows of the feed; `undefined` when none is. */
  #productOf(fed: FeedProduct): AcpProduct | undefined {
    const { terms } = this.#given;
    const rows = makeRows(fed, terms).filter((row) => !this.#check(row, terms).isRefused);
    for (const { changesAt } of rows) this.#changesAt = earlier(this.#changesAt, changesAt);
    return rows.length === 0 ? undefined : acpProduct(rows, terms);
  }

  async #add(outbound: Outbound): Promise<void> {
    const isFull = this.#batch.length === MOST_AT_ONCE || this.#batchBytes + outbound.bytes > MOST_BYTES;
    if (isFull) await this.#sendBatch();
    this.#batch.push(outbound);
    this.#batchBytes += outbound.bytes;
  }

  async #finish(): Promise<PushedProducts> {
    await this.#sendBatch();
    return {
      products: this.#products,
      bytes: this.#bytes,
      drifted: this.#drifted,
      refused: this.#refused,
      changesAt: this.#changesAt,
    };
  }

  async #sendBatch(): Promise<void> {
    const batch = this.#batch;
    if (batch.length === 0) return;
    this.#batch = [];
    this.#batchBytes = 0;
    await this.#send(batch);
  }

  /** A batch that is refused is halved, until those that are wrong are alone: they keep nobody else out. */
  async #send(batch: readonly Outbound[]): Promise<void> {
    const { api, feedId, destination, signal } = this.#given;
    signal?.throwIfAborted();
    const outcome = await api.patch(
      feedId,
      batch.map(({ product }) => product),
    );
    switch (outcome.kind) {
      case "accepted":
        this.#products += batch.length;
        for (const { bytes } of batch) this.#bytes += bytes;
        return this.#remember(batch);
      case "unknown_feed":
        throw new UnknownFeed(`${destination} does not know the feed ${feedId} (any more).`);
      case "refused": {
        const [first] = batch;
        if (batch.length === 1 && first !== undefined) {
          this.#refused.push({ productId: first.product.id, detail: outcome.detail });
          return;
        }
        const middle = Math.ceil(batch.length / 2);
        await this.#send(batch.slice(0, middle));
        await this.#send(batch.slice(middle));
      }
    }
  }

  async #remember(batch: readonly Outbound[]): Promise<void> {
    const { write, destination } = this.#given;
    await write(async ({ feeds }) => {
      for (const { product, sent } of batch) {
        if (sent === undefined) await feeds.forgetSent(destination, product.id);
        else await feeds.putSent(destination, sent);
      }
    });
  }
}
