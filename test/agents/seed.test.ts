import { afterEach, beforeEach, expect, test } from "bun:test";
import { changeAgreement, createKey, revokeKey } from "../../src/agents/administration.ts";
import { openAgentDirectory } from "../../src/agents/directory.ts";
import { type AgentSeed, SeedRefused, seedDefaultAgent } from "../../src/agents/seed.ts";
import { instant } from "../../src/clock.ts";
import { openAgentsDatabase } from "./agents-database.ts";

const now = instant(1_800_000_000_000);
let shop: ReturnType<typeof openAgentsDatabase>;
beforeEach(() => {
  shop = openAgentsDatabase();
});
afterEach(() => shop.close());

const start = (seed: AgentSeed) => shop.write((agents) => seedDefaultAgent(agents, seed, now));
const opens = async (secret: string) => (await openAgentDirectory(shop.reads)).authenticate(secret)?.name;

test("an empty environment makes no agent", async () => {
  await start({});
  expect(await shop.reads.all()).toEqual([]);
});

test("COMMERCE_API_KEY opens for the default agent, start after start", async () => {
  await start({ apiKey: "one" });
  await start({ apiKey: "one" });
  expect(await opens("one")).toBe("default");
  expect(await shop.reads.keys()).toHaveLength(1);
});

test("a changed COMMERCE_API_KEY takes the place of the old one", async () => {
  await start({ apiKey: "one" });
  await start({ apiKey: "two" });
  expect([await opens("one"), await opens("two")]).toEqual([undefined, "default"]);
});

test("a COMMERCE_API_KEY that is gone opens no more, until it is back", async () => {
  await start({ apiKey: "one" });
  await start({});
  expect(await opens("one")).toBeUndefined();
  await start({ apiKey: "one" });
  expect(await opens("one")).toBe("default");
});

test("keys made for the default agent open beside the one of the environment", async () => {
  await start({ apiKey: "one" });
  const { secret } = await shop.write((agents) => createKey(agents, "default", now));
  await start({ apiKey: "two" });
  expect(await opens(secret)).toBe("default");
});

test("a key made for the default agent may become COMMERCE_API_KEY", async () => {
  const { secret } = await shop.write((agents) => createKey(agents, "default", now));
  await start({ apiKey: secret });
  expect(await opens(secret)).toBe("default");
  expect(await shop.reads.keys()).toHaveLength(1);
});

test("another agent's key is refused as COMMERCE_API_KEY", async () => {
  const { secret } = await shop.write((agents) => createKey(agents, "other", now));
  expect(start({ apiKey: secret })).rejects.toThrow(SeedRefused);
  expect(await opens(secret)).toBe("other");
});

test("a revoked key is refused as COMMERCE_API_KEY, without being repeated", async () => {
  const { secret, key } = await shop.write((agents) => createKey(agents, "default", now));
  await shop.write((agents) => revokeKey(agents, key.id, now));
  const refusal = await start({ apiKey: secret }).catch((error: Error) => error.message);
  expect(refusal).toBe(`COMMERCE_API_KEY is the key ${key.id}, which was revoked. Set it to another one.`);
});

test("AGENT_SIGNATURE_KEY turns signatures on, and off again when it is gone", async () => {
  await start({ apiKey: "one", signatureKey: "shared" });
  expect((await shop.reads.byName("default"))?.signature).toEqual({
    algorithm: "hmac-sha256",
    key: "shared",
    payload: "raw",
    withTimestamp: false,
  });
  await start({ apiKey: "one" });
  expect((await shop.reads.byName("default"))?.signature).toBeUndefined();
});

test("a webhook comes and goes with its variables", async () => {
  await start({ webhook: { url: "https://agent.example/orders", secret: "s3cret" } });
  expect((await shop.reads.byName("default"))?.webhook).toMatchObject({
    url: "https://agent.example/orders",
    secrets: ["s3cret"],
    header: "Merchant-Signature",
    signature: "timestamped",
  });
  await start({});
  expect((await shop.reads.byName("default"))?.webhook).toBeUndefined();
});

test("what the environment never decided stays as the database has it", async () => {
  await start({ apiKey: "one" });
  const signature = { algorithm: "ed25519", key: "PEM", payload: "raw", withTimestamp: true } as const;
  await shop.write((agents) =>
    changeAgreement(agents, "default", { signature, acp: { completeStatus: 201 } }, now),
  );
  await start({ apiKey: "one" });
  expect(await shop.reads.byName("default")).toMatchObject({ signature, acp: { completeStatus: 201 } });
});

test("a start that changes nothing writes nothing", async () => {
  const seed = { apiKey: "one", signatureKey: "shared", webhook: { url: "https://a.example", secret: "s" } };
  await start(seed);
  let written = 0;
  await shop.write((agents) =>
    seedDefaultAgent(
      {
        byName: (name) => agents.byName(name),
        keys: () => agents.keys(),
        async put() {
          written += 1;
        },
        async putKey() {
          written += 1;
        },
        async revokeKey() {
          written += 1;
        },
      },
      seed,
      now,
    ),
  );
  expect(written).toBe(0);
});

test("a changed AGENT_WEBHOOK_SECRET is rotated: the one before it is kept beside it", async () => {
  const url = "https://agent.example/orders";
  for (const secret of ["one", "two", "two"]) await start({ webhook: { url, secret } });
  const [agent] = await shop.reads.all();
  expect(agent?.webhook).toMatchObject({ secrets: ["two", "one"], rotatedAt: now });
  await start({ webhook: { url: "https://other.example/orders", secret: "two" } });
  expect((await shop.reads.all())[0]?.webhook?.secrets).toEqual(["two"]);
});
