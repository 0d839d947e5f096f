import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type Agreement, changeAgreement, createKey, revokeKey } from "../../src/agents/administration.ts";
import { seedDefaultAgent, webhookTo } from "../../src/agents/seed.ts";
import { instant } from "../../src/clock.ts";
import { asId, type KeyId } from "../../src/ids.ts";
import { openAgentsDatabase } from "./agents-database.ts";

const now = instant(1_800_000_000_000);
const later = instant(now + 1000);
let shop: ReturnType<typeof openAgentsDatabase>;
beforeEach(() => {
  shop = openAgentsDatabase();
});
afterEach(() => shop.close());

describe("a key", () => {
  test("is csk_ and 32 random bytes, of which the database holds a hash and a hint", async () => {
    const { secret, key } = await shop.write((agents) => createKey(agents, "first", now));
    expect(secret).toMatch(/^csk_[A-Za-z0-9_-]{43}$/);
    const [stored] = await shop.reads.keys();
    expect(stored).toEqual({ ...key, hash: stored?.hash ?? key.hash, revokedAt: undefined });
    expect(stored?.hint).toBe(`${secret.slice(0, 8)}…`);
    expect(Buffer.from(stored?.hash ?? []).toString("hex")).toBe(
      new Bun.SHA256().update(secret).digest("hex"),
    );
  });

  test("is revoked once", async () => {
    const { key } = await shop.write((agents) => createKey(agents, "first", now));
    expect(await shop.write((agents) => revokeKey(agents, key.id, later))).toBe("revoked");
    expect(await shop.write((agents) => revokeKey(agents, key.id, later))).toBe("revoked_before");
    expect((await shop.reads.keys()).map((stored) => stored.revokedAt)).toEqual([later]);
  });

  test("that nobody knows cannot be revoked", async () => {
    expect(await shop.write((agents) => revokeKey(agents, asId<KeyId>("key_none"), now))).toBe("unknown");
  });

  test("of the environment is revoked there", async () => {
    await shop.write((agents) => seedDefaultAgent(agents, { apiKey: "from-the-environment" }, now));
    const [key] = await shop.reads.keys();
    const revocation = await shop.write((agents) => revokeKey(agents, key?.id ?? asId<KeyId>(""), now));
    expect(revocation).toBe("from_environment");
  });
});

describe("what is agreed with an agent", () => {
  const signature = { algorithm: "ed25519", key: "PEM", payload: "raw", withTimestamp: true } as const;

  test("changes in the parts that are named", async () => {
    const { agent } = await shop.write((agents) => createKey(agents, "first", now));
    await shop.write((agents) =>
      changeAgreement(agents, "first", { signature, acp: { completeStatus: 201 } }, now),
    );
    await shop.write((agents) =>
      changeAgreement(agents, "first", { acp: { defaultVersion: "2025-09-29" } }, now),
    );
    expect(await shop.reads.byName("first")).toEqual({
      ...agent,
      signature,
      acp: { completeStatus: 201, defaultVersion: "2025-09-29" },
    });
  });

  test("is taken back by undefined", async () => {
    const { agent } = await shop.write((agents) => createKey(agents, "first", now));
    await shop.write((agents) => changeAgreement(agents, "first", { signature }, now));
    await shop.write((agents) => changeAgreement(agents, "first", { signature: undefined }, now));
    expect(await shop.reads.byName("first")).toEqual(agent);
  });

  test("to be told of orders, taken back, says that nobody is to be warned of what is kept", async () => {
    const { agent } = await shop.write((agents) => createKey(agents, "default", now));
    const webhook = webhookTo("https://agent.example/orders", "whsec_1");
    const agreeOn = (agreement: Agreement) =>
      shop.write((agents) => changeAgreement(agents, "default", agreement, now));
    expect(agent.isToldNothing).toBeUndefined();
    await agreeOn({ webhook: undefined });
    expect((await shop.reads.byName("default"))?.isToldNothing).toBe(true);
    await agreeOn({ signature });
    expect((await shop.reads.byName("default"))?.isToldNothing).toBe(true);
    await agreeOn({ webhook });
    expect((await shop.reads.byName("default"))?.isToldNothing).toBeUndefined();
    await agreeOn({ webhook: undefined });
    const seeded = { url: webhook.url, secret: "whsec_2" };
    await shop.write((agents) => seedDefaultAgent(agents, { webhook: seeded }, now));
    expect((await shop.reads.byName("default"))?.isToldNothing).toBeUndefined();
  });

  test("needs an agent", async () => {
    const change = await shop.write((agents) => changeAgreement(agents, "nobody", { signature }, now));
    expect(change).toEqual({ kind: "unknown_agent" });
  });

  test("is left alone where the environment decides", async () => {
    await shop.write((agents) => seedDefaultAgent(agents, { signatureKey: "shared" }, now));
    const change = await shop.write((agents) => changeAgreement(agents, "default", { signature }, now));
    expect(change).toEqual({ kind: "from_environment", part: "signature" });
    expect((await shop.reads.byName("default"))?.signature?.key).toBe("shared");
  });
});
