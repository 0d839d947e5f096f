import { createHash } from "node:crypto";
import { utils } from "ssh2";

/** Bytes of an Ed25519 public key as SSH writes it: its name and the 32 of the key, each after its length. */
const PUBLIC_KEY_BYTES = 51;

/** Both as texts that OpenSSH reads. */
export interface SshKeys {
  readonly public: string;
  readonly private: string;
}

/**
 * Makes the keys of a server or of a client.
 *
 * @param passphrase what the private key is locked with; not at all where it is absent.
 */
export function makeSshKeys(passphrase?: string): SshKeys {
  const make = () =>
    passphrase === undefined
      ? utils.generateKeyPairSync("ed25519")
      : utils.generateKeyPairSync("ed25519", { passphrase, cipher: "aes256-ctr", rounds: 16 });
  let keys: SshKeys;
  // ssh2 1.17 drops zeros at the beginning of a public key, one of 256, which no server then takes.
  do keys = make();
  while (publicBytes(keys.public).length !== PUBLIC_KEY_BYTES);
  return keys;
}

/** SHA-256 of a public key as OpenSSH prints it. */
export function fingerprintOf(publicKey: string): string {
  const hash = createHash("sha256").update(publicBytes(publicKey)).digest("base64");
  return `SHA256:${hash.replace(/=+$/, "")}`;
}

function publicBytes(publicKey: string): Buffer {
  return Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
}
