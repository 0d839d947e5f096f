import { Argument, type Command } from "commander";
import { alertRules, scrapeSettings } from "../../monitoring/alert-rules.ts";
import { grafanaDashboard } from "../../monitoring/grafana-dashboard.ts";
import { loadSettings } from "../../settings.ts";
import type { Terminal } from "../terminal.ts";
import { installationOf } from "./installation.ts";

/** `checkstand setup monitoring`. */
export function addMonitoring(setup: Command, terminal: Terminal): void {
  setup
    .command("monitoring")
    .description("what Prometheus and Grafana need to watch the shop")
    .addArgument(new Argument("<file>", "which of them").choices(["rules", "dashboard", "scrape"]))
    .addHelpText(
      "after",
      `
  rules      alert rules for Prometheus
  dashboard  a dashboard to import in Grafana
  scrape     what prometheus.yml needs to collect the metrics

Examples:
  checkstand setup monitoring rules > /etc/prometheus/checkstand-alerts.yml
  checkstand setup monitoring dashboard > checkstand.json`,
    )
    .action((file: "rules" | "dashboard" | "scrape") => terminal.out(textOf(file, terminal).trimEnd()));
}

function textOf(file: "rules" | "dashboard" | "scrape", terminal: Terminal): string {
  switch (file) {
    case "rules":
      return alertRules();
    case "dashboard":
      return grafanaDashboard();
    case "scrape": {
      const { environment, directory } = terminal;
      const settings = loadSettings({ environment, directory, toSell: false });
      const { publicOrigin, basePath } = installationOf(settings, terminal);
      return scrapeSettings(publicOrigin + basePath);
    }
  }
}
