import { Database as Connection } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../temporary-folder.ts";

const program = [process.execPath, join(import.meta.dir, "write-until-stopped.ts")];

/** How often each pair's name is in the file, which another process has left behind in whatever state. */
function notesByPair(folder: string): Map<string, number> {
  using left = new Connection(join(folder, "notes.db"));
  const rows = left.query<{ body: string; count: number }, []>(
    "SELECT body, count(*) count FROM notes GROUP BY body",
  );
  return new Map(rows.all().map(({ body, count }) => [body, count]));
}

const lines = (text: string) => text.split("\n").slice(0, -1);

test("kill -9 loses nothing a caller was told, and splits no job", async () => {
  using folder = temporaryFolder();
  const told: string[] = [];
  for (const killAfter of [1, 10, 100, 300, 1000]) {
    const writer = Bun.spawn([...program, folder.path, `round${killAfter}`], { stdout: "pipe" });
    let output = "";
    for await (const chunk of writer.stdout.pipeThrough(new TextDecoderStream())) {
      output += chunk;
      if (lines(output).length >= killAfter) writer.kill("SIGKILL");
    }
    expect(await writer.exited).toBe(137);
    told.push(...lines(output));
  }
  const kept = notesByPair(folder.path);
  expect(told.filter((pair) => !kept.has(pair))).toEqual([]);
  expect([...kept].filter(([, notes]) => notes !== 2)).toEqual([]);
});

// The operating system refuses to let any file of this process grow: SQLite meets the full disk when it commits.
test.skipIf(process.platform === "win32")(
  "a disk that fails at COMMIT keeps what callers were told and nothing else",
  async () => {
    using folder = temporaryFolder();
    const limited = ["sh", "-c", 'ulimit -f 400 && exec "$@"', "sh", ...program, folder.path, "limited"];
    const writer = Bun.spawn(limited, { stdout: "pipe", stderr: "inherit" });
    const told = lines(await writer.stdout.text());
    expect(await writer.exited).toBe(0);
    expect(told.length).toBeGreaterThan(0);
    expect(notesByPair(folder.path)).toEqual(new Map(told.map((pair) => [pair, 2])));
  },
);
