import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeNative } from "../../src/catalog/native.ts";
import { certifyShop } from "../../src/certify/certify-shop.ts";
import { checks } from "../../src/certify/checks.ts";
import type { Report } from "../../src/certify/report.ts";
import { type Clock, instant, systemClock } from "../../src/clock.ts";
import { demoCatalog } from "../../src/demo/catalog.ts";
import { demoApiKey, demoShop } from "../../src/demo/shop.ts";
import type { Currency } from "../../src/money.ts";
import { releasedWires } from "../../src/protocols/acp/versions.ts";
import { openTerminal, type TestTerminal } from "../cli/terminal.ts";
import { makeShopOnDemoTerms, shopOnDemoTerms } from "../demo-goods.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { lastingPort } from "../lasting-port.ts";
import { grantToken } from "../payments/stripe.ts";
import { ucpVersions } from "../protocols/ucp/platform.ts";
import { SECRET_KEY, startStripeStandIn } from "../stripe/stand-in.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type Spoil, serveSpoiled } from "./spoiled-shop.ts";

/** A run asks some hundred times: how long that takes is for no test to say; this ends one that hangs, ms. */
setDefaultTimeout(300_000);

const newest = releasedWires.at(-1)?.version ?? "";

/** Gives the report in a folder, as it was written. */
function reportIn(terminal: TestTerminal, folder = "evidence"): Report {
  return JSON.parse(readFileSync(join(terminal.directory, folder, "report.json"), "utf8"));
}

const idsOf = ({ results }: Pick<Report, "results">, result: string) => [
  ...new Set(results.filter((each) => each.result === result).map(({ id }) => id)),
];

