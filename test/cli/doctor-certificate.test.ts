import { expect, test } from "bun:test";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY, instant } from "../../src/clock.ts";
import { examineCertificate } from "../../src/doctor/examine-certificate.ts";
import { loadSettings } from "../../src/settings.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const fixtures = join(import.meta.dir, "../http/certificates");
/** When the certificate ends. */
const end = Date.parse("2125-11-30T00:00:00Z");

/** What `doctor` finds of a certificate for `localhost`. */
function found(now: number, { name = "localhost", spoil = false } = {}) {
  using folder = temporaryFolder();
  const path = (file: string) => join(folder.path, file);
  copyFileSync(join(fixtures, "first.pem"), path("a.pem"));
  copyFileSync(join(fixtures, "first.key"), path("a.key"));
  if (spoil) writeFileSync(path("a.key"), "nonsense");
  const settings = loadSettings({
    environment: { TLS_CERTIFICATE: "a.pem", TLS_KEY: "a.key" },
    directory: folder.path,
    toSell: false,
  });
  const shop = { ...settings.shop, publicBaseUrl: `https://${name}` };
  return examineCertificate({ ...settings, shop }, instant(now));
}

test.each([
  [
    "good while it is for the name and long to last",
    end - 90 * DAY,
    {},
    "good",
    "for localhost, until 2125-",
  ],
  ["advised against when it should have been renewed", end - 5 * DAY, {}, "advice", "It ends on 2125-"],
  ["wrong when its time is over", end + 60 * DAY, {}, "wrong", "It ended on 2125-"],
  ["wrong for another name", 0, { name: "shop.example" }, "wrong", "It is not for shop.example"],
  ["wrong without its key", 0, { spoil: true }, "wrong", "does not hold a private key"],
] as const)("a certificate is %s", (_, now, world, verdict, words) => {
  expect(found(now, world)).toMatchObject([{ verdict, words: expect.stringContaining(words) }]);
});

test("nothing is said of a certificate where TLS is a proxy's affair", () => {
  using folder = temporaryFolder();
  const settings = loadSettings({ environment: {}, directory: folder.path, toSell: false });
  expect(examineCertificate(settings, instant(0))).toEqual([]);
});
