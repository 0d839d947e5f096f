import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary-folder.ts";

/** A test that never ends, and has started a program that doesn't either. Both leave their ids in a file. */
const endless = `
import { test } from "bun:test";
import { writeFileSync } from "node:fs";
test("never ends", async () => {
  const started = Bun.spawn(["sleep", "1000"]);
  writeFileSync(process.env["IDS_FILE"], [process.pid, started.pid].join(" "));
  await new Promise(() => {});
});
`;

describe("the script that runs the tests", () => {
  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "ends what it started with it at %s",
    async (signal) => {
      using folder = temporaryFolder();
      const file = join(folder.path, "endless.test.ts");
      const idsFile = join(folder.path, "ids");
      writeFileSync(file, endless);
      const script = Bun.spawn([process.execPath, join(import.meta.dir, "../../scripts/test.ts"), file], {
        env: { ...process.env, IDS_FILE: idsFile },
        stdout: "ignore",
        stderr: "ignore",
      });
      while (!existsSync(idsFile) || readFileSync(idsFile, "utf8") === "") await Bun.sleep(20);
      const ids = readFileSync(idsFile, "utf8").split(" ").map(Number);
      script.kill(signal);
      await script.exited;
      expect(script.signalCode).toBe(signal);
      while (ids.some(isRunning)) await Bun.sleep(20);
    },
  );
});

/** Whether there is such a process. One that ended and is not yet asked for is none. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
