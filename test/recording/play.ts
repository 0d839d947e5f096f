// Plays the recorded lives and writes what was said into a folder, a file for each version and surface.
// A process of its own: for the rest of it, ids and keys are counted and not random.
// Usage: bun test/recording/play.ts FOLDER
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { drawFrom } from "../../src/randomness.ts";
import { stopSharedPostgres } from "../postgres-server.ts";
import { removeFoldersOfRun } from "../temporary-folder.ts";
import { playLives } from "./lives.ts";
import { numberedRandomness } from "./numbered-randomness.ts";
import { openRecordedShop } from "./recorded-shop.ts";

const [, , folder] = process.argv;
if (folder === undefined) throw new Error("usage: bun test/recording/play.ts FOLDER");
drawFrom(numberedRandomness());
const shop = await openRecordedShop();
await playLives(shop);
await shop[Symbol.asyncDispose]();
await stopSharedPostgres();
removeFoldersOfRun();
await rm(folder, { recursive: true, force: true });
for (const [name, { text }] of shop.transcripts) if (text !== "") await Bun.write(join(folder, name), text);
process.exit(0);
