import { describe, expect, test } from "bun:test";
import { join } from "node:path";

/** Runs the script, as a developer does. */
async function simulate(...given: string[]) {
  const script = join(import.meta.dir, "../../scripts/simulate.ts");
  const child = Bun.spawn([process.execPath, script, ...given], { stdout: "pipe", stderr: "pipe" });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { exitCode: await child.exited, output, errors };
}

describe("the simulation's command", () => {
  test("says what it takes when it is asked", async () => {
    const { exitCode, output, errors } = await simulate("--help");
    expect(output).toContain("Usage: bun scripts/simulate.ts [options] [seeds] [first]");
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: "" });
  });

  test("says in one line what it does not take", async () => {
    expect(await simulate("--sqlite")).toEqual({
      exitCode: 1,
      output: "",
      errors: "error: unknown option '--sqlite'\n",
    });
  });

  test("refuses seeds that are no number, which would be none", async () => {
    const { exitCode, errors } = await simulate("many");
    expect(errors).toContain("It must be a whole number above zero.");
    expect(exitCode).toBe(1);
  });

  test("tells as many stories as it is asked for", async () => {
    const { exitCode, output } = await simulate("2", "7");
    expect(JSON.parse(output)).toMatchObject({ engine: "SQLite", seeds: 2 });
    expect(exitCode).toBe(0);
  });
});
