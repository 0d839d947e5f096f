import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type BuildOptions, buildFeed, type FileOrder } from "../build/build-feed.ts";
import { acpMetadata } from "../formats/acp.ts";
import { formatOf } from "../formats/formats.ts";
import type { FeedSnapshot } from "../stores.ts";
import { type HttpsDestination, type SftpDestination, shardName } from "./destination.ts";
import { type HttpUpload, uploadByHttps } from "./https-upload.ts";
import type { PushDone, PushRun, PushTools } from "./push.ts";

type FileDestination = HttpsDestination | SftpDestination;

/**
 * Makes the files of a feed and uploads them, unless they say what they said last time.
 *
 * @throws PushFailed when an upload failed; the files before it are there, and are sent again the next time.
 */
export async function pushFiles(
  destination: FileDestination,
  run: PushRun,
  tools: PushTools,
): Promise<PushDone> {
  // A command may push beside the server, each from a folder of its own.
  const folder = join(tools.folder, `${destination.name}-${process.pid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return await pushFrom(folder, destination, run, tools);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pushFrom(
  folder: string,
  destination: FileDestination,
  run: PushRun,
  tools: PushTools,
): Promise<PushDone> {
  const { terms, before, isFull, signal, progress } = run;
  const { format, isCompressed, mostRows, generation } = destination;
  const local = (name: string) => join(folder, isCompressed ? `${name}.gz` : name);
  const build = (snapshot: FeedSnapshot, paths: FileOrder["paths"], options?: BuildOptions) =>
    buildFeed(snapshot, terms, generation, [{ format, mostRows, paths }], options);

  // The snapshot is held while it is read, and not while it goes over a slow line.
  const { files, changesAt, lastChange } = await run.inTurn(async () => {
    signal?.throwIfAborted();
    await using snapshot = await run.takeSnapshot();
    const variants = progress === undefined ? 0 : await snapshot.countVariants();
    return await build(snapshot, (shard) => [local(`feed-${shard}`)], {
      signal,
      progress: (done) => progress?.("reading", done, variants),
    });
  });
  const [file] = files;
  const shards = file?.shards ?? [];
  await file?.place();
  const state = {
    fingerprint: shards.map(({ fingerprint }) => fingerprint).join("-"),
    shards: shards.length,
    changesAt,
    lastChange,
  };
  if (!isFull && before?.fingerprint === state.fingerprint)
    return { state, outcome: "unchanged", items: 0, bytes: 0 };

  const target = destination.kind === "sftp" ? destination.path : destination.url;
  const mediaType = isCompressed ? "application/gzip" : formatOf(format, terms).mediaType;
  const uploads: HttpUpload[] = shards.map((_, shard) => ({
    from: local(`feed-${shard}`),
    to: shardName(target, shard),
    mediaType,
  }));
  // A shard that is no longer needed is written over: what was in it would stay in the feed.
  if (shards.length < (before?.shards ?? 0)) {
    const { files } = await build(nothing, () => [local("empty")]);
    await files[0]?.place();
  }
  for (let shard = shards.length; shard < (before?.shards ?? 0); shard += 1) {
    uploads.push({ from: local("empty"), to: shardName(target, shard), mediaType });
  }
  if (format === "acp") {
    const from = join(folder, "metadata.json");
    await Bun.write(from, acpMetadata(destination.name, terms));
    uploads.push({ from, to: `${dirname(target)}/metadata.json`, mediaType: "application/json" });
  }
  const bytes = uploads.reduce((sum, { from }) => sum + Bun.file(from).size, 0);
  const options = { signal, progress: (sent: number) => progress?.("sending", sent, bytes) };
  if (destination.kind === "sftp") {
    // SSH's library, only for shops that push this way.
    const { uploadBySftp } = await import("./sftp.ts");
    await uploadBySftp(destination, uploads, { ...options, development: tools.development });
  } else {
    await uploadByHttps(destination, uploads, tools.outgoing, options);
  }
  return { state, outcome: "pushed", items: shards.reduce((sum, { rows }) => sum + rows, 0), bytes };
}

/** A catalogue without products: what is made of it is a file without rows, valid in its format. */
const nothing: FeedSnapshot = {
  lastChange: 0,
  countVariants: async () => 0,
  async *pages() {},
  product: async () => undefined,
  async [Symbol.asyncDispose]() {},
};
