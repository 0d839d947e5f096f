import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { instant, SECOND, toRfc3339 } from "../../src/clock.ts";
import { newestWire } from "../../src/protocols/acp/versions.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { openTerminal } from "../cli/terminal.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

/** Agents who sign in every way there is: agreed by command, signed by command, checked by the server. */

const algorithms = ["hmac-sha256", "ed25519", "es256"] as const;
const ways = algorithms.flatMap((algorithm) =>
  (["raw", "canonical"] as const).flatMap((payload) =>
    [false, true].map((withTimestamp) => ({
      algorithm,
      payload,
      withTimestamp,
      agent: `${algorithm}.${payload}.${withTimestamp ? "timed" : "plain"}`,
    })),
  ),
);
type Way = (typeof ways)[number];

const clock = stoppedClock();
const terminal = openTerminal();
const bearers = new Map<string, string>();
let shop: ServedShop;

beforeAll(async () => {
  terminal.file("hmac-sha256.private", "a shared secret");
  terminal.file("hmac-sha256.public", "a shared secret");
  writePair("ed25519", generateKeyPairSync("ed25519"));
  writePair("es256", generateKeyPairSync("ec", { namedCurve: "P-256" }));
  for (const { agent, algorithm, payload, withTimestamp } of ways) {
    const created = await terminal.run("keys", "create", agent);
    bearers.set(agent, created.out);
    const agreement = ["--algorithm", algorithm, "--payload", payload, "--key-file", `${algorithm}.public`];
    const { code } = await terminal.run(
      "keys",
      "sign-with",
      agent,
      ...agreement,
      ...(withTimestamp ? ["--timestamp"] : []),
    );
    if (code !== 0) throw new Error(agent);
  }
  shop = await serveShop({ clock, folder: terminal.directory });
});
afterAll(() => shop[Symbol.asyncDispose]());

function writePair(name: string, { publicKey, privateKey }: ReturnType<typeof generateKeyPairSync>): void {
  terminal.file(`${name}.public`, publicKey.export({ type: "spki", format: "pem" }).toString());
  terminal.file(`${name}.private`, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
}

const body = JSON.stringify(Object.values(newestWire.create.examples)[0]);
const reordered = JSON.stringify(
  Object.fromEntries(Object.entries(JSON.parse(body)).toReversed()),
  undefined,
  2,
);

interface Signed {
  readonly Signature: string;
  readonly Timestamp: string;
}

/** What `checkstand sign` makes for a body as this agent signs. */
async function sign(
  { algorithm, payload, withTimestamp }: Way,
  text: string,
  at = clock.now(),
): Promise<Signed> {
  terminal.file("body.json", text);
  return (await terminal.json(
    ...["sign", "body.json", "--algorithm", algorithm, "--payload", payload],
    ...["--key-file", `${algorithm}.private`, "--timestamp", toRfc3339(instant(at))],
    ...(withTimestamp ? ["--sign-timestamp"] : []),
  )) as Signed;
}

async function post(way: Way, path: string, text: string | undefined, signed: Partial<Signed>) {
  const response = await shop.fetch(path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${bearers.get(way.agent)}`,
      "api-version": newestWire.version,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
      ...signed,
    },
    ...(text === undefined ? {} : { body: text }),
  });
  return { status: response.status, answer: (await response.json()) as { id: string; code?: string } };
}

const create = (way: Way, text: string, signed: Partial<Signed>) =>
  post(way, "/checkout_sessions", text, signed);

describe.each(ways)("$algorithm, $payload, timestamp signed: $withTimestamp", (way) => {
  test("a request signed as agreed is let in", async () => {
    expect((await create(way, body, await sign(way, body))).status).toBe(201);
  });

  test("one that is not is refused, and nothing is made", async () => {
    for (const signed of [{}, await sign(way, body.replace("usd", "eur"))]) {
      const { status, answer } = await create(way, body, signed);
      expect([status, answer.code]).toEqual([401, "invalid_signature"]);
    }
  });

  test(`the same JSON in other bytes is ${way.payload === "raw" ? "another" : "the same"}`, async () => {
    const { status } = await create(way, reordered, await sign(way, body));
    expect(status).toBe(way.payload === "raw" ? 401 : 201);
  });

  test("the window is 300 seconds, both ways", async () => {
    const statuses = [];
    for (const seconds of [-301, -300, 300, 301]) {
      const signed = await sign(way, body, instant(clock.now() + seconds * SECOND));
      statuses.push((await create(way, body, signed)).status);
    }
    expect(statuses).toEqual([401, 201, 201, 401]);
  });
});

test("carts and updates are signed as well; what has no body is not", async () => {
  const [way] = ways;
  if (!way) throw new Error("there are twelve");
  const cart = JSON.stringify({ line_items: [{ id: "canvas-tote" }] });
  expect((await post(way, "/carts", cart, {})).status).toBe(401);
  expect((await post(way, "/carts", cart, await sign(way, cart))).status).toBe(201);
  const { id } = (await create(way, body, await sign(way, body))).answer;
  expect((await post(way, `/checkout_sessions/${id}`, "{}", {})).status).toBe(401);
  expect((await post(way, `/checkout_sessions/${id}`, "{}", await sign(way, "{}"))).status).toBe(200);
  expect((await post(way, `/checkout_sessions/${id}/cancel`, undefined, {})).status).toBe(200);
});
