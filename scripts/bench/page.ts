import { gzipSync } from "node:zlib";
import type { Benchmark } from "./measuring/benchmark.ts";
import type { Figure } from "./measuring/report.ts";
import { median } from "./measuring/rounds.ts";
import { ITEM_IDS, startCheckstand } from "./servers/checkstand.ts";

/** Looks at each page: enough for a median and a bad one in a hundred. */
const LOOKS = 200;

const address = {
  action: "continue",
  email: "jane@example.com",
  name: "Jane Doe",
  country: "US",
  lineOne: "555 Golden Gate Avenue",
  city: "San Francisco",
  state: "CA",
  postalCode: "94102",
};

/** What a buyer waits for on the page where they pay, and how much comes down the line. */
export const benchmark: Benchmark = {
  name: "page",
  description: "the page on which buyers pay",
  explanation: `
One buyer, one request after another over loopback: the page that a link opens, and that of a checkout whose address is
known. First byte: from sending the request to having its head. Weight: the whole of it, style and script within, without
pictures; compressed as a proxy in front would send it.`,
  async run(options) {
    const { server } = await startCheckstand(options);
    try {
      const link = `${server.url}/buy/${ITEM_IDS.join(",")}`;
      const begun = await fetch(link, { method: "POST", redirect: "manual" });
      const page = new URL(begun.headers.get("location") ?? "", server.url);
      const checkout = `${server.url}${page.pathname}`;
      await fetch(checkout, { method: "POST", body: new URLSearchParams(address), redirect: "manual" });
      const figures: Figure[] = [];
      for (const [name, url] of [
        ["link", link],
        ["checkout", checkout],
      ] as const) {
        options.progress(name);
        const { times, text } = await look(url);
        figures.push(
          { name: `${name}, first byte`, value: median(times), unit: "ms", aim: { atMost: 10 } },
          {
            name: `${name}, weight`,
            value: Buffer.byteLength(text),
            unit: "bytes",
            aim: { atMost: 60_000 },
          },
          { name: `${name}, compressed`, value: gzipSync(text).byteLength, unit: "bytes" },
        );
      }
      return { loads: [], figures };
    } finally {
      await server.stop();
    }
  },
};

async function look(url: string): Promise<{ readonly times: number[]; readonly text: string }> {
  const times: number[] = [];
  let text = "";
  for (let each = 0; each < LOOKS; each += 1) {
    const start = performance.now();
    const response = await fetch(url);
    times.push(performance.now() - start);
    if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}`);
    text = await response.text();
  }
  return { times, text };
}