describe("the demo shop, with everything agreed that can be", () => {
  const secrets = {
    AGENT_SIGNATURE_KEY: "sig_only_the_agent_and_we_know",
    AGENT_WEBHOOK_SECRET: "whsec_only_the_agent_and_we_know",
  };
  const port = lastingPort();
  const environment = {
    PORT: String(port),
    RATE_LIMIT: "500",
    AGENT_WEBHOOK_URL: `http://127.0.0.1:${lastingPort()}/orders`,
    ...secrets,
  };
  let shop: ServedShop;
  let terminal: TestTerminal;
  let done: Awaited<ReturnType<TestTerminal["run"]>>;
  let report: Report;
  beforeAll(async () => {
    shop = await serveShop({ environment });
    terminal = openTerminal({ environment, directory: shop.folder });
    done = await terminal.run("certify", "--out", "evidence");
    report = reportIn(terminal);
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  test("passes every check in all five versions; skipped is only what cannot be seen here", () => {
    expect(idsOf(report, "failed")).toEqual([]);
    expect(done.code).toBe(0);
    expect(report.versions).toEqual(releasedWires.map(({ version }) => version).toReversed());
    const mayBeSkipped = [
      "tokenization.delegate",
      "errors.expired-session",
      "transport.tls",
      "transport.egress",
      "assistants.challenge",
    ];
    expect(idsOf(report, "skipped").filter((id) => !mayBeSkipped.includes(id))).toEqual([]);
    for (const { id, scope } of checks) {
      const results = report.results.filter((result) => result.id === id);
      expect([id, results.length]).toEqual([id, scope === "once" ? 1 : 5]);
    }
  });

  test("prints a line a check, what was skipped with its reason, and where the evidence is", () => {
    expect(done.out).toMatch(/^AREA +CHECK +RESULT +TIME$/m);
    expect(done.out).toMatch(/^Order completion +completion\.order +passed in all 5 +\d+ ms$/m);
    expect(done.out).toMatch(/^ {2}transport\.egress: .*chatgpt-connectors\.json/m);
    expect(done.notes).toBe(`The evidence is in ${join(terminal.directory, "evidence")}.`);
  });

  test("leaves evidence of what was asked and answered, for every claim", () => {
    const completion = report.results.find(
      ({ id, version }) => id === "completion.order" && version === newest,
    );
    expect(completion?.confirmed).toContain(`it is schema-valid for ${newest}`);
    expect(
      completion?.exchanges.map(({ method, answer }) => [method, answer?.status, answer?.schema]),
    ).toEqual([
      ["POST", 201, "valid"],
      ["POST", 200, "valid"],
      ["GET", 200, undefined],
    ]);
    const silent = report.results.filter(
      ({ result, confirmed, exchanges, id }) =>
        result === "passed" &&
        (confirmed.length === 0 || (exchanges.length === 0 && id !== "transport.times")),
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
    const markdown = readFileSync(join(terminal.directory, "evidence/report.md"), "utf8");
    expect(markdown).toStartWith(`# Launch certification of http://localhost:${port}\n`);
    for (const { requirement } of checks) expect(markdown).toContain(requirement);
    expect(markdown).toContain(`> POST http://localhost:${port}/checkout_sessions/cs_`);
  });

  test("leaves no key, token, signature, e-mail or address in the evidence", () => {
    for (const file of ["report.json", "report.md"]) {
      const evidence = readFileSync(join(terminal.directory, "evidence", file), "utf8");
      for (const secret of [demoApiKey, ...Object.values(secrets), "spt_sandbox", "v1="]) {
        expect(evidence).not.toContain(secret);
      }
      // The digits of a random id may be those of a postal code.
      expect(evidence).not.toMatch(/@example|Jane|Golden Gate|\b94102\b|14155550123/);
      expect(evidence).not.toMatch(/\/orders\/[A-Za-z0-9_-]{10}/);
      expect(evidence).not.toMatch(/"signature": "(?!\[redacted\])/i);
    }
  });

  test("has the orders that the report names, so that they can be put away", async () => {
    expect(report.orders).toHaveLength(new Set(report.orders).size);
    expect(report.orders.length).toBeGreaterThanOrEqual(5);
    for (const id of report.orders) {
      expect((await terminal.run("orders", "show", id)).code).toBe(0);
    }
  });
});

describe("the demo shop, as it comes", () => {
  let shop: ServedShop;
  const port = lastingPort();
  beforeAll(async () => {
    shop = await serveShop({ environment: { PORT: String(port) } });
  });
  afterAll(() => shop[Symbol.asyncDispose]());
  const terminalFor = (environment = {}) =>
    openTerminal({ environment: { PORT: String(port), RATE_LIMIT: "off", ...environment } });

  test("is certified by the program itself: result to stdout, the code to the shell", async () => {
    const { directory } = terminalFor();
    const child = Bun.spawn(
      [
        process.execPath,
        join(import.meta.dir, "../../src/main.ts"),
        "certify",
        "--json",
        "--api-version",
        newest,
      ],
      {
        cwd: directory,
        env: { PORT: String(port), RATE_LIMIT: "off" },
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe",
      },
    );
    const [out, notes] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    expect(await child.exited).toBe(0);
    const brief = JSON.parse(out);
    expect(brief).toMatchObject({ versions: [newest], counts: { failed: 0 } });
    expect(notes).toBe(`The evidence is in ${brief.folder}.\n`);
    expect(existsSync(join(brief.folder, "report.md"))).toBe(true);
  });

  test("buys what it is told to, and sends it where it is told to", async () => {
    const terminal = terminalFor();
    terminal.file(
      "address.json",
      JSON.stringify({
        name: "A. Reader",
        line_one: "1 Main Street",
        city: "Portland",
        state: "OR",
        country: "US",
        postal_code: "97201",
      }),
    );
    const words = ["--item", "enamel-mug-navy", "--address", "address.json", "--api-version", newest];
    const report = (await terminal.json("certify", ...words)) as Report;
    expect(report).toMatchObject({ item: "enamel-mug-navy", counts: { failed: 0 } });
    // One by the agent's own token, one by a delegated card, and one in each version of UCP.
    expect(report.orders).toHaveLength(2 + ucpVersions.length);
  });

  test.each([
    [
      "a version nobody serves",
      ["--api-version", "2020-02-02"],
      2,
      "--api-version must be all, or one of 2026-04-17",
    ],
    ["an address that is none", ["--url", "shop.example"], 2, "--url must be an address"],
    ["a file that holds no address", ["--address", "note.json"], 2, "must hold an address"],
    ["a key that opens nothing", ["--key", "csk_nobody"], 1, "The shop does not know this key (401)"],
    ["a folder that cannot be", ["--out", "note.json/evidence"], 1, "Cannot make the folder"],
  ])("is not certified with %s", async (_, words, code, note) => {
    const terminal = terminalFor();
    terminal.file("note.json", "{}");
    const done = await terminal.run("certify", ...words);
    expect(done).toMatchObject({ code, out: "" });
    expect(done.notes).toContain(note);
  });

  /** What is wrong with the shop behind each, and the checks that must notice it. */
  const spoils: readonly (readonly [title: string, failing: readonly string[], spoil: Spoil])[] = [
    [
      "that answers strangers",
      ["access.no-key", "access.wrong-key"],
      (_, { status }) => (status === 401 ? { status: 400 } : undefined),
    ],
    [
      "that sends a field its version does not know",
      ["shipping.other-option"],
      (request, { body }) =>
        request.url.endsWith("/cancel") || body.selected_fulfillment_options?.[0]?.option_id !== "express"
          ? undefined
          : { body: { ...body, extra: true } },
    ],
    [
      "whose rows do not come to the total",
      ["sessions.address-added", "sessions.with-address", "shipping.other-option"],
      (_, { body }) => {
        if (body.status !== "ready_for_payment") return undefined;
        const totals = body.totals.map((row: { type: string; amount: number }) =>
          row.type === "fulfillment" ? { ...row, amount: row.amount + 1 } : row,
        );
        return { body: { ...body, totals } };
      },
    ],
    [
      "that makes a new order of a repeated request",
      ["tokenization.delegate", "idempotency.create", "idempotency.complete"],
      (_, { headers, body }) =>
        headers.get("idempotent-replayed") ? { body: { ...body, id: crypto.randomUUID() } } : undefined,
    ],
    [
      "that keeps quiet about a decline",
      ["errors.declined"],
      (_, { body }) =>
        body.messages?.some(({ code }: { code?: string }) => code === "payment_declined")
          ? { body: { ...body, messages: [] } }
          : undefined,
    ],
    [
      "without a privacy policy",
      ["links.present"],
      (_, { body }) =>
        body.links && {
          body: {
            ...body,
            links: body.links.filter(({ type }: { type: string }) => type !== "privacy_policy"),
          },
        },
    ],
    [
      "whose tools say not whether they reach further than the shop",
      ["assistants.tools"],
      (_, { body }) =>
        body.result?.tools && {
          body: {
            ...body,
            result: {
              ...body.result,
              tools: body.result.tools.map((tool: object) => ({
                ...tool,
                annotations: { readOnlyHint: true },
              })),
            },
          },
        },
    ],
    [
      "that tells models nothing of what went wrong",
      ["assistants.refusals"],
      (_, { body }) => body.result?.isError && { body: { ...body, result: { ...body.result, content: [] } } },
    ],
    [
      "whose checkout leads nowhere",
      ["assistants.way-to-pay"],
      (_, { body }) =>
        body.result?.structuredContent?.url && {
          body: {
            ...body,
            result: {
              ...body.result,
              structuredContent: { ...body.result.structuredContent, url: `${shop.server.url}/carts/none` },
            },
          },
        },
    ],
    [
      "whose widgets are of another kind",
      ["assistants.widgets"],
      (_, { body }) =>
        body.result?.contents?.[0] && {
          body: {
            ...body,
            result: {
              ...body.result,
              contents: [{ ...body.result.contents[0], mimeType: "text/html" }],
            },
          },
        },
    ],
    [
      "whose pages do not open",
      ["links.work"],
      (_, { body }) =>
        body.links && {
          body: {
            ...body,
            links: body.links.map((link: object) => ({ ...link, url: `http://127.0.0.1:${port}/nowhere` })),
          },
        },
    ],
    [
      "that forgets the request's id and lets its answers be stored",
      ["access.request-id", "transport.headers"],
      (_, { headers }) => {
        headers.set("request-id", "its own");
        headers.set("cache-control", "max-age=60");
        return { headers };
      },
    ],
    [
      "that breaks down where something is missing",
      ["errors.missing-field", "errors.missing-payment", "errors.not-ready"],
      (_, { body }) =>
        body.code === "missing"
          ? { status: 500, body: { type: "processing_error", code: "internal_error", message: "?" } }
          : undefined,
    ],
  ];
  test.each([...spoils])(
    "a shop %s fails the checks that ask for it, and exits with 1",
    async (_, failing, spoil) => {
      using broken = serveSpoiled(shop.server.url, spoil);
      const terminal = terminalFor();
      const done = await terminal.run(
        ...["certify", "--url", broken.url, "--api-version", newest, "--out", "evidence"],
      );
      expect(idsOf(reportIn(terminal), "failed").toSorted()).toEqual([...failing].toSorted());
      expect(done.code).toBe(1);
      for (const id of failing) expect(done.out).toMatch(new RegExp(`^ {2}${id}: .+`, "m"));
      expect(done.notes).toEndWith(
        failing.length === 1 ? "1 check failed." : `${failing.length} checks failed.`,
      );
    },
  );
});

test("a server that is no shop fails, check by check, and is named", async () => {
  using stranger = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("It works!") });
  const terminal = openTerminal();
  const url = `http://127.0.0.1:${stranger.port}`;
  const words = ["--url", url, "--item", "a-thing", "--out", "evidence"];
  const done = await terminal.run("certify", ...words, "--api-version", newest);
  expect(done.code).toBe(1);
  const report = reportIn(terminal);
  expect(report.environment).toBe("unknown");
  expect(idsOf(report, "failed")).toContain("discovery.document");
  expect(idsOf(report, "passed")).toEqual(["transport.times"]);
});

test("where nobody answers there is nothing to certify", async () => {
  const done = await openTerminal().run("certify", "--url", `http://127.0.0.1:${lastingPort()}`);
  expect(done).toMatchObject({ code: 1, out: "" });
  expect(done.notes).toMatch(
    /^The shop at .* cannot be asked: .*nobody listens there\. Is it open\? checkstand serve$/,
  );
});

/** Serves the demo shop's goods on a merchant's own terms: with a shop.toml that begins so. */
async function serveOwn(
  given: { before?: string; environment?: Record<string, string>; clock?: Clock } = {},
): Promise<ServedShop> {
  const port = String(lastingPort());
  const base = `http://localhost:${port}`;
  // Only the demo shop brings policies along; a merchant's are elsewhere.
  const terms = demoShop(base).replaceAll(/\/policies\/\w+/g, "/docs");
  const environment = { PORT: port, COMMERCE_API_KEY: demoApiKey, ...given.environment };
  const { before = "", clock } = given;
  const shop = await serveShop({
    shop: `${before}\n${terms}`,
    environment,
    ...(clock && { clock }),
  });
  const terminal = openTerminal({
    environment: {
      SHOP_CONFIG: join(shop.folder, "shop.toml"),
      DATABASE_URL: `file:${shop.databaseFile}`,
    },
  });
  const lines = demoCatalog(base).map((product) => writeNative(product, "usd" as Currency));
  terminal.file("goods.jsonl", lines.join("\n"));
  await terminal.json("catalog", "import", "goods.jsonl");
  return shop;
}

test("a session that expires soon is waited for", async () => {
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => instant(Date.now() + ahead) };
  await using shop = await serveOwn({ before: "session_minutes = 1", clock });
  const report = await certifyShop({
    url: shop.server.url,
    key: demoApiKey,
    version: newest,
    testTokens: [],
    async wait(milliseconds) {
      ahead += milliseconds;
    },
  });
  const expired = report.results.find(({ id }) => id === "errors.expired-session");
  expect([expired?.result, expired?.reason]).toEqual(["passed", undefined]);
});

describe("a shop that some addresses alone may ask", () => {
  /** What a run finds of such a shop, on its own machine. */
  async function certified(allowed: string) {
    using folder = temporaryFolder();
    const environment = { PORT: String(lastingPort()), ...(await makeShopOnDemoTerms(folder.path)) };
    const text = `${shopOnDemoTerms}\n[access.checkout]\nallow = ["${allowed}"]\n`;
    await using _ = await serveShop({ environment, shop: text, folder: folder.path });
    const terminal = openTerminal({ environment, directory: folder.path });
    const done = await terminal.run("certify", "--out", "evidence");
    return {
      ...done,
      report: existsSync(join(folder.path, "evidence/report.json")) ? reportIn(terminal) : undefined,
    };
  }

  test("shows that others are refused, whatever they claim", async () => {
    const { report, notes } = await certified("127.0.0.1");
    expect(notes).toContain("The evidence is in");
    expect(report?.results.find(({ id }) => id === "transport.egress")?.result).toBe("passed");
  });

  test("says what to do where the run's own address is refused", async () => {
    const { code, notes } = await certified("203.0.113.0/24");
    expect(code).toBe(1);
    expect(notes).toContain("Add it to access.checkout.allow");
  });
});

describe("a shop paid by Stripe", () => {
  const paying = ["completion.order", "completion.final", "idempotency.complete", "errors.declined"];

  test("in production is neither paid nor sent a card, unless a token is given", async () => {
    await using shop = await serveOwn({ environment: { STRIPE_SECRET_KEY: "sk_live_of_nobody" } });
    const report = await certifyStripeShop(shop, []);
    expect(report).toMatchObject({ environment: "production", orders: [], counts: { failed: 0 } });
    expect(idsOf(report, "skipped")).toEqual(
      expect.arrayContaining([...paying, "tokenization.delegate", "transport.rate-limit"]),
    );
  });

  test("in test mode says that the sandbox's tokens are not known, and is paid with those given", async () => {
    await using standIn = await startStripeStandIn();
    const environment = { STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_BASE: standIn.url };
    await using shop = await serveOwn({ environment });
    const unpaid = await certifyStripeShop(shop, []);
    expect(unpaid).toMatchObject({ environment: "sandbox", orders: [], counts: { failed: 0 } });
    expect(unpaid.results.find(({ id }) => id === "completion.order")?.reason).toContain("--test-token");

    const token = await grantToken(standIn);
    const paid = await certifyStripeShop(shop, [token]);
    expect(paid.counts.failed).toBe(0);
    expect(idsOf(paid, "passed")).toEqual(expect.arrayContaining(paying.slice(0, 3)));
    expect(paid.orders).toHaveLength(1);
    expect(standIn.paid()).toHaveLength(1);
    expect(JSON.stringify(paid)).not.toContain(token);
  });
});

function certifyStripeShop(shop: ServedShop, testTokens: readonly string[]): Promise<Report> {
  const own = { rateLimit: "off", limitsAddresses: false, shipOrder: async () => false } as const;
  return certifyShop({
    url: shop.server.url,
    key: demoApiKey,
    version: newest,
    testTokens,
    own,
    wait: Bun.sleep,
  });
}
