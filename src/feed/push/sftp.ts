import { createHash, timingSafeEqual } from "node:crypto";
import { lookup } from "node:dns/promises";
import { basename, dirname, posix } from "node:path";
import { Client, type ConnectConfig, type SFTPWrapper } from "ssh2";
import { SECOND } from "../../clock.ts";
import { isPublicAddress } from "../../outgoing/public-address.ts";
import type { SftpDestination } from "./destination.ts";
import { PushFailed } from "./push-failed.ts";

/** A file here and where it goes there. */
export interface Upload {
  readonly from: string;
  readonly to: string;
}

export interface SftpOptions {
  /** On a developer's machine addresses that are not public may be called. */
  readonly development: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of all files have gone. */
  readonly progress?: ((bytes: number) => void) | undefined;
}

/** How long the server may take to let us in, and how long to be silent. */
const PATIENCE = 20 * SECOND;

/**
 * Uploads files one after the other. Each goes under a hidden name beside its place and is moved there when all of it
 * has arrived: whoever looks at that place finds the file from before, or this one, and never a part of it.
 *
 * @throws PushFailed when the server is not the one that was pinned, does not let us in, or a file did not get there.
 */
export async function uploadBySftp(
  destination: SftpDestination,
  uploads: readonly Upload[],
  { development, signal, progress }: SftpOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const address = await addressOf(destination.host, development);
  await using connection = await connect(destination, address, signal);
  const sftp = await opened(connection.client);
  let before = 0;
  for (const { from, to } of uploads) {
    const temporary = posix.join(dirname(to), `.${basename(to)}.partial`);
    const size = Bun.file(from).size;
    await connection.unlessLost(put(sftp, from, temporary, (sent) => progress?.(before + sent)));
    await connection.unlessLost(confirmSize(sftp, temporary, size));
    await connection.unlessLost(move(sftp, temporary, to));
    before += size;
  }
}

/** The address to connect to; the name is looked up once, so that what was checked is what is called. */
async function addressOf(host: string, development: boolean): Promise<string> {
  const found = await lookup(host, { all: true }).catch((cause) => {
    throw new PushFailed(`The name ${host} could not be looked up.`, { cause });
  });
  const hidden = found.find(({ address }) => !isPublicAddress(address));
  if (hidden !== undefined && !development) {
    throw new PushFailed(`${host} leads to ${hidden.address}, which is no address of the public internet.`);
  }
  const [first] = found.sort((one, other) => one.family - other.family);
  if (first === undefined) throw new PushFailed(`${host} has no address.`);
  return first.address;
}

interface Connection extends AsyncDisposable {
  readonly client: Client;
  /** The promise, or a failure as soon as the connection is gone. */
  unlessLost<Value>(promise: Promise<Value>): Promise<Value>;
}

async function connect(
  destination: SftpDestination,
  address: string,
  signal: AbortSignal | undefined,
): Promise<Connection> {
  const client = new Client();
  const { host, hostKey } = destination;
  let refused: PushFailed | undefined;
  const lost = Promise.withResolvers<never>();
  // Heard by whoever waits for something; when nobody does, the connection has done its work.
  lost.promise.catch(() => {});
  client.on("error", (cause) => lost.reject(refused ?? new PushFailed(reasonOf(host, cause), { cause })));
  client.on("close", () => lost.reject(refused ?? new PushFailed(`${host} closed the connection.`)));
  const abort = () => {
    lost.reject(signal?.reason);
    client.destroy();
  };
  signal?.addEventListener("abort", abort, { once: true });
  const ready = new Promise<void>((resolve) => client.on("ready", () => resolve()));
  client.connect({
    host: address,
    port: destination.port,
    username: destination.username,
    ...credentialsOf(destination),
    readyTimeout: PATIENCE,
    keepaliveInterval: PATIENCE / 2,
    keepaliveCountMax: 2,
    hostVerifier(key: Buffer) {
      const found = `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
      if (isSame(found, hostKey.replace(/=+$/, ""))) return true;
      refused = new PushFailed(
        `${host} is not the server it was: its key is ${found}. If that is right, set host_key to it.`,
      );
      return false;
    },
  });
  const unlessLost: Connection["unlessLost"] = (promise) => Promise.race([promise, lost.promise]);
  try {
    await unlessLost(ready);
  } catch (error) {
    client.destroy();
    throw error;
  }
  return {
    client,
    unlessLost,
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener("abort", abort);
      client.end();
    },
  };
}

function credentialsOf({ name, credentials }: SftpDestination): ConnectConfig {
  const secret = credentials.kind === "password" ? credentials.password : credentials.key;
  if (secret.value === undefined) throw new PushFailed(`${secret.variable} is not set; ${name} needs it.`);
  if (credentials.kind === "password") return { password: secret.value };
  const passphrase = credentials.passphrase?.value;
  return { privateKey: secret.value, ...(passphrase === undefined ? {} : { passphrase }) };
}

function opened(client: Client): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    client.sftp((cause, sftp) => {
      if (cause) reject(new PushFailed("The server lets us in, but does not speak SFTP.", { cause }));
      else resolve(sftp);
    });
  });
}

function put(sftp: SFTPWrapper, from: string, to: string, sent: (bytes: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    sftp.fastPut(from, to, { step: (total) => sent(total) }, (cause) => {
      if (cause) reject(new PushFailed(`The server does not take ${to}: ${cause.message}.`, { cause }));
      else resolve();
    });
  });
}

/** An answer to the last write is not yet a file: some servers find out that the disk is full when they close it. */
function confirmSize(sftp: SFTPWrapper, path: string, expected: number): Promise<void> {
  return new Promise((resolve, reject) => {
    sftp.stat(path, (cause, found) => {
      if (!cause && found.size === expected) resolve();
      else
        reject(
          new PushFailed(
            `${path} did not arrive whole: ${cause?.message ?? `${found.size} bytes of ${expected}`}.`,
          ),
        );
    });
  });
}

/** In one step where the server can (OpenSSH's posix-rename); else over a moment in which there is no such file. */
async function move(sftp: SFTPWrapper, from: string, to: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      sftp.ext_openssh_rename(from, to, (cause) => (cause ? reject(cause) : resolve()));
    });
    return;
  } catch {
    // Not OpenSSH: the protocol's own rename does not replace a file.
  }
  await new Promise<void>((resolve) => sftp.unlink(to, () => resolve()));
  await new Promise<void>((resolve, reject) => {
    sftp.rename(from, to, (cause) => {
      if (cause) reject(new PushFailed(`${to} could not be put in its place: ${cause.message}.`, { cause }));
      else resolve();
    });
  });
}

function reasonOf(host: string, cause: Error & { readonly level?: string }): string {
  switch (cause.level) {
    case "client-authentication":
      return `${host} does not let us in: check the user name and the key or password.`;
    case "client-timeout":
      return `${host} did not answer in time.`;
    default:
      return `The connection to ${host} failed: ${cause.message}.`;
  }
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
