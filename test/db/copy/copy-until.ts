/**
 * Copies a database until it comes to a step, says so and waits to be killed.
 * Usage: bun copy-until.ts FROM TO STEP
 */
import { copyDatabase } from "../../../db/copy/copy-database.ts";
import { openCopyEnds } from "../../../db/copy/open-ends.ts";
import { locationOf } from "./locations.ts";

const [from = "", to = "", step] = process.argv.slice(2);
const { source, target } = await openCopyEnds(locationOf(from), locationOf(to));
await copyDatabase(source, target, (progress) => {
  if (progress.step !== step) return;
  process.stdout.write(`${step}\n`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
