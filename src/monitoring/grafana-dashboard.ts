/** A panel of one or more lines over time. */
interface Panel {
  readonly title: string;
  /** Grafana's name of the unit. */
  readonly unit: string;
  /** PromQL and how each line is called. */
  readonly lines: readonly (readonly [expression: string, legend: string])[];
}

const panels: readonly Panel[] = [
  {
    title: "Orders a hour",
    unit: "short",
    lines: [["sum by (version) (increase(checkstand_orders_total[1h]))", "{{version}}"]],
  },
  {
    title: "Revenue and refunds a day",
    unit: "short",
    lines: [
      ["sum by (currency) (increase(checkstand_revenue_total[1d]))", "revenue {{currency}}"],
      ["sum by (currency) (increase(checkstand_refunded_total[1d]))", "refunded {{currency}}"],
    ],
  },
  {
    title: "Checkouts a hour",
    unit: "short",
    lines: [
      ["sum(increase(checkstand_checkouts_begun_total[1h]))", "begun"],
      ["sum by (outcome) (increase(checkstand_checkouts_ended_total[1h]))", "{{outcome}}"],
    ],
  },
  {
    title: "Payment attempts a hour",
    unit: "short",
    lines: [
      ["sum by (outcome) (increase(checkstand_payment_attempts_total[1h]))", "{{outcome}}"],
      ["checkstand_payments_overdue", "overdue"],
    ],
  },
  {
    title: "Unresolved payments",
    unit: "short",
    lines: [["checkstand_payments_unresolved", "{{kind}}"]],
  },
  {
    title: "Time to answer",
    unit: "s",
    lines: [0.5, 0.95, 0.99].map((quantile) => [
      `histogram_quantile(${quantile}, sum by (le) (rate(checkstand_http_request_duration_seconds_bucket[5m])))`,
      `p${quantile * 100}`,
    ]),
  },
  {
    title: "Requests a second",
    unit: "reqps",
    lines: [["sum by (status) (rate(checkstand_http_request_duration_seconds_count[5m]))", "{{status}}"]],
  },
  {
    title: "Events and mails that wait",
    unit: "short",
    lines: [
      ["checkstand_webhook_events_pending", "events"],
      ["checkstand_webhook_events_dead", "events given up"],
      ["checkstand_mails_pending", "mails"],
      ["checkstand_mails_dead", "mails given up"],
    ],
  },
  {
    title: "Feed",
    unit: "s",
    lines: [
      ["checkstand_feed_age_seconds", "age"],
      ["checkstand_feed_overdue_seconds", "overdue"],
      ["checkstand_feed_destination_age_seconds", "{{destination}}"],
    ],
  },
  {
    title: "Left out of the feed, sold out",
    unit: "short",
    lines: [
      ["checkstand_feed_refused_variants", "left out"],
      ["checkstand_variants_sold_out", "sold out"],
    ],
  },
  {
    title: "Jobs that fail",
    unit: "short",
    lines: [["checkstand_job_failures", "{{job}}"]],
  },
  {
    title: "Database and disk",
    unit: "bytes",
    lines: [
      ["checkstand_database_size_bytes", "database"],
      ["checkstand_database_unused_bytes", "of it unused"],
      ["checkstand_database_log_size_bytes", "log"],
      ["checkstand_disk_free_bytes", "free on the disk"],
    ],
  },
  {
    title: "Event loop lateness",
    unit: "s",
    lines: [
      [
        "histogram_quantile(0.99, sum by (le) (rate(checkstand_event_loop_lateness_seconds_bucket[5m])))",
        "p99",
      ],
    ],
  },
  {
    title: "Memory",
    unit: "bytes",
    lines: [["process_resident_memory_bytes", "resident"]],
  },
];

/** What Grafana asks for when the dashboard is imported. */
const INPUT = "DS_PROMETHEUS";

const WIDTH = 12;
const HEIGHT = 8;

/** A dashboard to import in Grafana (schema 39, Grafana 10 and up), as JSON. It asks which Prometheus to use. */
export function grafanaDashboard(): string {
  const datasource = { type: "prometheus", uid: `\${${INPUT}}` };
  return JSON.stringify(
    {
      __inputs: [{ name: INPUT, label: "Prometheus", type: "datasource", pluginId: "prometheus" }],
      title: "Checkstand",
      uid: "checkstand",
      schemaVersion: 39,
      time: { from: "now-24h", to: "now" },
      refresh: "1m",
      panels: panels.map(({ title, unit, lines }, index) => ({
        id: index + 1,
        type: "timeseries",
        title,
        datasource,
        gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
        fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
        targets: lines.map(([expr, legendFormat], line) => ({
          datasource,
          refId: String.fromCharCode("A".charCodeAt(0) + line),
          expr,
          legendFormat,
        })),
      })),
    },
    undefined,
    2,
  );
}
