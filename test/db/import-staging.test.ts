import { afterEach, beforeEach, expect, test } from "bun:test";
import { openImportStaging } from "../../db/sqlite/import-staging.ts";
import { MOST_ROWS_OF_A_PRODUCT, type StagedRow, type Staging } from "../../src/catalog/import/staging.ts";

let staging: Staging;
beforeEach(() => {
  staging = openImportStaging();
});
afterEach(() => staging.close());

const row = (line: number, group: string, alias?: string): StagedRow => ({
  line,
  group,
  alias,
  content: `${group} ${line}`,
});

async function groups(): Promise<[string, number[]][]> {
  const found: [string, number[]][] = [];
  for await (const rows of staging.groups()) found.push([rows[0]?.group ?? "", rows.map(({ line }) => line)]);
  return found;
}

test("rows come back with their group, groups in the order they began in, as often as asked", async () => {
  await staging.add([row(2, "tee"), row(3, "mug"), row(4, "tee")]);
  await staging.add([row(5, "mug")]);
  const expected: [string, number[]][] = [
    ["tee", [2, 4]],
    ["mug", [3, 5]],
  ];
  expect(await groups()).toEqual(expected);
  expect(await groups()).toEqual(expected);
});

test("rows that name their group by an alias join it, before or after it in the file", async () => {
  await staging.add([row(2, "sku TEE"), row(3, "id 1", "sku TEE"), row(4, "sku TEE"), row(5, "sku LOST")]);
  expect(await groups()).toEqual([
    ["id 1", [2, 3, 4]],
    ["sku LOST", [5]],
  ]);
});

test("the first to claim an alias has it", async () => {
  await staging.add([row(2, "id 1", "sku TEE"), row(3, "id 2", "sku TEE"), row(4, "sku TEE")]);
  expect(await groups()).toEqual([
    ["id 1", [2, 4]],
    ["id 2", [3]],
  ]);
});

test("of a group with too many rows no more than one too many is held in memory", async () => {
  await staging.add(Array.from({ length: MOST_ROWS_OF_A_PRODUCT + 500 }, (_, line) => row(line, "flood")));
  expect((await groups())[0]?.[1]).toHaveLength(MOST_ROWS_OF_A_PRODUCT + 1);
});

test("what is kept of a group as another is read comes back in the order it came", async () => {
  await staging.add([row(2, "tee"), row(3, "mug")]);
  for await (const [first] of staging.groups()) {
    if (first) staging.keep({ group: first.group, content: `made of ${first.content}` });
  }
  expect([...staging.kept()]).toEqual([
    { group: "tee", content: "made of tee 2" },
    { group: "mug", content: "made of mug 3" },
  ]);
});

test("nothing was staged", async () => {
  expect(await groups()).toEqual([]);
  expect([...staging.kept()]).toEqual([]);
});
