import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { archiveName, makeRelease } from "../../scripts/release.ts";
import { version } from "../../src/version.ts";
import { folderForRun } from "../temporary-folder.ts";

/** Building takes a while on a busy machine, ms. */
const patience = 300_000;

const machine = process.arch === "arm64" ? "linux-arm64" : "linux-x64";
const folder = join(folderForRun("release"), "release");
let files: readonly string[] = [];
const downloads = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request) => new Response(Bun.file(join(folder, new URL(request.url).pathname))),
});

beforeAll(async () => {
  const address = `http://127.0.0.1:${downloads.port}`;
  files = await makeRelease({ folder, downloads: address, machines: [machine], isMadeTwice: false });
}, patience);
afterAll(() => downloads.stop(true));

async function run(
  words: readonly string[],
  options: { readonly cwd?: string; readonly environment?: Record<string, string> } = {},
) {
  const child = Bun.spawn([...words], {
    cwd: options.cwd ?? folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, ...options.environment },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, errors, exitCode] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { out, errors, exitCode };
}

describe("a release", () => {
  test("has checksums that hold for every file in it", async () => {
    const { out, exitCode } = await run(["sha256sum", "--check", "--strict", "SHA256SUMS"]);
    expect(exitCode).toBe(0);
    for (const name of files.filter((name) => name !== "SHA256SUMS")) expect(out).toContain(`${name}: OK`);
  });

  test("has archives that tar reads, in which nothing tells when or by whom they were made", async () => {
    const { out } = await run(
      ["tar", "--list", "--verbose", "--numeric-owner", "--file", archiveName(machine)],
      {
        environment: { TZ: "UTC" },
      },
    );
    const lines = out.trim().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^-rwxr-xr-x 0\/0 .* 00:00 checkstand-[\d.]+-linux-\w+\/checkstand$/);
    for (const line of lines) expect(line).toContain(" 0/0 ");
  });

  test("names everything inside, and Bun, in its bill of materials, with licences and hashes", () => {
    const bill = JSON.parse(readFileSync(join(folder, `checkstand-${version}.cdx.json`), "utf8"));
    expect(bill).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
    const names = bill.components.map(({ name }: { name: string }) => name);
    expect(names).toContain("elysia");
    expect(names).toContain("bun");
    expect(names).not.toContain("typescript");
    for (const component of bill.components) {
      expect(component.licenses).toHaveLength(1);
      if (component.name !== "bun") expect(component.hashes[0].content).toMatch(/^[0-9a-f]{128}$/);
    }
  });

  test("installs the program, which knows its version and its licences", async () => {
    const bin = join(folderForRun("bin"), "bin");
    const { errors, exitCode } = await run(["sh", "install.sh", bin]);
    expect(errors).toBe("");
    expect(exitCode).toBe(0);
    const program = join(bin, "checkstand");
    expect(JSON.parse((await run([program, "version", "--json"])).out)).toMatchObject({
      checkstand: version,
    });
    expect((await run([program, "licenses"])).out).toMatch(/elysia .* MIT/);
    expect((await run([program, "licenses", "--text"])).out).toContain("JavaScriptCore");
  });

  test("installs nothing that is not what was released", async () => {
    const mirror = folderForRun("mirror");
    const bin = join(folderForRun("bin"), "bin");
    await mkdir(mirror, { recursive: true });
    await writeFile(join(mirror, archiveName(machine)), "somebody else's program");
    using spoiled = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => new Response(Bun.file(join(mirror, new URL(request.url).pathname))),
    });
    const environment = { CHECKSTAND_DOWNLOADS: `http://127.0.0.1:${spoiled.port}` };
    const { errors, exitCode } = await run(["sh", "install.sh", bin], { environment });
    expect(exitCode).toBe(1);
    expect(errors).toContain("is not what was released");
    expect(existsSync(join(bin, "checkstand"))).toBe(false);
  });
});
