/** What every run of the tests begins with. A hook registered here, and nowhere else, belongs to the run, not a file. */
import { afterAll } from "bun:test";
import { stopSharedPostgres } from "./postgres-server.ts";
import { removeFoldersOfRun } from "./temporary-folder.ts";

afterAll(async () => {
  await stopSharedPostgres();
  removeFoldersOfRun();
});
