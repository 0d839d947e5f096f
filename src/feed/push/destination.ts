import type { FeedFormatName } from "../formats/names.ts";
import type { FeedAudience, Generation } from "../row.ts";

/** A secret that shop.toml names and the environment holds. */
export interface NamedSecret {
  /** The variable's name: what messages may show. */
  readonly variable: string;
  /** Absent while the variable is not set; then nothing can be pushed. */
  readonly value?: string | undefined;
}

/** When a destination is pushed to, if anything changed. */
export type Schedule =
  | { readonly kind: "every"; readonly milliseconds: number }
  /** Five fields, in the shop's time zone. */
  | { readonly kind: "cron"; readonly expression: string };

interface Common extends FeedAudience {
  /** What people and the database call it. Unique. */
  readonly name: string;
  readonly generation: Generation;
  readonly schedule: Schedule;
}

/** Which files are uploaded: one, or as many shards as it takes. */
export interface UploadedFile {
  readonly format: FeedFormatName;
  readonly isCompressed: boolean;
  /** Rows a shard. */
  readonly mostRows: number;
}

/** An upload over HTTP: each shard is one request to an address of its own. */
export interface HttpsDestination extends Common, UploadedFile {
  readonly kind: "https";
  /** Of the first shard; the others have their number before the ending. */
  readonly url: string;
  readonly method: "PUT" | "POST";
  readonly credentials:
    | { readonly kind: "none" }
    | { readonly kind: "bearer"; readonly token: NamedSecret }
    | { readonly kind: "basic"; readonly username: string; readonly password: NamedSecret };
}

/** An upload over SFTP: under another name first, then moved to its own. */
export interface SftpDestination extends Common, UploadedFile {
  readonly kind: "sftp";
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** Of the first shard, on the server. */
  readonly path: string;
  /** SHA-256 of the server's key as OpenSSH prints it: `SHA256:…`. Another key is another server. */
  readonly hostKey: string;
  readonly credentials:
    | { readonly kind: "password"; readonly password: NamedSecret }
    /** A private key in OpenSSH's or PEM form. */
    | { readonly kind: "key"; readonly key: NamedSecret; readonly passphrase?: NamedSecret | undefined };
}

/** An agent's API that takes single products: ACP's Feed API, or OpenAI's own. */
export interface ApiDestination extends Common {
  readonly kind: "acp" | "openai";
  /** Without a trailing slash; `/feeds` or `/product_feeds` follow it. */
  readonly url: string;
  readonly token: NamedSecret;
  /** The feed to write to; left out: one is created at the first push and remembered. */
  readonly feedId?: string | undefined;
}

/** Where a feed is pushed to. */
export type FeedDestination = HttpsDestination | SftpDestination | ApiDestination;

/** Where a destination's feed is, as one text: another one holds nothing of what the first was sent. */
export function destinationAddress(destination: FeedDestination): string {
  switch (destination.kind) {
    case "acp":
    case "openai":
      return JSON.stringify([destination.kind, destination.url, destination.feedId]);
    case "https":
      return destination.url;
    case "sftp": {
      const { username, host, port, path } = destination;
      return `sftp://${username}@${host}:${port}/${path}`;
    }
  }
}

/** Every secret a destination needs. */
export function secretsOf(destination: FeedDestination): readonly NamedSecret[] {
  switch (destination.kind) {
    case "acp":
    case "openai":
      return [destination.token];
    case "https":
      switch (destination.credentials.kind) {
        case "none":
          return [];
        case "bearer":
          return [destination.credentials.token];
        case "basic":
          return [destination.credentials.password];
      }
      break;
    case "sftp": {
      const { credentials } = destination;
      if (credentials.kind === "password") return [credentials.password];
      return credentials.passphrase === undefined
        ? [credentials.key]
        : [credentials.key, credentials.passphrase];
    }
  }
}

/** The address or path of a shard, counted from 0: the first has the name itself, the others their number. */
export function shardName(name: string, shard: number): string {
  if (shard === 0) return name;
  const [, stem = name, ending = ""] =
    /^(.*?)((?:\.[^./]+)+)?$/.exec(name.slice(name.lastIndexOf("/") + 1)) ?? [];
  return `${name.slice(0, name.lastIndexOf("/") + 1)}${stem}-${shard + 1}${ending}`;
}
