import { afterEach, beforeEach, expect, test } from "bun:test";
import { createKey, revokeKey } from "../../src/agents/administration.ts";
import { openAgentDirectory } from "../../src/agents/directory.ts";
import { instant } from "../../src/clock.ts";
import { openAgentsDatabase } from "./agents-database.ts";

const now = instant(1_800_000_000_000);
let shop: ReturnType<typeof openAgentsDatabase>;
beforeEach(() => {
  shop = openAgentsDatabase();
});
afterEach(() => shop.close());

test("each key opens for its own agent", async () => {
  const first = await shop.write((agents) => createKey(agents, "first", now));
  const second = await shop.write((agents) => createKey(agents, "second", now));
  const directory = await openAgentDirectory(shop.reads);
  expect(directory.authenticate(first.secret)).toEqual(first.agent);
  expect(directory.authenticate(second.secret)).toEqual(second.agent);
  expect(directory.agent(second.agent.id)?.name).toBe("second");
});

test("an agent has as many keys as it is given", async () => {
  const one = await shop.write((agents) => createKey(agents, "first", now));
  const other = await shop.write((agents) => createKey(agents, "first", now));
  const directory = await openAgentDirectory(shop.reads);
  expect(one.agent.id).toBe(other.agent.id);
  expect(directory.authenticate(one.secret)?.id).toBe(one.agent.id);
  expect(directory.authenticate(other.secret)?.id).toBe(one.agent.id);
});

test("nothing but the whole key opens", async () => {
  const { secret } = await shop.write((agents) => createKey(agents, "first", now));
  const directory = await openAgentDirectory(shop.reads);
  for (const wrong of [
    "",
    "csk_",
    secret.slice(0, -1),
    `${secret}x`,
    secret.toUpperCase(),
    secret.slice(4),
  ]) {
    expect(directory.authenticate(wrong)).toBeUndefined();
  }
});

test("a revoked key is shut out once the directory has been reloaded", async () => {
  const { secret, key } = await shop.write((agents) => createKey(agents, "first", now));
  const directory = await openAgentDirectory(shop.reads);
  await shop.write((agents) => revokeKey(agents, key.id, now));
  expect(directory.authenticate(secret)).toBeDefined();
  await directory.reload();
  expect(directory.authenticate(secret)).toBeUndefined();
});

test("a key made by another process opens once the directory has been reloaded", async () => {
  const directory = await openAgentDirectory(shop.reads);
  const { secret, agent } = await shop.write((agents) => createKey(agents, "late", now));
  expect(directory.authenticate(secret)).toBeUndefined();
  await directory.reload();
  expect(directory.authenticate(secret)?.id).toBe(agent.id);
});

test("what another process changed counts from the next refresh on, and nothing is read while nothing changed", async () => {
  let version = 1;
  let looks = 0;
  const reads = {
    all: () => shop.reads.all(),
    hosts: () => shop.reads.hosts(),
    keys: () => {
      looks += 1;
      return shop.reads.keys();
    },
  };
  const { secret, key } = await shop.write((agents) => createKey(agents, "first", now));
  const directory = await openAgentDirectory(reads, () => version);
  await directory.refresh();
  expect(looks).toBe(1);
  await shop.write((agents) => revokeKey(agents, key.id, now));
  version = 2;
  await Promise.all([directory.refresh(), directory.refresh()]);
  expect(directory.authenticate(secret)).toBeUndefined();
  expect(looks).toBe(2);
});
