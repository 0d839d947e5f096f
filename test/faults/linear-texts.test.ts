import { describe as describeTests, expect, setDefaultTimeout, test } from "bun:test";
import { readDescription } from "../../src/catalog/import/description.ts";
import { searchedWords } from "../../src/catalog/search.ts";
import { percentage } from "../../src/feed/field-kinds.ts";
import { cleanLine, cleanText } from "../../src/feed/text.ts";
import { describeJsonError } from "../../src/http/json-syntax.ts";
import { parseCurrency, parseMajor } from "../../src/money.ts";
import { comparablePostalCode, parsePostalPattern } from "../../src/pricing/postal-codes.ts";
import { decodeExtensions } from "../../src/protocols/acp/words/capabilities.ts";
import { stripControlCharacters } from "../../src/strip-control-characters.ts";
import { webAddressOf } from "../../src/web-address.ts";
import { hostileTexts } from "./hostile-requests.ts";

setDefaultTimeout(120_000);

const usd = parseCurrency("usd");
if (!usd) throw new Error("usd is a currency");

/** What reads texts of any length that others wrote: callers, and the suppliers whose descriptions a shop imports. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  describeJsonError,
  "the description of an export": readDescription,
  "a line of a feed": (text) => cleanLine(text, 150),
  "a text of a feed": (text) => cleanText(text, 5000),
  "a percentage of a feed": (text) => percentage.read(text),
  "an extension's name": (text) => decodeExtensions({ extensions: [text] }),
  searchedWords,
  parsePostalPattern,
  comparablePostalCode: (text) => comparablePostalCode("US", text),
  parseMajor: (text) => parseMajor(text, usd),
  stripControlCharacters,
  webAddressOf,
};

describeTests("a text costs in proportion to its length, whatever is in it", () => {
  test.each(Object.entries(readers))("%s", (_, read) => {
    for (const [name, text] of Object.entries(hostileTexts)) {
      const costs = [10_000, 20_000, 40_000, 80_000].map((length) => leastCpuOf(() => read(text(length))));
      const growth = costs.slice(1).map((cost, index) => cost / (costs[index] ?? cost));
      expect({ name, costs, isLinear: growth.some((factor) => factor <= 3) }).toMatchObject({
        isLinear: true,
      });
    }
  });
});

/** Of several times the least CPU time, microseconds: what else the machine does only adds. */
function leastCpuOf(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return Math.max(1, least);
}
