import { expect, test } from "bun:test";
import { openTerminal } from "./terminal.ts";

test("a host is allowed, blocked, listed and taken off the list", async () => {
  const terminal = openTerminal();
  terminal.makeDatabase();
  expect((await terminal.run("hosts", "list")).notes).toStartWith("No host is listed");
  expect((await terminal.run("hosts", "allow", "https://Platform.Example/profile")).out).toBe(
    "platform.example is allowed.",
  );
  expect((await terminal.run("hosts", "allow", "platform.example")).out).toBe(
    "platform.example is allowed, as it was.",
  );
  expect(await terminal.json("hosts", "block", "spam.example")).toEqual({
    kind: "changed",
    host: "spam.example",
    standing: "blocked",
  });
  expect(await terminal.json("hosts", "list")).toMatchObject([
    { host: "platform.example", standing: "allowed", agents: 0 },
    { host: "spam.example", standing: "blocked", agents: 0 },
  ]);
  await terminal.run("hosts", "unlist", "spam.example");
  const { out } = await terminal.run("hosts", "list");
  expect(out).toContain("platform.example");
  expect(out).not.toContain("spam.example");
});

test("what is no host is refused", async () => {
  const done = await openTerminal().run("hosts", "block", "two words");
  expect({ code: done.code, notes: done.notes }).toEqual({
    code: 2,
    notes: "Name a host, such as platform.example.",
  });
});
