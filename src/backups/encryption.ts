import { open, readFile, rm, writeFile } from "node:fs/promises";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";

/**
 * Backups are encrypted in the age format (https://age-encryption.org/v1): with the same key file, `age --decrypt`
 * opens them without Checkstand.
 */
const HEADER = "age-encryption.org/v1\n";

/** A key file cannot be used. The message is for the person who named it. */
export class KeyFileUnusable extends Error {
  override readonly name = "KeyFileUnusable";
}

/** The lines of a key file that matter. */
interface KeyFile {
  /** `AGE-SECRET-KEY-1…`: opens what was encrypted for it. */
  readonly identities: readonly string[];
  /** `age1…`: encrypts, and opens nothing. */
  readonly recipients: readonly string[];
}

/** Whether a file is encrypted as ours are. */
export async function isEncrypted(path: string): Promise<boolean> {
  return (await Bun.file(path).slice(0, HEADER.length).text()) === HEADER;
}

/**
 * Makes a key file that encrypts and decrypts, for its owner's eyes alone.
 *
 * @returns the public half (`age1…`), which encrypts only.
 * @throws KeyFileUnusable when the file exists: what was encrypted with it could never be opened again.
 */
export async function makeKeyFile(path: string): Promise<string> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  try {
    await writeFile(path, `# public key: ${recipient}\n${identity}\n`, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
    throw new KeyFileUnusable(`${path} exists. A key is never overwritten: name another file.`, { cause });
  }
  return recipient;
}

/**
 * Encrypts a file for the key file's public keys.
 *
 * @param target a file that does not exist yet; it is its owner's alone.
 * @throws KeyFileUnusable when there is no key in the key file.
 */
export async function encryptFile(source: string, target: string, keyFile: string): Promise<void> {
  const { identities, recipients } = await readKeyFile(keyFile);
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  for (const identity of identities) encrypter.addRecipient(await identityToRecipient(identity));
  await convert(source, target, (content) => encrypter.encrypt(content));
}

/**
 * Decrypts a file that {@link encryptFile} or the program `age` made.
 *
 * @param target a file that does not exist yet; it is its owner's alone.
 * @throws KeyFileUnusable when the key file does not open it, or the file is damaged: nothing is then left of `target`.
 */
export async function decryptFile(source: string, target: string, keyFile: string): Promise<void> {
  const { identities } = await readKeyFile(keyFile);
  if (identities.length === 0) {
    throw new KeyFileUnusable(
      `${keyFile} holds a public key only, which cannot open a backup. Name the file with AGE-SECRET-KEY-1… in it.`,
    );
  }
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    await convert(source, target, (content) => decrypter.decrypt(content));
  } catch (cause) {
    if (cause instanceof Error && "syscall" in cause) throw cause;
    throw new KeyFileUnusable(
      `${source} cannot be decrypted with ${keyFile}: it was encrypted for another key, or is damaged.`,
      { cause },
    );
  }
}

/** @throws KeyFileUnusable when there is nothing in it that is a key. */
async function readKeyFile(path: string): Promise<KeyFile> {
  const lines = (await readFile(path, "utf8")).split("\n").map((line) => line.trim());
  const identities = lines.filter((line) => line.startsWith("AGE-SECRET-KEY-1"));
  const recipients = lines.filter((line) => line.startsWith("age1"));
  if (identities.length + recipients.length === 0) {
    throw new KeyFileUnusable(
      `There is no key in ${path}: one of its lines must begin with AGE-SECRET-KEY-1 or age1. ` +
        "Make one with: checkstand backup --make-key FILE",
    );
  }
  return { identities, recipients };
}

type Convert = (content: ReadableStream<Uint8Array>) => Promise<ReadableStream<Uint8Array>>;

/** Streams one file into another, piece by piece: a database may be larger than the memory. */
async function convert(source: string, target: string, by: Convert): Promise<void> {
  const file = await open(target, "wx", 0o600);
  try {
    for await (const piece of await by(Bun.file(source).stream())) await file.appendFile(piece);
    await file.sync();
  } catch (cause) {
    await rm(target, { force: true });
    throw cause;
  } finally {
    await file.close();
  }
}
