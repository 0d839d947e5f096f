import type { Command } from "commander";
import { addCreateKey } from "./keys/create.ts";
import { addListKeys } from "./keys/list.ts";
import { addNotify } from "./keys/notify.ts";
import { addRevoke } from "./keys/revoke.ts";
import { addRotateSigning } from "./keys/rotate-signing.ts";
import { addShowAgent } from "./keys/show.ts";
import { addSignWith } from "./keys/sign-with.ts";
import { addListSigningKeys } from "./keys/signing.ts";
import { addSpeak } from "./keys/speak.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand keys`. */
export function addKeysCommand(program: Command, terminal: Terminal): void {
  const keys = program
    .command("keys")
    .description("agents: their keys, and what is agreed with each; the shop's own signing keys")
    .addHelpText(
      "after",
      `
Examples:
  checkstand keys create chatgpt
  checkstand keys sign-with chatgpt --algorithm ed25519 --key-file chatgpt.pub.pem --timestamp
  checkstand keys notify chatgpt --url https://agent.example/orders --new-secret
  checkstand keys speak chatgpt --default-version 2025-09-29
  checkstand keys rotate-signing`,
    );
  addCreateKey(keys, terminal);
  addListKeys(keys, terminal);
  addShowAgent(keys, terminal);
  addRevoke(keys, terminal);
  addSignWith(keys, terminal);
  addNotify(keys, terminal);
  addSpeak(keys, terminal);
  addListSigningKeys(keys, terminal);
  addRotateSigning(keys, terminal);
}
