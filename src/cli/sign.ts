import { type Command, Option } from "commander";
import type { SignatureSettings } from "../agents/agent.ts";
import { signRequest, verifyRequestSignature } from "../agents/request-signature.ts";
import { fromRfc3339, systemClock, toRfc3339 } from "../clock.ts";
import { CommandFailed, WrongUsage } from "./failure.ts";
import { type JsonOption, jsonOption } from "./json-option.ts";
import { readFile } from "./read-file.ts";
import type { Terminal } from "./terminal.ts";

interface SignOptions extends JsonOption {
  readonly agent?: string;
  readonly algorithm: SignatureSettings["algorithm"];
  readonly keyFile?: string;
  readonly payload: SignatureSettings["payload"];
  readonly signTimestamp?: true;
  readonly timestamp?: string;
  readonly check?: string;
}

/** `checkstand sign`. */
export function addSignCommand(program: Command, terminal: Terminal): void {
  program
    .command("sign")
    .description("make or check the signature of a request, to find out why one is refused")
    .argument("<file>", "the request's body, byte by byte")
    .option("--agent <name>", "as agreed with this agent; takes the place of the next four")
    .addOption(
      new Option("--algorithm <name>", "how it is signed")
        .choices(["hmac-sha256", "ed25519", "es256"])
        .default("hmac-sha256"),
    )
    .option(
      "--key-file <file>",
      "the shared secret; or as PEM the private key to sign, the public one to check",
    )
    .addOption(new Option("--payload <form>", "what is signed").choices(["raw", "canonical"]).default("raw"))
    .option("--sign-timestamp", "the timestamp and a point stand before the payload")
    .option("--timestamp <time>", "the Timestamp header (default: now)")
    .option("--check <signature>", "check this Signature header instead of making one")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  checkstand sign body.json --key-file secret.txt
  checkstand sign body.json --agent chatgpt --timestamp 2026-11-22T10:00:00Z --check "q83v…"`,
    )
    .action(async (file: string, options: SignOptions) => {
      const body = readFile(file, terminal);
      const settings = await settingsFor(options, terminal);
      const timestamp = options.timestamp ?? toRfc3339(systemClock.now());
      if (options.check !== undefined)
        return check(settings, body, options.check, timestamp, options, terminal);
      const signature = sign(settings, body, timestamp);
      const headers = { Signature: signature, Timestamp: timestamp };
      terminal.out(
        options.json ? JSON.stringify(headers) : `Signature: ${signature}\nTimestamp: ${timestamp}`,
      );
    });
}

async function settingsFor(options: SignOptions, terminal: Terminal): Promise<SignatureSettings> {
  const { agent: name, keyFile, algorithm, payload } = options;
  if (name === undefined) {
    if (keyFile === undefined) throw new WrongUsage("Say whose key: --agent NAME or --key-file FILE.");
    const key = readFile(keyFile, terminal).toString("utf8").trim();
    return { algorithm, key, payload, withTimestamp: options.signTimestamp === true };
  }
  const { withShop } = await import("./open-shop.ts");
  const agent = await withShop(terminal, ({ reads }) => reads.agents.byName(name));
  if (!agent?.signature)
    throw new CommandFailed(`No signature is agreed with an agent "${name}". See: checkstand keys sign-with`);
  return agent.signature;
}

function sign(settings: SignatureSettings, body: Uint8Array, timestamp: string): string {
  try {
    return signRequest(settings, body, timestamp);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailed(
      `Cannot sign with this key: ${reason} (Ed25519 and ES256 are signed with the private key.)`,
    );
  }
}

/** The window is counted from the timestamp itself: what is asked is whether the signature fits, not whether it is fresh. */
function check(
  settings: SignatureSettings,
  body: Uint8Array,
  signature: string,
  timestamp: string,
  options: JsonOption,
  terminal: Terminal,
): void {
  const at = fromRfc3339(timestamp);
  if (at === undefined)
    throw new WrongUsage(`--timestamp must be an RFC 3339 date-time, not "${timestamp}".`);
  const outcome = verifyRequestSignature(settings, body, { signature, timestamp }, at);
  if (!outcome.ok) {
    const { problem } = outcome;
    throw new CommandFailed(
      `Not signed so: ${problem.kind === "invalid_signature" ? problem.detail : problem.kind}.`,
    );
  }
  terminal.out(options.json ? JSON.stringify({ valid: true }) : "The signature is right.");
}
