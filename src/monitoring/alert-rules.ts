/** One alert of Prometheus: see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/. */
interface AlertRule {
  readonly alert: string;
  /** PromQL over this shop's metrics. */
  readonly expr: string;
  /** For how long it must hold. */
  readonly for: string;
  readonly severity: "page" | "ticket";
  readonly summary: string;
  /** What to do. */
  readonly description: string;
}

const rules: readonly AlertRule[] = [
  {
    alert: "CheckstandDown",
    expr: "up == 0",
    for: "2m",
    severity: "page",
    summary: "The shop does not answer",
    description: "Look at the service's log; the last line says why it stopped.",
  },
  {
    alert: "CheckstandPaymentsFailing",
    expr:
      'sum by (instance) (increase(checkstand_payment_attempts_total{outcome!="succeeded"}[30m])) >= 5 and ' +
      'sum by (instance) (increase(checkstand_payment_attempts_total{outcome!="succeeded"}[30m])) > ' +
      "0.8 * sum by (instance) (increase(checkstand_payment_attempts_total[30m]))",
    for: "5m",
    severity: "page",
    summary: "Nearly all payments fail",
    description: "Look at the provider's status page, and at: checkstand doctor",
  },
  {
    alert: "CheckstandPaymentsOverdue",
    expr: "checkstand_payments_overdue > 0",
    for: "10m",
    severity: "page",
    summary: "Money is not where it should be",
    description: "See which payments with: checkstand payments list",
  },
  {
    alert: "CheckstandEventsDying",
    expr: "checkstand_webhook_events_dead > 0 or checkstand_webhook_events_oldest_pending_age_seconds > 3600",
    for: "5m",
    severity: "ticket",
    summary: "An agent does not hear of its orders",
    description:
      "See why with: checkstand webhooks list --state dead, or --state pending for what waits. Send them again with: checkstand webhooks replay --dead",
  },
  {
    alert: "CheckstandMailsDying",
    expr: "checkstand_mails_dead > 0 or checkstand_mails_oldest_pending_age_seconds > 3600",
    for: "5m",
    severity: "ticket",
    summary: "Mails do not go out",
    description: "Look at SMTP_URL with: checkstand doctor",
  },
  {
    alert: "CheckstandFeedAgeing",
    expr: "checkstand_feed_overdue_seconds > 3600 or checkstand_feed_destination_failures >= 3",
    for: "5m",
    severity: "ticket",
    summary: "Agents see an old feed",
    description: "See why with: checkstand feed push --history, and checkstand feed check",
  },
  {
    alert: "CheckstandJobFailing",
    expr: "checkstand_job_failures >= 3 or checkstand_job_running_seconds > 3600",
    for: "5m",
    severity: "ticket",
    summary: "The job {{ $labels.job }} fails or hangs",
    description: "The log says what is wrong.",
  },
  {
    alert: "CheckstandDiskFilling",
    expr:
      "checkstand_disk_free_bytes < 524288000 or " +
      "predict_linear(checkstand_disk_free_bytes[6h], 24 * 3600) < 0",
    for: "15m",
    severity: "page",
    summary: "The disk will be full, and no sale can be written then",
    description: "Make room on the database's disk.",
  },
  {
    alert: "CheckstandClockOff",
    expr: "abs(checkstand_clock_ahead_seconds) > 30",
    for: "5m",
    severity: "ticket",
    summary: "The clock is off, and signatures will be refused",
    description: "Set the clock of the machine, and let NTP keep it.",
  },
  {
    alert: "CheckstandCertificateEnding",
    expr: "checkstand_certificate_expiry_timestamp_seconds - time() < 7 * 24 * 3600",
    for: "1h",
    severity: "page",
    summary: "The certificate ends within a week, and nobody comes in then",
    description:
      "Renew it, by certbot for instance; the shop takes over the new one by itself. See: checkstand doctor",
  },
  {
    alert: "CheckstandSlow",
    expr:
      "histogram_quantile(0.99, sum by (le, instance) " +
      "(rate(checkstand_event_loop_lateness_seconds_bucket[10m]))) > 0.5",
    for: "10m",
    severity: "ticket",
    summary: "Requests wait for more than half a second",
    description: "The machine is too small for what it does, or the disk is slow.",
  },
];

/** A rules file for Prometheus, in YAML. A JSON string is a YAML string, whatever is in it. */
export function alertRules(): string {
  const text = JSON.stringify;
  return [
    "# Alert rules of Checkstand for Prometheus. Name this file in prometheus.yml under rule_files.",
    "groups:",
    "  - name: checkstand",
    "    rules:",
    ...rules.flatMap((rule) => [
      `      - alert: ${rule.alert}`,
      `        expr: ${text(rule.expr)}`,
      `        for: ${rule.for}`,
      `        labels: { severity: ${rule.severity} }`,
      "        annotations:",
      `          summary: ${text(rule.summary)}`,
      `          description: ${text(rule.description)}`,
    ]),
    "",
  ].join("\n");
}

/** What of Prometheus' own settings collects this shop's metrics. */
export function scrapeSettings(publicBaseUrl: string): string {
  const { protocol, host, pathname } = new URL(publicBaseUrl);
  return [
    "# For prometheus.yml. The file named under credentials_file holds ADMIN_TOKEN and nothing else.",
    "scrape_configs:",
    "  - job_name: checkstand",
    "    # The metrics have a label called job of their own.",
    "    honor_labels: true",
    `    scheme: ${protocol.replace(":", "")}`,
    `    metrics_path: ${pathname.replace(/\/$/, "")}/metrics`,
    "    authorization: { credentials_file: /etc/prometheus/checkstand-token }",
    `    static_configs: [{ targets: [${JSON.stringify(host)}] }]`,
    "rule_files: [checkstand-alerts.yml]",
    "",
  ].join("\n");
}
