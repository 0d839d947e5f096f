import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { officialUcpCases } from "./official-ucp-cases.ts";

const folders = [import.meta.dir, join(import.meta.dir, "../protocols/ucp")];
const tests = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(folder, name), "utf8")),
);

test("every case of the official UCP suite names a test that is there, or the reason why there is none", () => {
  const missing = Object.entries(officialUcpCases).filter(
    ([, ported]) => "asked" in ported && !tests.some((source) => source.includes(`"${ported.asked}"`)),
  );
  expect(missing).toEqual([]);
});
