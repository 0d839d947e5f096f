/** What every run of the tests begins with. A hook registered here, and nowhere else, belongs to the run, not a file. */
import { afterAll } from "bun:test";
import fc from "fast-check";
import { stopSharedPostgres } from "./postgres-server.ts";
import { removeFoldersOfRun } from "./temporary-folder.ts";

/** Properties are asked of the same cases every time, so that a failure is a change's doing; another seed finds others. */
fc.configureGlobal({ seed: Number(process.env["SEED"] ?? 20_261_122) });

afterAll(async () => {
  await stopSharedPostgres();
  removeFoldersOfRun();
});
