import { expect, test } from "bun:test";
import { newestWire, servedVersions, wireFor } from "../../../src/protocols/acp/versions.ts";

test("every released version is served, oldest first", () => {
  expect(servedVersions()).toEqual(["2025-09-29", "2025-12-12", "2026-01-16", "2026-01-30", "2026-04-17"]);
  expect(newestWire.version).toBe("2026-04-17");
});

test.each(servedVersions())("%s is found by its date", (version) => {
  expect(wireFor(version)?.version).toBe(version);
});

test("2025-09-12, which OpenAI's sample header says, means the first release", () => {
  expect(wireFor("2025-09-12")?.version).toBe("2025-09-29");
});

test("what is unreleased is served only where a setting names it", () => {
  expect(wireFor("unreleased")).toBeUndefined();
  expect(servedVersions(true).at(-1)).toBe("unreleased");
  expect(wireFor("unreleased", true)?.version).toBe("unreleased");
});

test.each(["", "2024-01-01", "2026-04-17 ", "toString", "__proto__"])("%p is not a version", (version) => {
  expect(wireFor(version, true)).toBeUndefined();
});
