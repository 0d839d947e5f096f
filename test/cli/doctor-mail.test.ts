import { expect, test } from "bun:test";
import type { Finding } from "../../src/doctor/finding.ts";
import { startMailServer } from "../mail/smtp-process.ts";
import { openTerminal } from "./terminal.ts";

/** What the doctor says of a mail server at this address. */
async function findingsOn(smtpUrl: string): Promise<readonly string[][]> {
  const { out } = await openTerminal({ environment: { SMTP_URL: smtpUrl } }).run("doctor", "--json");
  const findings: readonly Finding[] = JSON.parse(out);
  return findings.flatMap(({ verdict, subject, words }) =>
    subject === "SMTP_URL" ? [[verdict, words]] : [],
  );
}

test("the doctor speaks with the mail server, and sends nothing", async () => {
  await using server = await startMailServer();
  const found = [["good", `127.0.0.1:${server.port} answers, and would take mail`]];
  expect(await findingsOn(server.url)).toEqual(found);
  expect(await findingsOn(`smtp://shop:p%40ssword@127.0.0.1:${server.port}`)).toEqual(found);
  await server.kill();
  expect(server.posted).toEqual([]);
});

test("a mail server that refuses the password is named, and neither user nor password", async () => {
  await using server = await startMailServer();
  const found = await findingsOn(`smtp://merchant:letmein@127.0.0.1:${server.port}`);
  expect(found).toEqual([
    ["wrong", expect.stringMatching(/^127\.0\.0\.1:\d+ refuses the user or the password \(EAUTH, 535\)/)],
  ]);
  expect(JSON.stringify(found)).not.toMatch(/merchant|letmein/);
});

test("a mail server that is not there is named, without the password", async () => {
  const server = await startMailServer();
  await server.kill();
  const found = await findingsOn(`smtp://merchant:letmein@127.0.0.1:${server.port}`);
  expect(found).toEqual([["wrong", expect.stringContaining("cannot be spoken with (ESOCKET)")]]);
  expect(JSON.stringify(found)).not.toMatch(/merchant|letmein/);
});

test("a shop that sends no mail hears nothing of mail", async () => {
  expect(await findingsOn("")).toEqual([]);
});
