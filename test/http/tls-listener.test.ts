import { describe, expect, test } from "bun:test";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect, type SecureVersion } from "node:tls";
import { CannotListen } from "../../src/http/listener.ts";
import { listenWithTls } from "../../src/http/tls-listener.ts";
import { type Log, silentLog } from "../../src/log.ts";
import { CertificateUnusable } from "../../src/tls-certificate.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const fixtures = join(import.meta.dir, "certificates");
const renewal = { lookEveryMs: 20, quietMs: 50, patienceMs: 200 };
const place = { host: "127.0.0.1", port: 0 };

/** The files of a certificate in a folder of their own, to be renewed there. */
function certificateIn(folder: string) {
  const files = { certificateFile: join(folder, "fullchain.pem"), keyFile: join(folder, "privkey.pem") };
  const lay = (name: "first" | "second") => {
    copyFileSync(join(fixtures, `${name}.pem`), files.certificateFile);
    copyFileSync(join(fixtures, `${name}.key`), files.keyFile);
  };
  lay("first");
  return { files, lay };
}

/** Whose certificate is served to a new connection; rejects where there is none. */
function servedBy(url: string, maxVersion: SecureVersion = "TLSv1.3"): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: "127.0.0.1",
      port: Number(new URL(url).port),
      rejectUnauthorized: false,
      minVersion: "TLSv1",
      maxVersion,
    });
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      const { CN } = socket.getPeerCertificate().subject;
      socket.destroy();
      resolve(String(CN));
    });
  });
}

/** Waits until something holds; the test's own time limit ends it. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(10);
}

/** {@link servedBy}, or nothing where the socket was just being closed. */
async function servedNow(url: string): Promise<string> {
  return servedBy(url).catch(() => "");
}

/** A log that keeps the messages of one level. */
function listening(level: "warn" | "info") {
  const said: string[] = [];
  const log: Log = { ...silentLog, [level]: (message: string) => void said.push(message) };
  return { log, said };
}

const hello = async () => new Response("hello");
const insecure = { tls: { rejectUnauthorized: false } };

describe("a shop that speaks TLS", () => {
  test("answers by https, and tells browsers to come by nothing else", async () => {
    using folder = temporaryFolder();
    const listener = listenWithTls(place, certificateIn(folder.path).files, hello, silentLog, renewal);
    const answer = await fetch(listener.url, insecure);
    expect(listener.url).toStartWith("https://127.0.0.1:");
    expect(await answer.text()).toBe("hello");
    expect(answer.headers.get("strict-transport-security")).toContain("max-age=");
    await listener.stop();
  });

  test.each(["TLSv1", "TLSv1.1"] as const)("does not speak %s", async (version) => {
    using folder = temporaryFolder();
    const listener = listenWithTls(place, certificateIn(folder.path).files, hello, silentLog, renewal);
    expect(servedBy(listener.url, version)).rejects.toThrow();
    expect(await servedBy(listener.url, "TLSv1.2")).toBe("first certificate of localhost");
    await listener.stop();
  });

  test("serves a renewed certificate under load, and no request fails", async () => {
    using folder = temporaryFolder();
    const { files, lay } = certificateIn(folder.path);
    let failed = 0;
    let answered = 0;
    let isOver = false;
    const slow = async () => {
      await Bun.sleep(3);
      return new Response("hello");
    };
    const listener = listenWithTls(place, files, slow, silentLog, renewal);
    // As agents do it: over connections that are kept.
    const load = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        try {
          await (await fetch(listener.url, insecure)).text();
          answered++;
        } catch {
          failed++;
        }
      }
    });
    await until(() => answered > 100);
    for (const name of ["second", "first", "second"] as const) {
      lay(name);
      const before = answered;
      // Until no socket of the one before is left: sixteen connections in a row see the new one.
      await until(async () => {
        const seen = await Promise.all(Array.from({ length: 16 }, () => servedNow(listener.url)));
        return seen.every((subject) => subject === `${name} certificate of localhost`);
      });
      await until(() => answered > before + 100);
    }
    isOver = true;
    await Promise.all(load);
    expect(failed).toBe(0);
    await listener.stop();
  });

  test("serves the one before while only half of the new one is there, and says so once", async () => {
    using folder = temporaryFolder();
    const { files, lay } = certificateIn(folder.path);
    const { log, said } = listening("warn");
    const listener = listenWithTls(place, files, hello, log, renewal);
    copyFileSync(join(fixtures, "second.pem"), files.certificateFile);
    await until(() => said.length > 0);
    await Bun.sleep(3 * renewal.lookEveryMs);
    expect(said).toHaveLength(1);
    expect(await servedBy(listener.url)).toBe("first certificate of localhost");
    lay("second");
    await until(async () => (await servedNow(listener.url)) === "second certificate of localhost");
    await listener.stop();
  });

  test("answers what is in flight before it stops, also on the socket of the old certificate", async () => {
    using folder = temporaryFolder();
    const { files, lay } = certificateIn(folder.path);
    const { log, said } = listening("info");
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const patient = async () => {
      begun.resolve();
      await held.promise;
      return new Response("at last");
    };
    const listener = listenWithTls(place, files, patient, log, renewal);
    const asked = fetch(listener.url, insecure);
    await begun.promise;
    lay("second");
    await until(() => said.includes("the certificate was renewed"));
    const stopped = listener.stop();
    held.resolve();
    expect(await (await asked).text()).toBe("at last");
    await stopped;
  });

  test("does not share its port with another one", () => {
    using folder = temporaryFolder();
    const { files } = certificateIn(folder.path);
    const first = listenWithTls(place, files, hello, silentLog, renewal);
    const port = Number(new URL(first.url).port);
    expect(() => listenWithTls({ ...place, port }, files, hello, silentLog, renewal)).toThrow(CannotListen);
    return first.stop();
  });
});

describe("a certificate that cannot be served stops the start", () => {
  test.each([
    ["whose file is not there", "ENOENT", (file: string) => file.replace("fullchain", "nothing")],
    [
      "that is none",
      "does not hold a certificate",
      (file: string) => {
        writeFileSync(file, "nonsense");
        return file;
      },
    ],
    [
      "whose key is another's",
      "is not that of the certificate",
      (file: string) => {
        writeFileSync(file, readFileSync(join(fixtures, "second.pem")));
        return file;
      },
    ],
  ])("%s", (_, words, spoil) => {
    using folder = temporaryFolder();
    const { files } = certificateIn(folder.path);
    const spoiled = { ...files, certificateFile: spoil(files.certificateFile) };
    const open = () => listenWithTls(place, spoiled, hello, silentLog, renewal);
    expect(open).toThrow(CertificateUnusable);
    expect(open).toThrow(words);
  });
});
