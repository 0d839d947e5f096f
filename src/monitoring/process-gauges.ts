import { version } from "../version.ts";
import { Gauge, type Registry } from "./prometheus.ts";

/** Makes what is told of the process itself. */
export function createProcessGauges(registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: "checkstand_build_info",
    help: "Always 1; which Checkstand this is, in the labels.",
    labelNames: ["version", "bun"] as const,
    registers,
  }).set({ version, bun: Bun.version }, 1);
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory size in bytes.",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "process_start_time_seconds",
    help: "Start time of the process since unix epoch in seconds.",
    registers,
  }).set(Math.round((Date.now() - performance.now()) / 1000));
}
