import { expect, test } from "bun:test";
import { join } from "node:path";
import type { Variant } from "../../src/catalog/product.ts";
import { demoCatalog } from "../../src/demo/catalog.ts";
import { alertRules } from "../../src/monitoring/alert-rules.ts";
import { grafanaDashboard } from "../../src/monitoring/grafana-dashboard.ts";
import { version } from "../../src/version.ts";
import { openTerminal } from "../cli/terminal.ts";
import { type OrderJson, openMerchantsShop } from "../dashboard/merchants-shop.ts";
import { buy } from "../http/buy.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { smallestShop } from "../settings/load.ts";
import { checkedByPromtool, promtool } from "./promtool.ts";

const goods = [{ id: "canvas-tote", quantity: 1 }];
const spoken = 'protocol="acp",version="2025-09-29"';

const demoVariants = demoCatalog("http://localhost").flatMap(({ variants }) => variants);

const isSoldOut = ({ stock, backorder }: Variant) => stock === 0 && !backorder;

const metricsOf = async (shop: ServedShop) => await (await shop.fetch("/metrics")).text();

/** The value of one line of the text format, by the name and labels it begins with. */
function seriesValue(text: string, series: string): number | undefined {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

/** The names of all metrics in a text, without the endings of a histogram's series. */
function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name));
}

test("a sale counts as a checkout begun and completed, an order and its revenue", async () => {
  await using merchant = await openMerchantsShop();
  const { shop } = merchant;
  const { order } = await buy(shop.server.url, goods);
  const text = await metricsOf(shop);
  expect(seriesValue(text, `checkstand_checkouts_begun_total{${spoken}}`)).toBe(1);
  expect(seriesValue(text, `checkstand_checkouts_ended_total{${spoken},outcome="completed"}`)).toBe(1);
  expect(seriesValue(text, `checkstand_orders_total{${spoken}}`)).toBe(1);
  const { json } = await merchant.get<OrderJson>(`/orders/${order.id}`);
  const total = json.totals.find(({ type }) => type === "total")?.amount ?? 0;
  expect(total).toBeGreaterThan(0);
  expect(seriesValue(text, 'checkstand_revenue_total{currency="usd"}')).toBe(total / 100);
  expect(seriesValue(text, 'checkstand_payment_attempts_total{outcome="succeeded"}')).toBe(1);

  const refunded = await merchant.post(`/orders/${order.id}/refund`, { amount: 150 });
  expect(refunded.status).toBe(200);
  const later = await metricsOf(shop);
  expect(seriesValue(later, 'checkstand_refunds_total{outcome="succeeded"}')).toBe(1);
  expect(seriesValue(later, 'checkstand_refunded_total{currency="usd"}')).toBe(1.5);
  // Refunding writes the order and its refund again; neither is a new one.
  expect(seriesValue(later, `checkstand_orders_total{${spoken}}`)).toBe(1);
});

test("the state of the shop is looked at when metrics are collected", async () => {
  await using shop = await serveShop();
  await shop.fetch("/feed.jsonl");
  const text = await metricsOf(shop);
  expect(seriesValue(text, "checkstand_variants_sold_out")).toBe(demoVariants.filter(isSoldOut).length);
  expect(seriesValue(text, 'checkstand_payments_unresolved{kind="charge"}')).toBe(0);
  expect(seriesValue(text, "checkstand_webhook_events_dead")).toBe(0);
  expect(seriesValue(text, "checkstand_feed_age_seconds")).toBeGreaterThanOrEqual(0);
  expect(seriesValue(text, "checkstand_database_size_bytes")).toBeGreaterThan(0);
  expect(seriesValue(text, "checkstand_disk_free_bytes")).toBeGreaterThan(0);
  expect(seriesValue(text, 'checkstand_job_failures{job="deliver-events"}')).toBe(0);
  expect(seriesValue(text, `checkstand_build_info{version="${version}",bun="${Bun.version}"}`)).toBe(1);
});

test("when the certificate ends that is served; where a proxy has it, nothing is said of it", async () => {
  const series = "checkstand_certificate_expiry_timestamp_seconds";
  await using behindProxy = await serveShop();
  expect(seriesValue(await metricsOf(behindProxy), series)).toBeUndefined();
  const certificate = join(import.meta.dir, "../http/certificates/first.pem");
  await using shop = await serveShop({
    environment: {
      TLS_CERTIFICATE: certificate,
      TLS_KEY: certificate.replace(/pem$/, "key"),
      ADMIN_TOKEN: "a-token-of-this-test",
    },
  });
  const ca = await Bun.file(certificate).text();
  const headers = { authorization: "Bearer a-token-of-this-test" };
  const collected = await fetch(`${shop.server.url}/metrics`, { tls: { ca }, headers });
  expect(seriesValue(await collected.text(), series)).toBe(Date.UTC(2125, 10, 30, 7, 13, 51) / 1000);
});

test("an event that waits shows in the backlog with its age", async () => {
  await using shop = await serveShop({
    environment: {
      AGENT_WEBHOOK_URL: "http://127.0.0.1:9/",
      AGENT_WEBHOOK_SECRET: "whsec_nobody_listens_there",
    },
  });
  await buy(shop.server.url, goods);
  const text = await metricsOf(shop);
  expect(seriesValue(text, "checkstand_webhook_events_pending")).toBeGreaterThan(0);
  expect(seriesValue(text, "checkstand_webhook_events_oldest_pending_age_seconds")).toBeGreaterThanOrEqual(0);
});

test("every metric that rules and dashboard ask for is one that is collected", async () => {
  await using shop = await serveShop();
  await buy(shop.server.url, goods);
  const names = namesIn(await metricsOf(shop));
  const asked = `${alertRules()}${grafanaDashboard()}`.match(/\b(checkstand|process)_[a-z_]+\b/g) ?? [];
  expect(asked.length).toBeGreaterThan(20);
  const unknown = asked.filter((name) => !names.has(name.replace(/_(bucket|count|sum)$/, "")));
  expect(unknown).toEqual([]);
});

test.skipIf(promtool === null)(
  "promtool, where it is installed, finds nothing to say of the metrics",
  async () => {
    await using shop = await serveShop();
    await buy(shop.server.url, goods);
    const found = await checkedByPromtool(["check", "metrics"], await metricsOf(shop));
    expect(found).toEqual({ code: 0, said: "" });
  },
);

test.skipIf(promtool === null)("promtool, where it is installed, accepts the alert rules", async () => {
  const found = await checkedByPromtool(["check", "rules", "/dev/stdin"], alertRules());
  expect(found.said).toContain("SUCCESS");
  expect(found.code).toBe(0);
});

test("setup prints rules, dashboard and what Prometheus must know of the shop", async () => {
  const terminal = openTerminal({ environment: { PUBLIC_BASE_URL: "https://shop.example" } });
  terminal.file("shop.toml", `base_path = "/api"\npayments = "sandbox"\n${smallestShop}`);
  expect((await terminal.run("setup", "monitoring", "rules")).out).toContain("- alert: CheckstandDown");
  const dashboard = JSON.parse((await terminal.run("setup", "monitoring", "dashboard")).out);
  expect(dashboard.title).toBe("Checkstand");
  const scrape = (await terminal.run("setup", "monitoring", "scrape")).out;
  expect(scrape).toContain("metrics_path: /api/metrics");
  expect(scrape).toContain('targets: ["shop.example"]');
});
