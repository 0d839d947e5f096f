import { earlier } from "../../clock.ts";
import type { ApiDestination } from "./destination.ts";
import { createFeedApi, type FeedApi } from "./feed-api.ts";
import type { PushDone, PushRun, PushTools } from "./push.ts";
import { ProductPush, type PushedProducts, UnknownFeed } from "./push-products.ts";

/** Rows of a transaction, so that it never holds up a request for long. */
const AT_ONCE = 100;

/**
 * Brings an agent's feed up to date: what changed, or, on a full push, whatever the agent does not hold as it should.
 *
 * @throws PushFailed when the agent cannot be reached or does not answer as it should. What it has accepted until then
 *   is remembered and not sent again.
 */
export async function pushToApi(
  destination: ApiDestination,
  run: PushRun,
  tools: PushTools,
): Promise<PushDone> {
  const { terms, before, signal, progress } = run;
  const api = createFeedApi(destination, tools.outgoing, tools.clock, signal);
  const known = destination.feedId ?? before?.feedId;
  const feedId = known ?? (await createFeed(destination, run, api, tools));
  await using snapshot = await run.takeSnapshot();
  const total = progress === undefined ? 0 : await snapshot.countVariants();
  const push = new ProductPush({
    ...tools,
    destination: destination.name,
    feedId,
    api,
    terms,
    generation: destination.generation,
    snapshot,
    signal,
    progress: (products) => progress?.("sending", products, total),
  });
  try {
    const pushed = await send(push, api, feedId, {
      ...run,
      isNew: known === undefined,
      isOurs: destination.feedId === undefined,
    });
    const { products, bytes, drifted, refused, changesAt } = pushed.sent;
    return {
      outcome: products > 0 ? "pushed" : "unchanged",
      items: products,
      bytes,
      drifted: run.isFull ? drifted : undefined,
      refused,
      state: {
        feedId,
        lastChange: snapshot.lastChange,
        changesAt: pushed.isWhole ? changesAt : earlier(before?.changesAt, changesAt),
      },
    };
  } catch (error) {
    // A feed that the settings name is theirs to mend. One of ours is created anew at the next try.
    if (error instanceof UnknownFeed && destination.feedId === undefined) {
      await forgetFeed(destination.name, tools);
    }
    throw error;
  }
}

interface HowToSend extends PushRun {
  readonly isNew: boolean;
  readonly isOurs: boolean;
}

/** @returns what was sent, and whether every product was looked at for it. */
async function send(
  push: ProductPush,
  api: FeedApi,
  feedId: string,
  { terms, before, isFull, isNew, isOurs }: HowToSend,
): Promise<{ readonly sent: PushedProducts; readonly isWhole: boolean }> {
  if (isNew) return { sent: await push.sendAll(true), isWhole: true };
  // The first push was cut short: it goes on where it ended.
  if (before?.lastGoodAt === undefined) return { sent: await push.sendAll(false), isWhole: true };
  if (isFull) {
    const held = await api.products(feedId);
    return {
      sent: await (held === undefined ? push.sendAll(true) : push.reconcile(held, isOurs)),
      isWhole: true,
    };
  }
  const hasPassed = before.changesAt !== undefined && before.changesAt <= terms.now;
  if (hasPassed) return { sent: await push.sendAll(false), isWhole: true };
  return { sent: await push.sendChanges(before.lastChange), isWhole: false };
}

/** Forgets what the feed of a destination was sent, before another takes its place. */
export async function forgetAllSent(name: string, { write, reads }: PushTools): Promise<void> {
  for (let sent = await reads.feeds.allSent(name, "", AT_ONCE); sent.length > 0; ) {
    await write(async ({ feeds }) => {
      for (const { productId } of sent) await feeds.forgetSent(name, productId);
    });
    sent = await reads.feeds.allSent(name, "", AT_ONCE);
  }
}

/** Creates the feed once: its id is kept before anything is sent to it. What another feed was sent is forgotten. */
async function createFeed(
  { name }: ApiDestination,
  { terms, before }: PushRun,
  api: FeedApi,
  tools: PushTools,
): Promise<string> {
  await forgetAllSent(name, tools);
  const feedId = await api.create(terms.countries[0], before?.lastFullAt);
  const state = before ?? { name, terms: "", lastChange: 0, failures: 0 };
  await tools.write(({ feeds }) => feeds.putDestination({ ...state, feedId }));
  return feedId;
}

async function forgetFeed(name: string, { write }: PushTools): Promise<void> {
  await write(async ({ feeds }) => {
    const state = await feeds.destination(name);
    if (state !== undefined)
      await feeds.putDestination({ ...state, feedId: undefined, lastGoodAt: undefined });
  });
}
