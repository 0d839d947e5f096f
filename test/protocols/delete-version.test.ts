import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { servedVersions } from "../../src/protocols/acp/versions.ts";
import { ucpWires } from "../../src/protocols/ucp/versions.ts";

const root = join(import.meta.dir, "../..");
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "checkstand-versions-"));
  for (const part of ["src", "db", "package.json"])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  const incremental = { ...compilerOptions, incremental: true, tsBuildInfoFile: "types.json" };
  writeFileSync(
    join(copy, "tsconfig.json"),
    JSON.stringify({ compilerOptions: incremental, include: ["src", "db"] }),
  );
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});
afterAll(() => rmSync(copy, { recursive: true }));

/** What the compiler has against the copy. */
function typeErrors(): string {
  const tsc = join(copy, "node_modules/typescript/bin/tsc");
  const { stdout } = Bun.spawnSync([process.execPath, tsc, "--noEmit", "-p", copy], { cwd: copy });
  return stdout.toString();
}

const protocols: readonly (readonly [protocol: string, wire: string, versions: readonly string[]])[] = [
  ["acp", "wire", servedVersions(true)],
  ["ucp", "ucpWire", ucpWires.map(({ release }) => release.version)],
];

test.each(protocols)(
  "deleting the folder of any version of %s costs only the lines that list it",
  (protocol, wire, versions) => {
    const list = join(copy, "src/protocols", protocol, "versions.ts");
    const whole = readFileSync(list, "utf8");
    expect(typeErrors()).toBe("");
    for (const version of versions) {
      const folder = join(copy, "src/protocols", protocol, version);
      const word = `${wire}${version === "unreleased" ? "Unreleased" : version.replaceAll("-", "")}`;
      const lines = whole.split("\n");
      expect([version, lines.filter((line) => line.includes(word)).length]).toEqual([version, 2]);
      renameSync(folder, join(copy, "deleted"));
      writeFileSync(list, lines.filter((line) => !line.includes(word)).join("\n"));
      expect([version, typeErrors()]).toEqual([version, ""]);
      renameSync(join(copy, "deleted"), folder);
      writeFileSync(list, whole);
    }
  },
);
