import { expect, test } from "bun:test";
import { openTerminal } from "./terminal.ts";

interface ListedKey {
  readonly id: string;
  readonly state: string;
  readonly publishedUntil?: string;
  readonly publicKey: Record<string, string>;
}

test("without a signing key, the list says how one comes about", async () => {
  const terminal = openTerminal();
  terminal.makeDatabase();
  expect(await terminal.json("keys", "signing")).toEqual([]);
  expect((await terminal.run("keys", "signing")).notes).toContain("checkstand keys rotate-signing");
});

test("a rotation lists the old key beside the new one, and shows nothing private of either", async () => {
  const terminal = openTerminal();
  terminal.makeDatabase();
  const first = (await terminal.json("keys", "rotate-signing")) as { id: string };
  const second = (await terminal.json("keys", "rotate-signing")) as { id: string };
  const listed = (await terminal.json("keys", "signing")) as ListedKey[];
  expect(listed).toMatchObject([
    { id: first.id, state: "signing", publishedUntil: expect.any(String) },
    { id: second.id, state: "next" },
  ]);
  expect(listed[0]?.publicKey["d"]).toBeUndefined();
  const { out } = await terminal.run("keys", "signing");
  expect(out).toContain(first.id);
  expect(out).not.toContain("PRIVATE");
});

test("a compromised key is withdrawn by the same command", async () => {
  const terminal = openTerminal();
  terminal.makeDatabase();
  await terminal.run("keys", "rotate-signing");
  const made = (await terminal.json("keys", "rotate-signing", "--compromised")) as { id: string };
  expect(await terminal.json("keys", "signing")).toMatchObject([{ id: made.id, state: "signing" }]);
});
