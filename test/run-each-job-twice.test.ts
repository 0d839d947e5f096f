import { expect, test } from "bun:test";
import { openNotebook } from "./db/notebook.ts";
import { runEachJobTwice } from "./run-each-job-twice.ts";

function openTwice() {
  const notebook = openNotebook();
  return { ...notebook, write: runEachJobTwice(notebook.database, notebook.write) };
}

test("a job that changes nothing but its stores does not show that it was run twice", async () => {
  await using notebook = openTwice();
  let told = 0;
  const seen = await notebook.write(async ({ notes, afterCommit }) => {
    await notes.insert("milk");
    afterCommit(() => {
      told += 1;
    });
    return notes.all();
  });
  expect(seen).toEqual(["milk"]);
  expect(await notebook.committed()).toEqual(["milk"]);
  expect(told).toBe(1);
});

test("a job that counts in memory has counted twice", async () => {
  await using notebook = openTwice();
  let counted = 0;
  await notebook.write(async () => {
    counted += 1;
  });
  expect(counted).toBe(2);
});

test("a job that throws the first time only is found out", async () => {
  await using notebook = openTwice();
  let runs = 0;
  const job = notebook.write(async ({ notes }) => {
    runs += 1;
    if (runs === 1) throw new Error("nobody had come before");
    await notes.insert("milk");
  });
  await expect(job).rejects.toThrow("did not the second time");
  expect(await notebook.committed()).toEqual([]);
});

test("a job that throws is undone, and its caller gets the error", async () => {
  await using notebook = openTwice();
  const job = notebook.write(async ({ notes }) => {
    await notes.insert("milk");
    throw new RangeError("sold out");
  });
  await expect(job).rejects.toThrow("sold out");
  expect(await notebook.committed()).toEqual([]);
});
