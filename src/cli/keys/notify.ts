import { randomBytes } from "node:crypto";
import { type Command, Option } from "commander";
import type { WebhookSettings } from "../../agents/agent.ts";
import { webhookTo } from "../../agents/seed.ts";
import { retireOldSecrets, rotateSecret, type WebhookSecrets } from "../../agents/webhook-secrets.ts";
import { systemClock } from "../../clock.ts";
import { webhookAddress } from "../../settings/environment.ts";
import { type Rule, secret as secretRule } from "../../settings/rule.ts";
import { loadSettings } from "../../settings.ts";
import { WrongUsage } from "../failure.ts";
import { type JsonOption, jsonOption } from "../json-option.ts";
import { readFile } from "../read-file.ts";
import type { Terminal } from "../terminal.ts";
import { agree } from "./agreement.ts";

interface NotifyOptions extends JsonOption {
  readonly url?: string;
  readonly secretFile?: string;
  readonly newSecret?: true;
  readonly retireOld?: true;
  readonly header?: string;
  readonly signature?: WebhookSettings["signature"];
  readonly eventNames?: WebhookSettings["eventNames"];
  readonly off?: true;
}

/** `checkstand keys notify`. */
export function addNotify(keys: Command, terminal: Terminal): void {
  keys
    .command("notify")
    .description("say where an agent hears of its orders; what is left out stays as it was")
    .argument("<agent>", "the agent's name")
    .option("--url <url>", "where events are sent")
    .option("--secret-file <file>", "the secret that signs them; for a day, the last one is tried beside it")
    .option("--new-secret", "make that secret and show it this once")
    .option("--retire-old", "the secret before the newest is not tried any more: the agent has the new one")
    .option("--header <name>", 'the header of the signature (default: "Merchant-Signature")')
    .addOption(
      new Option("--signature <form>", 't=…,v1=… or the bare HMAC (default: "timestamped")').choices([
        "timestamped",
        "hex",
        "base64",
      ]),
    )
    .addOption(
      new Option("--event-names <style>", 'how events are called (default: "order_create")').choices([
        "order_create",
        "order_created",
        "order.created",
      ]),
    )
    .option("--off", "nothing is sent; events are kept")
    .addOption(jsonOption())
    .action(async (name: string, options: NotifyOptions) => {
      if (options.off) {
        await agree(terminal, name, { webhook: undefined });
        return terminal.out(
          options.json ? JSON.stringify({ agent: name, webhook: null }) : `${name} is not notified.`,
        );
      }
      const secret = webhookSecret(options, terminal);
      const { withShop } = await import("../open-shop.ts");
      const known = await withShop(terminal, ({ reads }) => reads.agents.byName(name));
      const { environment, directory } = terminal;
      const { isDevelopment } = loadSettings({ environment, directory, toSell: false }).server;
      const webhook = webhookOf(options, secret, {
        before: known?.webhook,
        address: webhookAddress(isDevelopment),
      });
      await agree(terminal, name, { webhook });
      const shown = options.newSecret ? secret : undefined;
      if (options.json) terminal.out(JSON.stringify({ agent: name, url: webhook.url, secret: shown }));
      else if (shown === undefined) terminal.out(`${name} hears of its orders at ${webhook.url}.`);
      else {
        terminal.out(shown);
        terminal.note(`${name} hears of its orders at ${webhook.url}, signed with this secret.`);
      }
    });
}

function webhookSecret({ secretFile, newSecret }: NotifyOptions, terminal: Terminal): string | undefined {
  if (newSecret && secretFile !== undefined)
    throw new WrongUsage("Take one of --secret-file and --new-secret.");
  if (newSecret) return `whsec_${randomBytes(32).toString("base64url")}`;
  if (secretFile === undefined) return undefined;
  const secret = secretRule.read(readFile(secretFile, terminal).toString("utf8"));
  if (secret === undefined) throw new WrongUsage(`${secretFile} must hold ${secretRule.allowed}.`);
  return secret;
}

function webhookOf(
  options: NotifyOptions,
  secret: string | undefined,
  { before, address }: { before: WebhookSettings | undefined; address: Rule<string> },
): WebhookSettings {
  const url = options.url === undefined ? before?.url : address.read(options.url);
  if (url === undefined) throw new WrongUsage(`--url must be ${address.allowed}.`);
  if (options.header !== undefined && !/^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(options.header)) {
    throw new WrongUsage(`--header must be the name of a header, such as "Acme-Signature".`);
  }
  const secrets = secretsOf(options, secret, before);
  const [newest] = secrets.secrets;
  if (newest === undefined)
    throw new WrongUsage("Events are signed: add --new-secret, or --secret-file FILE.");
  const standard = webhookTo(url, newest);
  return {
    url,
    secrets: secrets.secrets,
    rotatedAt: secrets.rotatedAt,
    header: options.header ?? before?.header ?? standard.header,
    signature: options.signature ?? before?.signature ?? standard.signature,
    eventNames: options.eventNames ?? before?.eventNames ?? standard.eventNames,
  };
}

function secretsOf(
  { retireOld }: NotifyOptions,
  secret: string | undefined,
  before: WebhookSettings | undefined,
): WebhookSecrets {
  const known: WebhookSecrets = before ?? { secrets: [] };
  const changed = secret === undefined ? known : rotateSecret(known, secret, systemClock.now());
  return retireOld ? retireOldSecrets(changed) : changed;
}
