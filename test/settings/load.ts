import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Environment } from "../../src/settings/environment.ts";
import { type Mistake, SettingsInvalid } from "../../src/settings/mistakes.ts";
import { loadSettings, type Settings } from "../../src/settings.ts";
import { folderForRun } from "../temporary-folder.ts";

/** The least a shop.toml must say. Top-level keys can be put before it, tables after it. */
export const smallestShop = `
name = "Small Shop"
currency = "usd"
timezone = "America/New_York"
[links]
terms_of_use = "https://small.example/terms"
privacy_policy = "https://small.example/privacy"
[origin]
country = "US"
city = "Albany"
postal_code = "12201"
`;

export interface Told {
  readonly environment?: Environment;
  /** The text of shop.toml; left out: there is none. */
  readonly shop?: string;
  /** Other files beside it, by name. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly toSell?: boolean;
}

/** The settings of a fresh directory with (or without) a shop.toml in it. */
export function settingsOf({ environment = {}, shop, files = {}, toSell = true }: Told): Settings {
  const directory = folderForRun("settings");
  if (shop !== undefined) writeFileSync(join(directory, "shop.toml"), shop);
  for (const [name, content] of Object.entries(files)) writeNested(join(directory, name), content);
  return loadSettings({ environment, directory, toSell });
}

function writeNested(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** The mistakes in what was told; none when it is fine. */
export function mistakesIn(told: Told): readonly Mistake[] {
  try {
    settingsOf(told);
    return [];
  } catch (error) {
    if (error instanceof SettingsInvalid) return error.mistakes;
    throw error;
  }
}
