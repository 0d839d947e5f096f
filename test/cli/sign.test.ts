import { expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { openTerminal } from "./terminal.ts";

const at = ["--timestamp", "2026-11-22T10:00:00Z"];

test("a signature made by sign is found right by sign", async () => {
  const terminal = openTerminal();
  terminal.file("body.json", '{"a":1}');
  terminal.file("secret.txt", "shared\n");
  const words = ["sign", "body.json", "--key-file", "secret.txt", "--sign-timestamp", ...at];
  const { Signature } = (await terminal.json(...words)) as { Signature: string };
  expect(await terminal.json(...words, "--check", Signature)).toEqual({ valid: true });
  terminal.file("body.json", '{"a":2}');
  expect(await terminal.run(...words, "--check", Signature)).toEqual({
    code: 1,
    out: "",
    notes: "Not signed so: the signature does not match the body.",
  });
});

test("an agent's own agreement is used when it is named", async () => {
  const terminal = openTerminal();
  const pair = generateKeyPairSync("ed25519");
  terminal.file("body.json", '{ "a": 1 }');
  terminal.file("private.pem", pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  terminal.file("public.pem", pair.publicKey.export({ type: "spki", format: "pem" }).toString());
  await terminal.run("keys", "create", "chatgpt");
  const algorithm = ["--algorithm", "ed25519", "--payload", "canonical"];
  await terminal.run("keys", "sign-with", "chatgpt", ...algorithm, "--key-file", "public.pem");
  const signed = (await terminal.json("sign", "body.json", ...algorithm, "--key-file", "private.pem")) as {
    Signature: string;
  };
  const check = ["--agent", "chatgpt", ...at, "--check", signed.Signature];
  expect((await terminal.run("sign", "body.json", ...check)).out).toBe("The signature is right.");
});

test.each([
  ["no key", ["body.json"], 2, "--agent NAME or --key-file FILE"],
  ["a file that is not there", ["other.json", "--key-file", "secret.txt"], 1, "Cannot read other.json"],
  ["an agent with no agreement", ["body.json", "--agent", "nobody"], 1, "checkstand keys sign-with"],
  [
    "a key that does not fit",
    ["body.json", "--key-file", "secret.txt", "--algorithm", "ed25519"],
    1,
    "Cannot sign with this key",
  ],
  [
    "a time that is none",
    ["body.json", "--key-file", "secret.txt", "--timestamp", "now", "--check", "abcd"],
    2,
    "RFC 3339",
  ],
])("%s is said in words", async (_, words, code, note) => {
  const terminal = openTerminal();
  terminal.makeDatabase();
  terminal.file("body.json", "{}");
  terminal.file("secret.txt", "shared");
  const done = await terminal.run("sign", ...words);
  expect(done.code).toBe(code);
  expect(done.notes).toContain(note);
});
