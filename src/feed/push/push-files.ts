import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildFeed } from "../build/build-feed.ts";
import { acpMetadata } from "../formats/acp.ts";
import { formatOf } from "../formats/formats.ts";
import { type HttpsDestination, type SftpDestination, shardName } from "./destination.ts";
import { uploadByHttps } from "./https-upload.ts";
import type { PushDone, PushRun, PushTools } from "./push.ts";
import type { Upload } from "./sftp.ts";

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
  await mkdir(folder, { recursive: true });
  try {
    return await pushFrom(folder, destination, run, tools);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pushFrom(
  folder: string,
  destination: FileDestination,
  { terms, snapshot, before, isFull, signal, progress }: PushRun,
  tools: PushTools,
): Promise<PushDone> {
  const { format, isCompressed, mostRows, generation } = destination;
  const local = (name: string) => join(folder, isCompressed ? `${name}.gz` : name);
  const variants = progress === undefined ? 0 : snapshot.variants;
  const build = await buildFeed(
    snapshot,
    terms,
    generation,
    [{ format, mostRows, paths: (shard) => [local(`feed-${shard}`)] }],
    { signal, progress: (done) => progress?.("reading", done, variants) },
  );
  const [file] = build.files;
  const shards = file?.shards ?? [];
  await file?.place();
  const state = {
    fingerprint: shards.map(({ fingerprint }) => fingerprint).join("-"),
    shards: shards.length,
    changesAt: build.changesAt,
  };
  if (!isFull && before?.fingerprint === state.fingerprint)
    return { state, outcome: "unchanged", items: 0, bytes: 0 };

  const target = destination.kind === "sftp" ? destination.path : destination.url;
  const uploads: Upload[] = shards.map((_, shard) => ({
    from: local(`feed-${shard}`),
    to: shardName(target, shard),
  }));
  // A shard that is no longer needed is written over: what was in it would stay in the feed.
  for (let shard = shards.length; shard < (before?.shards ?? 0); shard += 1) {
    await Bun.write(local("empty"), isCompressed ? Bun.gzipSync(new Uint8Array()) : "");
    uploads.push({ from: local("empty"), to: shardName(target, shard) });
  }
  if (format === "acp") {
    await Bun.write(join(folder, "metadata.json"), acpMetadata(destination.name, terms));
    uploads.push({ from: join(folder, "metadata.json"), to: `${dirname(target)}/metadata.json` });
  }
  const bytes = uploads.reduce((sum, { from }) => sum + Bun.file(from).size, 0);
  const told = (sent: number) => progress?.("sending", sent, bytes);
  if (destination.kind === "sftp") {
    // SSH's library, only for shops that push this way.
    const { uploadBySftp } = await import("./sftp.ts");
    await uploadBySftp(destination, uploads, { development: tools.development, signal, progress: told });
  } else {
    const type = isCompressed ? "application/gzip" : formatOf(format, terms).mediaType;
    await uploadByHttps(destination, uploads, type, tools.outgoing, told);
  }
  return { state, outcome: "pushed", items: shards.reduce((sum, { rows }) => sum + rows, 0), bytes };
}
