import { createPublicKey, randomBytes } from "node:crypto";
import { type Command, Option } from "commander";
import type { SignatureSettings } from "../../agents/agent.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { readFile } from "../read-file.ts";
import type { Terminal } from "../terminal.ts";
import { agree } from "./agreement.ts";

interface SignWithOptions extends JsonOption {
  readonly algorithm?: SignatureSettings["algorithm"];
  readonly keyFile?: string;
  readonly generate?: true;
  readonly payload: SignatureSettings["payload"];
  readonly timestamp?: true;
  readonly off?: true;
}

/** `checkstand keys sign-with`. */
export function addSignWith(keys: Command, terminal: Terminal): void {
  keys
    .command("sign-with")
    .description("ask an agent to sign its requests, and say how")
    .argument("<agent>", "the agent's name")
    .addOption(
      new Option("--algorithm <name>", "as agreed with the agent").choices([
        "hmac-sha256",
        "ed25519",
        "es256",
      ]),
    )
    .option("--key-file <file>", "the shared secret (hmac-sha256), or the agent's public key as PEM")
    .option("--generate", "make a shared secret and show it this once (hmac-sha256)")
    .addOption(
      new Option("--payload <form>", "what is signed: the bytes sent, or their RFC 8785 form")
        .choices(["raw", "canonical"])
        .default("raw"),
    )
    .option("--timestamp", "the Timestamp header and a point stand before the payload")
    .option("--off", "signatures are no longer asked for")
    .addOption(jsonOption())
    .action(async (name: string, options: SignWithOptions) => {
      if (options.off) {
        await agree(terminal, name, { signature: undefined });
        return terminal.out(
          options.json ? JSON.stringify({ agent: name, signature: null }) : `${name} need not sign.`,
        );
      }
      const { algorithm, payload } = options;
      if (!algorithm) throw new WrongUsage("Say which: --algorithm hmac-sha256, ed25519 or es256. Or --off.");
      const key = signatureKey(algorithm, options, terminal);
      await agree(terminal, name, {
        signature: { algorithm, key, payload, withTimestamp: options.timestamp === true },
      });
      const secret = options.generate ? key : undefined;
      if (options.json) terminal.out(JSON.stringify({ agent: name, algorithm, payload, secret }));
      else if (secret === undefined) terminal.out(`${name} signs with ${algorithm}.`);
      else {
        terminal.out(secret);
        terminal.note(`${name} signs with ${algorithm} and this secret.`);
      }
    });
}

function signatureKey(
  algorithm: SignatureSettings["algorithm"],
  { keyFile, generate }: SignWithOptions,
  terminal: Terminal,
): string {
  if (generate && keyFile === undefined && algorithm === "hmac-sha256")
    return randomBytes(32).toString("base64url");
  if (generate || keyFile === undefined) {
    const ways = algorithm === "hmac-sha256" ? "--key-file FILE or --generate" : "--key-file FILE";
    throw new WrongUsage(`The key of ${algorithm} comes from ${ways}.`);
  }
  const key = readFile(keyFile, terminal).toString("utf8").trim();
  if (algorithm === "hmac-sha256") {
    if (key === "") throw new WrongUsage(`${keyFile} is empty.`);
    return key;
  }
  if (key.includes("PRIVATE KEY")) {
    throw new WrongUsage(
      `${keyFile} holds a private key, which only the agent may have. Ask for the public one.`,
    );
  }
  if (typeOfPublicKey(key) !== algorithm) {
    throw new WrongUsage(`${keyFile} is not a public key for ${algorithm} in PEM.`);
  }
  return key;
}

function typeOfPublicKey(pem: string): "ed25519" | "es256" | undefined {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === "ed25519") return "ed25519";
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? "es256" : undefined;
  } catch {
    return undefined;
  }
}
