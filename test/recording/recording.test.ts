import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary-folder.ts";

/*
 * What the shop says, to the byte and on either engine: every version's answers, events, mails, page and document, the
 * merchant's API, MCP and the feeds, played by play.ts with a stopped clock and counted ids. A change that is meant is
 * recorded anew with `bun run test:record`, and named in the commit that makes it; the difference of golden/ then shows
 * what agents, buyers and the merchant will see of it.
 */
const golden = join(import.meta.dir, "golden");
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

describe("the shop says what it said when it was recorded", () => {
  const folder = temporaryFolder();
  beforeAll(async () => {
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "play.ts"), folder.path], {
      stdout: "inherit",
      stderr: "inherit",
    });
    expect(await child.exited).toBe(0);
  }, 300_000);
  afterAll(() => folder[Symbol.dispose]());

  test("on the same surfaces", () => {
    expect(filesIn(folder.path)).toEqual(filesIn(golden));
  });

  test.each(filesIn(golden))("%s", async (name) => {
    const [said, recorded] = await Promise.all(
      [folder.path, golden].map((place) => Bun.file(join(place, name)).text()),
    );
    expect(said).toBe(recorded ?? "");
  });
});
