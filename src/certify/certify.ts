import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { CommandFailed, WrongUsage } from "../cli/failure.ts";
import type { Terminal } from "../cli/terminal.ts";
import { systemClock, toRfc3339 } from "../clock.ts";
import { loadSettings } from "../settings.ts";
import { certifyShop } from "./certify-shop.ts";
import { reportInWords } from "./markdown.ts";
import { agreementWith, isOwnAddress, ownShop } from "./own-shop.ts";
import type { Report } from "./report.ts";

/** What the person at the terminal said, unread. */
export interface CertifyWords {
  readonly url?: string;
  readonly key?: string;
  readonly apiVersion: string;
  readonly item?: string;
  /** A file. */
  readonly address?: string;
  readonly testToken?: readonly string[];
  /** A folder. */
  readonly out?: string;
}

/** A run that is over and written down. */
export interface Certified {
  readonly report: Report;
  /** Where the evidence is, absolute. */
  readonly folder: string;
}

/**
 * Certifies a shop and writes the evidence.
 *
 * @throws WrongUsage, CommandFailed or SettingsInvalid when it cannot even begin.
 */
export async function certify(words: CertifyWords, terminal: Terminal): Promise<Certified> {
  const { environment, directory } = terminal;
  const settings = loadSettings({ environment, directory, toSell: false });
  const url = words.url === undefined ? settings.shop.publicBaseUrl : addressOf(words.url);
  const key = words.key ?? settings.agentSeed.apiKey;
  if (key === undefined) throw new WrongUsage("Say with which agent's key: --key KEY, or COMMERCE_API_KEY.");
  const isOwn = isOwnAddress(url, settings);
  const address = words.address === undefined ? undefined : readAddress(resolve(directory, words.address));
  const folder = makeFolder(resolve(directory, words.out ?? `certification/${nameOfNow()}`));
  const report = await certifyShop({
    url,
    key,
    version: words.apiVersion,
    item: words.item,
    address,
    testTokens: words.testToken ?? [],
    agreement: isOwn ? await agreementWith(key, settings) : undefined,
    own: isOwn ? ownShop(settings, terminal) : undefined,
    wait: Bun.sleep,
  });
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(folder, "report.md"), reportInWords(report));
  return { report, folder };
}

/** @throws WrongUsage */
function addressOf(text: string): string {
  const url = URL.parse(text);
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== "" ||
    url.search !== "" ||
    url.hash !== ""
  ) {
    throw new WrongUsage(`--url must be an address such as https://shop.example, not "${text}".`);
  }
  return url.href.replace(/\/+$/, "");
}

const AddressFile = Type.Object({
  name: Type.String(),
  line_one: Type.String(),
  line_two: Type.Optional(Type.String()),
  city: Type.String(),
  state: Type.String(),
  country: Type.String(),
  postal_code: Type.String(),
});

/** @throws WrongUsage */
function readAddress(path: string): Static<typeof AddressFile> {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new WrongUsage(`Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (Value.Check(AddressFile, found)) return found;
  throw new WrongUsage(
    `${path} must hold an address: {"name", "line_one", "city", "state", "country", "postal_code"}, all text.`,
  );
}

/** Made before anything is asked: a run whose evidence cannot be written is not worth its time. */
function makeFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    return path;
  } catch (error) {
    throw new CommandFailed(
      `Cannot make the folder ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** This moment as a name that every file system takes. */
function nameOfNow(): string {
  return toRfc3339(systemClock.now())
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "");
}
