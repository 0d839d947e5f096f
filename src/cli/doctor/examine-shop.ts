import { systemClock } from "../../clock.ts";
import { examineSurroundings } from "../../doctor/examine-surroundings.ts";
import { type Finding, wrong } from "../../doctor/finding.ts";
import { SettingsInvalid } from "../../settings/mistakes.ts";
import { loadSettings, type Settings } from "../../settings.ts";
import type { Terminal } from "../terminal.ts";
import { examineDatabase } from "./examine-database.ts";

/** Looks at everything a shop needs: what it is set up with, whom it depends on, and its database. Changes nothing. */
export async function examineShop({ environment, directory }: Terminal): Promise<readonly Finding[]> {
  let settings: Settings;
  try {
    settings = loadSettings({ environment, directory, toSell: true });
  } catch (error) {
    if (!(error instanceof SettingsInvalid)) throw error;
    return error.mistakes.map(({ where, reason }) => wrong(where, reason));
  }
  return [
    ...(await examineSurroundings(settings, systemClock.now())),
    ...(await examineDatabase(settings, systemClock.now())),
  ];
}
