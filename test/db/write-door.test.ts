import { expect, test } from "bun:test";
import { StorageUnavailable } from "../../src/storage.ts";
import { openNotebook } from "./notebook.ts";

test("a caller gets what the job gave", async () => {
  await using notebook = openNotebook();
  const given = await notebook.write(async ({ notes }) => {
    await notes.insert("milk");
    return { id: "note_1" };
  });
  expect(given).toEqual({ id: "note_1" });
});

test("a job sees what it has written itself", async () => {
  await using notebook = openNotebook();
  const seen = await notebook.write(async ({ notes }) => {
    await notes.insert("milk");
    return notes.all();
  });
  expect(seen).toEqual(["milk"]);
});

test("callers hear only what is committed", async () => {
  await using notebook = openNotebook();
  const whenToldOf = async (body: string) => {
    const inside = await notebook.write(async ({ notes }) => {
      await notes.insert(body);
      return notebook.committed();
    });
    return { inside, after: await notebook.committed() };
  };
  expect(await Promise.all([whenToldOf("milk"), whenToldOf("eggs")])).toEqual([
    { inside: [], after: ["milk", "eggs"] },
    { inside: [], after: ["milk", "eggs"] },
  ]);
});

test("a job that throws is undone alone, and its caller gets the error as it was thrown", async () => {
  await using notebook = openNotebook();
  const soldOut = new Error("sold out");
  const [first, second, third] = await Promise.allSettled([
    notebook.write(({ notes }) => notes.insert("milk")),
    notebook.write(async ({ notes }) => {
      await notes.insert("eggs");
      throw soldOut;
    }),
    notebook.write(({ notes }) => notes.insert("bread")),
  ]);
  expect([first.status, third.status]).toEqual(["fulfilled", "fulfilled"]);
  expect(second).toEqual({ status: "rejected", reason: soldOut });
  expect(await notebook.committed()).toEqual(["milk", "bread"]);
});

test("jobs beside one that throws are run once more, and what they did is there once", async () => {
  await using notebook = openNotebook();
  const happened: string[] = [];
  const runs = { milk: 0, bread: 0 };
  const writing = (body: keyof typeof runs) =>
    notebook.write(async ({ notes, afterCommit }) => {
      runs[body] += 1;
      await notes.insert(body);
      afterCommit(() => void happened.push(`told of ${body}`));
      return notes.all();
    });
  const [first, , third] = await Promise.allSettled([
    writing("milk"),
    notebook.write(async ({ notes }) => {
      await notes.insert("eggs");
      throw new Error("sold out");
    }),
    writing("bread"),
  ]);
  expect([first, third]).toMatchObject([{ value: ["milk"] }, { value: ["milk", "bread"] }]);
  expect(runs).toEqual({ milk: 2, bread: 1 });
  expect(happened).toEqual(["told of milk", "told of bread"]);
  expect(await notebook.committed()).toEqual(["milk", "bread"]);
});

test("several that throw are undone, each alone", async () => {
  await using notebook = openNotebook();
  const ends = await Promise.allSettled(
    ["milk", "eggs", "bread", "salt"].map((body, index) =>
      notebook.write(async ({ notes }) => {
        await notes.insert(body);
        if (index % 2 === 1) throw new Error(`${body} is sold out`);
      }),
    ),
  );
  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected"]);
  expect(await notebook.committed()).toEqual(["milk", "bread"]);
});

test("a statement that breaks a constraint is the job's own error, and the job may go on from it", async () => {
  await using notebook = openNotebook();
  await notebook.write(async ({ notes }) => {
    await notes.insert("milk");
    await expect(notes.run("INSERT INTO notes (id, body) VALUES (1, 'eggs')")).rejects.toThrow(
      "UNIQUE constraint",
    );
    await notes.insert("bread");
  });
  expect(await notebook.committed()).toEqual(["milk", "bread"]);
});

test("jobs run in the order they were asked for, each to its end before the next begins", async () => {
  await using notebook = openNotebook();
  const steps: string[] = [];
  const stepping = (name: string) =>
    notebook.write(async ({ notes }) => {
      steps.push(`${name} begins`);
      for (let i = 0; i < 5; i++) await notes.insert(name);
      steps.push(`${name} ends`);
    });
  await Promise.all(["a", "b", "c"].map(stepping));
  expect(steps).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

test("jobs of one turn share a transaction, up to the limit", async () => {
  await using notebook = openNotebook({ jobsPerBatch: 2 });
  const committedBefore = await Promise.all(
    ["a", "b", "c", "d", "e"].map((body) =>
      notebook.write(async ({ notes }) => {
        await notes.insert(body);
        return (await notebook.committed()).length;
      }),
    ),
  );
  expect(committedBefore).toEqual([0, 0, 2, 2, 4]);
});

test("a caller may write again as soon as it has heard", async () => {
  await using notebook = openNotebook();
  for (const body of ["milk", "eggs", "bread"]) await notebook.write(({ notes }) => notes.insert(body));
  expect(await notebook.committed()).toEqual(["milk", "eggs", "bread"]);
});

test("closing waits for the jobs that came before and refuses those that come after", async () => {
  await using notebook = openNotebook({ jobsPerBatch: 1 });
  const before = ["milk", "eggs"].map((body) => notebook.write(({ notes }) => notes.insert(body)));
  const closing = notebook.close();
  const tooLate = notebook.write(({ notes }) => notes.insert("bread"));
  await expect(tooLate).rejects.toThrow(StorageUnavailable);
  await closing;
  expect(await notebook.committed()).toEqual(["milk", "eggs"]);
  await Promise.all(before);
});

test("what is to follow a job follows its commit, before its caller hears", async () => {
  await using notebook = openNotebook();
  const happened: unknown[] = [];
  await notebook.write(async ({ notes, afterCommit }) => {
    await notes.insert("milk");
    afterCommit(() => void notebook.committed().then((notes) => happened.push(notes)));
    afterCommit(() => void happened.push("second"));
  });
  expect(happened).toEqual(["second", ["milk"]]);
});

test("nothing follows a job that is undone", async () => {
  await using notebook = openNotebook();
  const happened: unknown[] = [];
  const undone = notebook.write(async ({ afterCommit }) => {
    afterCommit(() => void happened.push("told"));
    throw new Error("sold out");
  });
  await expect(undone).rejects.toThrow("sold out");
  expect(happened).toEqual([]);
});

test("an effect that throws is reported, and takes neither the change nor the others with it", async () => {
  const failures: unknown[] = [];
  const happened: unknown[] = [];
  await using notebook = openNotebook({ effectFailed: (error) => failures.push(error) });
  await notebook.write(async ({ notes, afterCommit }) => {
    await notes.insert("milk");
    afterCommit(() => {
      throw new RangeError("a counter broke");
    });
    afterCommit(() => void happened.push("told"));
  });
  expect(await notebook.committed()).toEqual(["milk"]);
  expect(happened).toEqual(["told"]);
  expect(failures).toEqual([new RangeError("a counter broke")]);
});

test("a job that is over cannot have anything follow from it", async () => {
  await using notebook = openNotebook();
  const late = await notebook.write(async ({ afterCommit }) => ({ afterCommit }));
  expect(() => late.afterCommit(() => {})).toThrow("has ended");
});
