import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Glob } from "bun";

const root = join(import.meta.dir, "..");
const textOf = (file: string) => Bun.file(join(root, file)).text();

test("the top level holds what everybody looks for there, and nothing else", async () => {
  const ignored = (await textOf(".gitignore")).split("\n").map((line) => line.replaceAll("/", ""));
  // What a checkout has beside what is kept: git's own, and what a run leaves behind.
  const isKept = (name: string) =>
    !["", ".git", ".claude", ...ignored].includes(name) && !/^\.env\./.test(name);
  expect(readdirSync(root).filter(isKept).sort()).toEqual([
    ".ci",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "biome.json",
    "bun.lock",
    "bunfig.toml",
    "db",
    "drizzle.config.ts",
    "package.json",
    "scripts",
    "src",
    "test",
    "tsconfig.json",
  ]);
});

describe("the maps", () => {
  test.each(["src/README.md", "src/payments/README.md", ".github/CONTRIBUTING.md"])(
    "of %s lead to files that are there",
    async (map) => {
      const named = [
        ...(await textOf(map)).matchAll(/`((?:\.\.\/|\.)?\w[\w.-]*\/[\w./-]*)`|\]\(([^)#]+)\)/g),
      ];
      const paths = named.flatMap(([, code, link]) => code ?? link ?? []);
      const missing = paths.filter((path) => {
        const places = [join(root, path), join(root, dirname(map), path), join(root, "src/protocols", path)];
        return !places.some((place) => existsSync(place));
      });
      expect(paths.length).toBeGreaterThan(1);
      expect(missing).toEqual([]);
    },
  );
});

describe("every exported name of src and db", () => {
  /** What every version of a protocol has: each spells the same thing its own way. */
  const ofVersions = ["cancel", "complete", "create", "update", "session", "Session", "encodeSession"];
  const inVersions = (name: string, files: readonly string[]) =>
    ofVersions.includes(name) && files.every((file) => file.startsWith("src/protocols/"));
  /** The same thing among the fields of agents' calls and among those of merchants'. */
  const alike = ["closed", "maybe", "dateTime"];
  const ofFields = (name: string, files: readonly string[]) =>
    alike.includes(name) && files.every((file) => file.endsWith("/fields.ts"));

  /** Each protocol has words of its own for the same things: two of them may have the same name for one. */
  const protocolOf = (file: string) => /^src\/protocols\/(\w+)\//.exec(file)?.[1];
  const inDifferentProtocols = (files: readonly string[]) => {
    const protocols = files.map(protocolOf);
    return !protocols.includes(undefined) && new Set(protocols).size === files.length;
  };

  /** Each engine has its own of what both must have: a test sees to it that they have the same tables. */
  const engineOf = (file: string) =>
    /^db\/(postgres)\//.exec(file)?.[1] ?? /^db\/(sqlite)\/|^db\/schema\.ts$/.exec(file)?.[0];
  const inDifferentEngines = (files: readonly string[]) => {
    const found = files.map(engineOf);
    return !found.includes(undefined) && new Set(found).size === files.length;
  };

  test("has one meaning", async () => {
    const homes = new Map<string, Set<string>>();
    for (const file of new Glob("{src,db}/**/*.ts").scanSync(root)) {
      const text = await textOf(file);
      const declared =
        /^export (?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;
      for (const [, name = ""] of text.matchAll(declared))
        homes.set(name, (homes.get(name) ?? new Set()).add(file));
    }
    const twice = [...homes].filter(
      ([name, files]) =>
        files.size > 1 &&
        !inVersions(name, [...files]) &&
        !ofFields(name, [...files]) &&
        !inDifferentProtocols([...files]) &&
        !inDifferentEngines([...files]),
    );
    expect(twice.map(([name, files]) => `${name}: ${[...files].sort().join(", ")}`)).toEqual([]);
  });
});

test("words are the field's own: none of those that were invented here once", async () => {
  const invented =
    /\b(desks?|deeds?|occasions?|loans?|troubles?|alongside|letGo|TurnLimit|holdings|takeUpLeftOpen|write door)\b/i;
  const files = [
    ...new Glob("{src,db,scripts}/**/*.{ts,md}").scanSync(root),
    ...["README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md"],
  ];
  const found: string[] = [];
  for (const file of files) {
    for (const [index, line] of (await textOf(file)).split("\n").entries())
      if (invented.test(line)) found.push(`${file}:${index + 1}: ${line.trim()}`);
  }
  expect(found).toEqual([]);
});
