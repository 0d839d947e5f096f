import { expect, test } from "bun:test";
import { openNotebook } from "./notebook.ts";

const waited = "A write job waited for something other than its stores";
const ended = "A store was used after its write job had ended";

test("a job that waits for the network is undone, and the rest of its batch is not", async () => {
  await using notebook = openNotebook();
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => Bun.sleep(5).then(() => new Response()),
  });
  const before = notebook.write(({ notes }) => notes.insert("milk"));
  const waiting = notebook.write(async ({ notes }) => {
    await notes.insert("eggs");
    await fetch(server.url);
  });
  const after = notebook.write(({ notes }) => notes.insert("bread"));
  await expect(waiting).rejects.toThrow(waited);
  await Promise.all([before, after]);
  expect(await notebook.committed()).toEqual(["milk", "bread"]);
});

test("a job that waits for another write is undone instead of waiting for itself", async () => {
  await using notebook = openNotebook();
  const outer = notebook.write(async ({ notes }) => {
    await notes.insert("outer");
    await notebook.write((inner) => inner.notes.insert("inner"));
  });
  await expect(outer).rejects.toThrow(waited);
});

test("two jobs of a batch that both wait are both undone", async () => {
  await using notebook = openNotebook();
  const forever = () => notebook.write(() => new Promise<never>(() => {}));
  const outcomes = await Promise.allSettled([forever(), forever()]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("a long job that only uses its stores is given all the time it needs", async () => {
  await using notebook = openNotebook();
  const read = await notebook.write(async ({ notes }) => {
    let rows = 0;
    for (let i = 0; i < 2_000; i++) rows += (await notes.all()).length + 1;
    return rows;
  });
  expect(read).toBe(2_000);
});

test("a job that was undone for waiting can change nothing when it wakes up inside another job", async () => {
  await using notebook = openNotebook();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const { promise: lateCall, resolve: hearLateCall } = Promise.withResolvers<unknown>();
  const waiting = notebook.write(async ({ notes }) => {
    await answered;
    await notes.insert("late").catch(hearLateCall);
  });
  await expect(waiting).rejects.toThrow(waited);
  await notebook.write(async ({ notes }) => {
    answer();
    for (let i = 0; i < 20; i++) await notes.insert("mine");
  });
  expect(await lateCall).toMatchObject({ message: expect.stringContaining(ended) });
  expect(await notebook.committed()).toEqual(Array(20).fill("mine"));
});

test("a job that was undone for waiting can change nothing when it wakes up outside every transaction", async () => {
  await using notebook = openNotebook();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const { promise: lateCall, resolve: hearLateCall } = Promise.withResolvers<unknown>();
  const waiting = notebook.write(async ({ notes }) => {
    await answered;
    await notes.insert("late").catch(hearLateCall);
  });
  await expect(waiting).rejects.toThrow(waited);
  answer();
  expect(await lateCall).toMatchObject({ message: expect.stringContaining(ended) });
  expect(await notebook.committed()).toEqual([]);
});

test("calls a job did not await cannot reach into the job after it", async () => {
  await using notebook = openNotebook();
  const { promise: lateCall, resolve: hearLateCall } = Promise.withResolvers<unknown>();
  const careless = notebook.write(async ({ notes }) => {
    const failing = Promise.reject(new Error("sold out"));
    const slower = async () => {
      for (let i = 0; i < 100; i++) await notes.insert("careless");
    };
    await Promise.all([failing, slower().catch(hearLateCall)]);
  });
  const next = notebook.write(async ({ notes }) => {
    for (let i = 0; i < 100; i++) await notes.insert("next");
  });
  await expect(careless).rejects.toThrow("sold out");
  await next;
  expect(await lateCall).toMatchObject({ message: expect.stringContaining(ended) });
  expect(await notebook.committed()).toEqual(Array(100).fill("next"));
});

test("a store method that awaits is refused, since what it does next could escape its job", async () => {
  await using notebook = openNotebook();
  const awaiting = notebook.write(({ notes }) => notes.insertAfterAwaiting("milk"));
  await expect(awaiting).rejects.toThrow("The store method insertAfterAwaiting awaits something.");
});
