import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SftpDestination } from "../../../src/feed/push/destination.ts";
import { lastingPort } from "../../lasting-port.ts";
import { fingerprintOf, makeSshKeys } from "./ssh-keys.ts";

/** Where Debian and others keep OpenSSH's server, which is not on everybody's path. */
const sshd = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"].find((path) => existsSync(path));

if (sshd === undefined) {
  process.stderr.write(
    "skipped, for want of OpenSSH's server (on Debian: openssh-server): feeds pushed over SFTP\n",
  );
}

/** Whether there is an OpenSSH server on this machine to be tested with. */
export const hasOpenSsh = sshd !== undefined;

/** What a test knows of a running server. */
export interface OpenSsh extends AsyncDisposable {
  readonly port: number;
  /** Makes a folder that the server's user may write to. */
  makeInbox(): string;
  /** A destination that the server lets in, with a file of that name in a folder. */
  destination(inbox: string, file: string, given?: Partial<SftpDestination>): SftpDestination;
}

/** Starts OpenSSH's own server on loopback with a throw-away configuration, keys and inbox. */
export async function startOpenSsh(): Promise<OpenSsh> {
  if (sshd === undefined) throw new Error("there is no OpenSSH server");
  const folder = mkdtempSync(join(tmpdir(), "checkstand-sshd-"));
  const host = makeSshKeys();
  const client = makeSshKeys("open sesame");
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    chmodSync(path, 0o600);
    return path;
  };
  // A server that starts as root insists on this folder, which the system's own unit makes.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  const port = lastingPort();
  // Bun's own userInfo() does not know the name.
  const user = Bun.spawnSync(["id", "-un"]).stdout.toString().trim();
  const config = file(
    "sshd_config",
    [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${file("host_key", host.private)}`,
      `AuthorizedKeysFile ${file("authorized_keys", `${client.public}\n`)}`,
      "PidFile none",
      "StrictModes no",
      "UsePAM no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "Subsystem sftp internal-sftp",
      "",
    ].join("\n"),
  );
  const server = Bun.spawn([sshd, "-D", "-e", "-f", config], { stderr: "pipe", stdout: "ignore" });
  await listening(server.stderr);
  return {
    port,
    makeInbox: () => mkdtempSync(join(folder, "inbox-")),
    destination: (inbox, name, given = {}) => ({
      name: "partner",
      kind: "sftp",
      generation: "openai-2026",
      countries: ["US"],
      language: "en",
      schedule: { kind: "every", milliseconds: 900_000 },
      host: "127.0.0.1",
      port,
      username: user,
      path: join(inbox, name),
      hostKey: fingerprintOf(host.public),
      credentials: {
        kind: "key",
        key: { variable: "SFTP_KEY", value: client.private },
        passphrase: { variable: "SFTP_PASSPHRASE", value: "open sesame" },
      },
      format: "jsonl",
      isCompressed: false,
      mostRows: 500_000,
      ...given,
    }),
    async [Symbol.asyncDispose]() {
      server.kill();
      await server.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Settles when the server says that it listens; what it says afterwards is read and forgotten, or it would stop. */
async function listening(stderr: ReadableStream<Uint8Array>): Promise<void> {
  const reader = stderr.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("Server listening")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`OpenSSH's server did not start: ${text}`);
    text += value;
  }
  void (async () => {
    while (!(await reader.read()).done);
  })();
}
