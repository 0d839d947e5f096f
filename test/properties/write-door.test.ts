import { expect, test } from "bun:test";
import fc from "fast-check";
import { openNotebook } from "../db/notebook.ts";

/** What one job does after its inserts. */
const endings = ["returns", "throws", "waits", "breaks a constraint"] as const;

const job = fc.record({
  inserts: fc.integer({ min: 0, max: 3 }),
  ending: fc.constantFrom(...endings),
  /** Whether its caller lets the event loop turn before asking. */
  inNextTurn: fc.boolean(),
});

test("whatever jobs do, the file holds the whole change of each job that was kept, in order, and nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(job, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (jobs, jobsPerBatch) => {
        await using notebook = openNotebook({ jobsPerBatch });
        const outcomes: Promise<string[]>[] = [];
        for (const [index, { inserts, ending, inNextTurn }] of jobs.entries()) {
          if (inNextTurn) await new Promise(setImmediate);
          const written = notebook.write(async ({ notes }) => {
            const bodies = Array.from({ length: inserts }, (_, insert) => `job ${index} insert ${insert}`);
            for (const body of bodies) await notes.insert(body);
            if (ending === "throws") throw new Error("sold out");
            if (ending === "waits") await new Promise(() => {});
            if (ending === "breaks a constraint") await notes.run("INSERT INTO notes (body) VALUES (NULL)");
            return bodies;
          });
          outcomes.push(written.catch(() => []));
        }
        const told = (await Promise.all(outcomes)).flat();
        const kept = jobs.flatMap(({ inserts, ending }, index) =>
          ending === "returns"
            ? Array.from({ length: inserts }, (_, insert) => `job ${index} insert ${insert}`)
            : [],
        );
        expect(told).toEqual(kept);
        expect(await notebook.committed()).toEqual(kept);
      },
    ),
    { numRuns: 60 },
  );
});
