import { rm } from "node:fs/promises";
import { pullFolder, pushFolder } from "../feed/folders.ts";
import { openPublication, type Publication } from "../feed/pull/publication.ts";
import { createPushes, type Pushes } from "../feed/push/pushes.ts";
import { feedTerms } from "../feed/terms.ts";
import type { AlertMails } from "../mail/alert-mails.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { version } from "../version.ts";
import type { ServerContext } from "./server-context.ts";

/** The feed as it is fetched and as it is pushed. */
export interface Feeds {
  readonly publication: Publication;
  readonly pushes: Pushes;
}

/** Takes up the feed where the last server left it. */
export async function openFeeds(
  { settings, database, takeSnapshot, write, reads, clock, log, metrics }: ServerContext,
  outgoing: Outgoing,
  alertMails: AlertMails,
): Promise<Feeds> {
  const { shop, feed } = settings;
  const { shipping } = settings.pricing;
  const publication = await openPublication({
    folder: pullFolder(database.beside),
    generation: feed.generation,
    terms: (now) => feedTerms(shop, feed, shipping, feed, now),
    takeSnapshot,
    lastChange: () => reads.feeds.lastChange(),
    refreshMs: feed.refreshMs,
    clock,
    version,
  });
  const pushes = createPushes({
    shop,
    settings: feed,
    shipping,
    takeSnapshot,
    write,
    reads,
    outgoing,
    development: settings.server.isDevelopment,
    folder: pushFolder(database.beside),
    version,
    clock,
    log,
    alarm(alarm) {
      const { destination, kind } = alarm;
      log.error("a feed destination needs a person", { destination, kind });
      metrics.feedAlarm(destination, kind);
      alertMails.ofFeed(alarm);
    },
  });
  // What a push that was cut off has left behind.
  await rm(pushFolder(database.beside), { recursive: true, force: true });
  return { publication, pushes };
}
