import type { Command } from "commander";
import { addBuild } from "./feed/build.ts";
import { addCheck } from "./feed/check.ts";
import { addPush } from "./feed/push.ts";
import type { Terminal } from "./terminal.ts";

/** `checkstand feed`. */
export function addFeedCommand(program: Command, terminal: Terminal): void {
  const feed = program
    .command("feed")
    .description("the product feed, by which assistants find what you sell: check it, write it, send it")
    .addHelpText(
      "after",
      `
A running server gives the feed to whoever fetches /feed.jsonl, .csv, .tsv, .xml or .json, and sends it to the
destinations in shop.toml by itself.

Examples:
  checkstand feed check
  checkstand feed build --format jsonl.gz,xml --out public/feed
  checkstand feed push --now --destination openai`,
    );
  addCheck(feed, terminal);
  addBuild(feed, terminal);
  addPush(feed, terminal);
}
