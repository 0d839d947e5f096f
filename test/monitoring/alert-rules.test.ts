import { expect, test } from "bun:test";
import { join } from "node:path";
import { alertRules } from "../../src/monitoring/alert-rules.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { promtool } from "./promtool.ts";

const MINUTES = 24 * 60;

/** A series that stays as it is, in promtool's notation: a sample a minute, for a day. */
const steady = (value: number) => `${value}x${MINUTES}`;
/** One that begins somewhere and changes by so much a minute. */
const changing = (from: number, by: number) => `${from}${by < 0 ? by : `+${by}`}x${MINUTES}`;

/** What a healthy shop says all day. */
const healthy: Readonly<Record<string, string>> = {
  up: steady(1),
  'checkstand_payment_attempts_total{outcome="succeeded"}': changing(0, 1),
  'checkstand_payment_attempts_total{outcome="declined"}': steady(3),
  checkstand_payments_overdue: steady(0),
  checkstand_webhook_events_dead: steady(0),
  checkstand_webhook_events_oldest_pending_age_seconds: steady(20),
  checkstand_mails_dead: steady(0),
  checkstand_mails_oldest_pending_age_seconds: steady(20),
  checkstand_feed_overdue_seconds: steady(60),
  'checkstand_feed_destination_failures{destination="openai"}': steady(1),
  'checkstand_job_failures{job="send-mails"}': steady(1),
  'checkstand_job_running_seconds{job="send-mails"}': steady(2),
  checkstand_disk_free_bytes: steady(20_000_000_000),
  checkstand_clock_ahead_seconds: steady(-2),
  checkstand_certificate_expiry_timestamp_seconds: steady(60 * 24 * 3600),
  'checkstand_event_loop_lateness_seconds_bucket{le="0.5"}': changing(0, 100),
  'checkstand_event_loop_lateness_seconds_bucket{le="1"}': changing(0, 100),
  'checkstand_event_loop_lateness_seconds_bucket{le="+Inf"}': changing(0, 100),
};

/** What makes each alert fire, beside what a healthy shop says. */
const causes: readonly (readonly [alert: string, cause: Readonly<Record<string, string>>])[] = [
  ["CheckstandDown", { up: steady(0) }],
  [
    "CheckstandPaymentsFailing",
    {
      'checkstand_payment_attempts_total{outcome="succeeded"}': steady(40),
      'checkstand_payment_attempts_total{outcome="declined"}': changing(0, 1),
    },
  ],
  ["CheckstandPaymentsOverdue", { checkstand_payments_overdue: steady(1) }],
  ["CheckstandEventsDying", { checkstand_webhook_events_dead: steady(1) }],
  ["CheckstandEventsDying", { checkstand_webhook_events_oldest_pending_age_seconds: steady(4000) }],
  ["CheckstandMailsDying", { checkstand_mails_dead: steady(1) }],
  ["CheckstandMailsDying", { checkstand_mails_oldest_pending_age_seconds: steady(4000) }],
  ["CheckstandFeedAgeing", { checkstand_feed_overdue_seconds: steady(4000) }],
  ["CheckstandFeedAgeing", { 'checkstand_feed_destination_failures{destination="openai"}': steady(3) }],
  ["CheckstandJobFailing", { 'checkstand_job_failures{job="send-mails"}': steady(3) }],
  ["CheckstandJobFailing", { 'checkstand_job_running_seconds{job="send-mails"}': steady(4000) }],
  ["CheckstandDiskFilling", { checkstand_disk_free_bytes: steady(400_000_000) }],
  ["CheckstandDiskFilling", { checkstand_disk_free_bytes: changing(20_000_000_000, -13_000_000) }],
  ["CheckstandClockOff", { checkstand_clock_ahead_seconds: steady(-31) }],
  ["CheckstandCertificateEnding", { checkstand_certificate_expiry_timestamp_seconds: steady(7 * 24 * 3600) }],
  ["CheckstandSlow", { 'checkstand_event_loop_lateness_seconds_bucket{le="0.5"}': changing(0, 90) }],
];

const names = [...alertRules().matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name);

test("every rule has a cause here", () => {
  expect([...new Set(causes.map(([alert]) => alert))].sort()).toEqual([...names].sort());
});

/**
 * Has promtool play the rules against a day of series. It compares all labels and words of an alert, so what fires is
 * taken from the series that Prometheus makes of alerts.
 */
async function firing(series: Readonly<Record<string, string>>): Promise<readonly string[]> {
  using folder = temporaryFolder();
  await Bun.write(join(folder.path, "rules.yml"), alertRules());
  const played = {
    rule_files: ["rules.yml"],
    evaluation_interval: "1m",
    tests: [
      {
        interval: "1m",
        input_series: Object.entries(series).map(([name, values]) => ({
          series: name.includes("{") ? name.replace("{", '{instance="shop",') : `${name}{instance="shop"}`,
          values,
        })),
        promql_expr_test: names.map((name) => ({
          expr: `count(ALERTS{alertname="${name}",alertstate="firing"}) or vector(0)`,
          eval_time: "12h",
          exp_samples: [{ labels: "{}", value: 0 }],
        })),
      },
    ],
  };
  await Bun.write(join(folder.path, "test.yml"), JSON.stringify(played));
  const child = Bun.spawn([promtool ?? "promtool", "test", "rules", "test.yml"], {
    cwd: folder.path,
    stdout: "pipe",
    stderr: "pipe",
  });
  const [said] = await Promise.all([
    Promise.all([child.stdout.text(), child.stderr.text()]).then((both) => both.join("")),
    child.exited,
  ]);
  // What is not as quiet as was expected is named with its expression.
  return [...said.matchAll(/expr: "count\(ALERTS\{alertname=\\"(\w+)\\"/g)].map(([, name = ""]) => name);
}

test.skipIf(promtool === null)("nothing fires of a healthy shop", async () => {
  expect(await firing(healthy)).toEqual([]);
});

test.skipIf(promtool === null).each(causes)(
  "%s fires by its cause, and nothing else does: %p",
  async (alert, cause) => {
    expect(await firing({ ...healthy, ...cause })).toEqual([alert]);
  },
);
