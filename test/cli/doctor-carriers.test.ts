import { expect, test } from "bun:test";
import type { Finding } from "../../src/doctor/finding.ts";
import { carrierKey, startCarriers, type Treatment } from "../carriers/carrier-server.ts";
import { smallestShop } from "../settings/load.ts";
import { openTerminal } from "./terminal.ts";

/** What the doctor says of carriers that treat its question so. */
async function findingsOn(treat: Treatment, key = carrierKey): Promise<readonly [string, string][]> {
  using carriers = startCarriers("shippo", treat);
  const terminal = openTerminal({ environment: { SHIPPO_API_KEY: key } });
  const services = ["usps_ground_advantage", "dhl_express"].map(
    (service) => `[[shipping.live.services]]\nservice = "${service}"\nid = "${service}"\n`,
  );
  terminal.file(
    "shop.toml",
    `${smallestShop}[shipping.live]\nsource = "shippo"\nkey_env = "SHIPPO_API_KEY"\napi_base = "${carriers.url}"
parcel = { length = 1, width = 1, height = 1 }\n${services.join("")}`,
  );
  const findings: readonly Finding[] = JSON.parse((await terminal.run("doctor", "--json")).out);
  return findings.flatMap(({ verdict, subject, words }) =>
    subject === "carriers" ? [[verdict, words]] : [],
  );
}

test("the doctor asks the carriers, and names the services they have no rate for", async () => {
  expect(await findingsOn(() => undefined)).toEqual([
    ["good", "They answer, USPS ground advantage $6.79"],
    ["advice", 'No rate for "dhl_express" here: look whether your account has it, so named.'],
  ]);
});

test.each([
  ["refuse the key", 401, "wrong", "They refuse the key in SHIPPO_API_KEY."],
  ["make nothing of the shop's address", 400, "wrong", "[origin]"],
  ["are out of order", 503, "advice", "They do not answer just now."],
])("the doctor tells when they %s", async (_, status, verdict, words) => {
  expect(await findingsOn(() => new Response("{}", { status }))).toEqual([
    [verdict, expect.stringContaining(words)],
  ]);
});
