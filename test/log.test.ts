import { describe, expect, test } from "bun:test";
import { type LogFields, type LogLevel, makeLog, silentLog } from "../src/log.ts";

interface Line {
  readonly level: string;
  readonly time?: string;
  readonly msg?: string;
  readonly method?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly error?: unknown;
}

/** A log and the lines it has written, parsed. */
function recorded(level: LogLevel = "debug") {
  const lines: string[] = [];
  const log = makeLog(level, { write: (line) => void lines.push(line) });
  return { log, written: () => lines.map((line): Line => JSON.parse(line)) };
}

function written(fields: LogFields): Line {
  const { log, written } = recorded();
  log.error("something", fields);
  return written()[0] ?? { level: "none" };
}

test("a line is one JSON object with level, time in UTC and message", () => {
  const { log, written } = recorded();
  log.info("request", { method: "GET", status: 200, ms: 1.5 });
  expect(written()).toEqual([
    {
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      method: "GET",
      status: 200,
      ms: 1.5,
      msg: "request",
    },
  ]);
});

test.each([
  ["error", ["error"]],
  ["warn", ["error", "warn"]],
  ["info", ["error", "warn", "info"]],
  ["debug", ["error", "warn", "info", "debug"]],
] as const)("at level %s it says %p", (level, said) => {
  const { log, written } = recorded(level);
  for (const at of ["error", "warn", "info", "debug"] as const) log[at]("something");
  expect(written().map((line) => line.level)).toEqual([...said]);
});

test("a field that is not on the list is not written, whatever brought it along", () => {
  const request = {
    method: "POST",
    body: { card: "4242424242424242" },
    authorization: "Bearer csk_1",
    email: "a@b.example",
  };
  const line = written(request);
  expect(Object.keys(line).sort()).toEqual(["level", "method", "msg", "time"]);
});

describe("an error", () => {
  test("keeps its name, its code, its place and our own words", () => {
    const error = Object.assign(new RangeError("0.5 is not a whole number of minor units"), {
      code: "E_MONEY",
    });
    expect(written({ error }).error).toMatchObject({
      name: "RangeError",
      code: "E_MONEY",
      message: "0.5 is not a whole number of minor units",
      stack: expect.arrayContaining([expect.stringContaining("log.test.ts")]),
    });
  });

  test("of a library that quotes what it was given loses its words, and its cause keeps them", () => {
    class DrizzleQueryError extends Error {
      override readonly name = "DrizzleQueryError";
    }
    const cause = new Error("UNIQUE constraint failed: agents.name");
    const error = new DrizzleQueryError("Failed query: insert … params: ada@example.com", { cause });
    const line = written({ error });
    expect(line.error).toMatchObject({
      name: "DrizzleQueryError",
      cause: { name: "Error", message: "UNIQUE constraint failed: agents.name" },
    });
    expect(JSON.stringify(line)).not.toContain("ada@example.com");
  });

  test("of JSON.parse does not repeat the text", () => {
    let thrown: unknown;
    try {
      JSON.parse('{"email": ada}');
    } catch (error) {
      thrown = error;
    }
    expect(JSON.stringify(written({ error: thrown }))).not.toContain("ada");
  });

  test("that is none is known by its type alone", () => {
    expect(written({ error: "ada@example.com" }).error).toEqual({ name: "string" });
  });

  test("whose causes run in a circle comes to an end", () => {
    const error = new Error("outer");
    error.cause = error;
    expect(JSON.stringify(written({ error })).match(/outer/g)).toHaveLength(4);
  });
});

test("the silent log says nothing", () => {
  expect(() => silentLog.error("something")).not.toThrow();
});
