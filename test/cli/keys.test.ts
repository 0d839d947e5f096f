import { describe, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { smallestShop } from "../settings/load.ts";
import { openTerminal } from "./terminal.ts";

function publicKey(kind: "ed25519" | "es256" | "p384"): string {
  const pair =
    kind === "ed25519"
      ? generateKeyPairSync("ed25519")
      : generateKeyPairSync("ec", { namedCurve: kind === "es256" ? "prime256v1" : "secp384r1" });
  return pair.publicKey.export({ type: "spki", format: "pem" }).toString();
}

describe("keys create", () => {
  test("prints the key alone, so that it can be piped, and the rest for the person", async () => {
    const done = await openTerminal().run("keys", "create", "chatgpt");
    expect(done.code).toBe(0);
    expect(done.out).toMatch(/^csk_[A-Za-z0-9_-]{43}$/);
    expect(done.notes).toContain("of agent chatgpt");
    expect(done.notes).not.toContain(done.out);
  });

  test("makes a key for the default agent when none is named", async () => {
    expect(await openTerminal().json("keys", "create")).toMatchObject({
      agent: "default",
      key: expect.stringMatching(/^csk_/),
    });
  });

  test("refuses a name that would be hard to type", async () => {
    expect((await openTerminal().run("keys", "create", "two words")).code).toBe(2);
  });
});

describe("keys list", () => {
  test("shows whose key is which, and when it was revoked, but no key", async () => {
    const terminal = openTerminal();
    const first = await terminal.run("keys", "create", "chatgpt");
    await terminal.run("keys", "create", "other");
    const [one] = (await terminal.json("keys", "list")) as { id: string }[];
    await terminal.run("keys", "revoke", one?.id ?? "");
    expect(await terminal.json("keys", "list")).toMatchObject([
      { id: one?.id, agent: "chatgpt", revokedAt: expect.any(String) },
      { agent: "other" },
    ]);
    const { out } = await terminal.run("keys", "list");
    expect(out.split("\n")).toHaveLength(3);
    expect(out).not.toContain(first.out);
  });

  test("says how to make the first key when there is none", async () => {
    const terminal = openTerminal();
    terminal.makeDatabase();
    expect(await terminal.run("keys", "list")).toEqual({
      code: 0,
      out: "",
      notes: "There are no keys yet. Make one: checkstand keys create",
    });
    expect(await terminal.json("keys", "list")).toEqual([]);
  });
});

test("keys revoke fails on a key nobody knows", async () => {
  const done = await openTerminal().run("keys", "revoke", "key_none");
  expect(done).toMatchObject({ code: 1, out: "" });
});

describe("keys sign-with", () => {
  test("makes a shared secret and shows it this once", async () => {
    const terminal = openTerminal();
    await terminal.run("keys", "create", "chatgpt");
    const done = await terminal.run(
      "keys",
      "sign-with",
      "chatgpt",
      "--algorithm",
      "hmac-sha256",
      "--generate",
      "--timestamp",
    );
    expect(done.code).toBe(0);
    expect(done.out).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const shown = await terminal.run("keys", "show", "chatgpt");
    expect(shown.out).toContain("hmac-sha256 over the raw body with timestamp");
    expect(shown.out).not.toContain(done.out);
    expect(JSON.stringify(await terminal.json("keys", "show", "chatgpt"))).not.toContain(done.out);
  });

  test.each(["ed25519", "es256"] as const)("takes the agent's public key for %s", async (algorithm) => {
    const terminal = openTerminal();
    await terminal.run("keys", "create", "chatgpt");
    terminal.file("agent.pem", publicKey(algorithm));
    const words = ["--algorithm", algorithm, "--key-file", "agent.pem", "--payload", "canonical"];
    expect((await terminal.run("keys", "sign-with", "chatgpt", ...words)).code).toBe(0);
    expect(await terminal.json("keys", "show", "chatgpt")).toMatchObject({
      signature: { algorithm, payload: "canonical" },
    });
  });

  const privateKey = generateKeyPairSync("ed25519")
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
  test.each([
    ["a private key", "ed25519", privateKey, "which only the agent may have"],
    ["a key of another kind", "ed25519", publicKey("es256"), "is not a public key for ed25519"],
    ["a key of another curve", "es256", publicKey("p384"), "is not a public key for es256"],
    ["what is no key", "es256", "key", "is not a public key for es256"],
    ["an empty secret", "hmac-sha256", "\n", "is empty"],
  ])("refuses %s", async (_, algorithm, content, note) => {
    const terminal = openTerminal();
    await terminal.run("keys", "create", "chatgpt");
    terminal.file("key", content);
    const done = await terminal.run(
      "keys",
      "sign-with",
      "chatgpt",
      "--algorithm",
      algorithm,
      "--key-file",
      "key",
    );
    expect(done).toMatchObject({ code: 2, out: "" });
    expect(done.notes).toContain(note);
    expect(await terminal.json("keys", "show", "chatgpt")).not.toHaveProperty("signature");
  });

  test("asks for no signature any more with --off", async () => {
    const terminal = openTerminal();
    await terminal.run("keys", "create", "chatgpt");
    await terminal.run("keys", "sign-with", "chatgpt", "--algorithm", "hmac-sha256", "--generate");
    expect((await terminal.run("keys", "sign-with", "chatgpt", "--off")).code).toBe(0);
    expect((await terminal.run("keys", "show", "chatgpt")).out).toMatch(/Requests are signed +no/);
  });
});

describe("keys notify", () => {
  test("keeps the last secret beside the new one, so that a rotation loses nothing", async () => {
    const terminal = openTerminal();
    await terminal.run("keys", "create", "chatgpt");
    const first = await terminal.run(
      "keys",
      "notify",
      "chatgpt",
      "--url",
      "https://agent.example/o",
      "--new-secret",
    );
    expect(first.out).toMatch(/^whsec_[A-Za-z0-9_-]{43}$/);
    for (const secrets of [2, 2]) {
      await terminal.run("keys", "notify", "chatgpt", "--new-secret");
      expect(await terminal.json("keys", "show", "chatgpt")).toMatchObject({
        webhook: { url: "https://agent.example/o", secrets },
      });
    }
  });

  test("forgets the last secret when the agent has the new one", async () => {
    const terminal = openTerminal();
    await terminal.run("keys", "create", "chatgpt");
    await terminal.run("keys", "notify", "chatgpt", "--url", "https://agent.example/o", "--new-secret");
    await terminal.run("keys", "notify", "chatgpt", "--new-secret");
    expect((await terminal.run("keys", "notify", "chatgpt", "--retire-old")).code).toBe(0);
    expect(await terminal.json("keys", "show", "chatgpt")).toMatchObject({ webhook: { secrets: 1 } });
  });

  test("changes what is named and leaves the rest", async () => {
    const terminal = openTerminal();
    await terminal.run("keys", "create", "chatgpt");
    await terminal.run(
      "keys",
      "notify",
      "chatgpt",
      "--url",
      "https://agent.example/o",
      "--new-secret",
      "--header",
      "Acme-Signature",
    );
    await terminal.run("keys", "notify", "chatgpt", "--signature", "hex", "--event-names", "order.created");
    expect(await terminal.json("keys", "show", "chatgpt")).toMatchObject({
      webhook: {
        url: "https://agent.example/o",
        header: "Acme-Signature",
        signature: "hex",
        eventNames: "order.created",
        secrets: 1,
      },
    });
  });

  test.each([
    ["no address", ["--new-secret"], "--url must be"],
    ["an address that is none", ["--url", "agent.example", "--new-secret"], "--url must be"],
    ["no secret", ["--url", "https://agent.example"], "Events are signed"],
    ["two secrets", ["--new-secret", "--secret-file", "x"], "Take one of"],
    [
      "a header that is none",
      ["--url", "https://agent.example", "--new-secret", "--header", "a b"],
      "--header must be",
    ],
  ])("refuses %s", async (_, words, note) => {
    const terminal = openTerminal();
    await terminal.run("keys", "create", "chatgpt");
    const done = await terminal.run("keys", "notify", "chatgpt", ...words);
    expect(done.code).toBe(2);
    expect(done.notes).toContain(note);
  });

  test("sends to https alone from a shop on the internet, which would never call another address", async () => {
    const terminal = openTerminal({ environment: { PUBLIC_BASE_URL: "https://shop.example" } });
    terminal.file("shop.toml", smallestShop);
    await terminal.run("keys", "create", "chatgpt");
    const tell = (url: string) => terminal.run("keys", "notify", "chatgpt", "--url", url, "--new-secret");
    expect(await tell("http://agent.example/orders")).toMatchObject({
      code: 2,
      notes: expect.stringContaining("--url must be an https address"),
    });
    expect((await tell("https://agent.example/orders")).code).toBe(0);
  });

  test("needs an agent", async () => {
    const terminal = openTerminal();
    terminal.makeDatabase();
    const done = await terminal.run(
      "keys",
      "notify",
      "nobody",
      "--url",
      "https://agent.example",
      "--new-secret",
    );
    expect(done).toMatchObject({ code: 1, notes: expect.stringContaining("checkstand keys create nobody") });
  });
});

test("keys speak says what a request without version means, and takes it back", async () => {
  const terminal = openTerminal();
  await terminal.run("keys", "create", "chatgpt");
  const words = ["--default-version", "2025-09-29", "--complete-status", "201"];
  expect(await terminal.json("keys", "speak", "chatgpt", ...words)).toMatchObject({
    acp: { defaultVersion: "2025-09-29", completeStatus: 201 },
  });
  expect(await terminal.json("keys", "speak", "chatgpt", "--default-version", "none")).toHaveProperty("acp", {
    completeStatus: 201,
  });
  expect((await terminal.run("keys", "speak", "chatgpt", "--default-version", "latest")).code).toBe(2);
});

test("keys speak says which profiles an agent's keys may present, and takes it back", async () => {
  const terminal = openTerminal();
  await terminal.run("keys", "create", "chatgpt");
  const profiles = ["https://platform.example", "https://platform.example/older"];
  const speak = (...words: string[]) => terminal.json("keys", "speak", "chatgpt", "--profile", ...words);
  expect(await speak(...profiles)).toMatchObject({
    ucp: { profiles: ["https://platform.example/", "https://platform.example/older"] },
  });
  expect((await terminal.run("keys", "show", "chatgpt")).out).toContain("https://platform.example/older");
  expect(await speak("none")).toHaveProperty("ucp", {});
  expect((await terminal.run("keys", "speak", "chatgpt", "--profile", "platform.example")).code).toBe(2);
});
