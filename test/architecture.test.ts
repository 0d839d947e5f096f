import { describe, expect, test } from "bun:test";
import { basename, join, normalize } from "node:path";
import { Glob } from "bun";

const root = join(import.meta.dir, "..");

/** What a file imports: a file of ours by its path from the root, or a package by its name. */
interface Import {
  readonly file: string;
  readonly target: string;
}

const files = [...new Glob("{src,db,scripts,test}/**/*.ts").scanSync(root)].sort();
const texts = new Map(
  await Promise.all(files.map(async (file) => [file, await Bun.file(join(root, file)).text()] as const)),
);
const imports = [...texts].flatMap(([file, text]) => importsOf(file, text));

/**
 * Reads the import statements, those for types too, which a transpiler would have dropped. Biome formats every file, so
 * that a statement begins at the beginning of a line.
 */
function importsOf(file: string, text: string): Import[] {
  const statements = [
    ...text.matchAll(/^(?:import|export)\s(?:[^"';`(=]*?\sfrom\s)?"([^"]+)"/gm),
    ...text.matchAll(/\bimport\("([^"]+)"\)/g),
  ];
  return statements.map(([, name = ""]) => ({
    file,
    target: name.startsWith(".") ? normalize(join(file, "..", name)) : packageOf(name),
  }));
}

/** `drizzle-orm/sqlite-core` is of `drizzle-orm`; `bun:sqlite` and `node:fs` are packages of their own. */
function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

/** The folder of `src` (or the top-level file), or the folder of the project: what arrows are drawn between. */
function roomOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  return top === "src" ? second : top === "db" ? "db" : top;
}

const isOurs = (target: string) => /^(src|db|scripts|test)\//.test(target);

/** Files of `src` that everybody may import: values without behaviour of their own. */
const ground = [
  "address.ts",
  "asked-again.ts",
  "clock.ts",
  "countries.ts",
  "database-copy.ts",
  "database-status.ts",
  "html.ts",
  "json-path.ts",
  "ids.ts",
  "log-lines.ts",
  "log.ts",
  "money.ts",
  "loopback.ts",
  "nearest.ts",
  "pluralize.ts",
  "postal-code-forms.ts",
  "preferred-language.ts",
  "problem.ts",
  "randomness.ts",
  "shop.ts",
  "shop-days.ts",
  "retention.ts",
  "spoken-protocol.ts",
  "states.ts",
  "storage.ts",
  "strip-control-characters.ts",
  "validation-problem.ts",
  "tls-certificate.ts",
  "version.ts",
  "web-address.ts",
  "written-number.ts",
];

/** Upon the ground: what the shop knows and reckons with. */
const knowledge = [
  "access",
  "agents",
  "audit",
  "buyers",
  "carriers",
  "catalog",
  "discounts",
  "idempotency",
  "outgoing",
  "people",
  "pricing",
  "signing",
];
/** What is sold, paid, delivered and told. */
const business = ["carts", "checkout", "feed", "mail", "orders", "outbox", "payments", ...knowledge];
/** What ways in may use beside the business. */
const entrance = ["metrics.ts", "monitoring", "settings.ts"];

/** What each room may import beside itself and the ground. A room that is not here may import nothing. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  discounts: ["audit", "buyers", "catalog", "pricing"],
  access: ["outgoing"],
  people: ["audit"],
  signing: ["audit"],
  catalog: ["audit", "outgoing"],
  carriers: ["outgoing", "pricing"],

  outbox: ["agents", "orders", "outgoing", "signing"],
  mail: ["orders", "outbox", "payments", ...knowledge],
  orders: ["outbox", "payments", ...knowledge],
  payments: ["orders", "outbox", "outgoing", "buyers", "pricing"],
  checkout: ["orders", "outbox", "payments", ...knowledge],
  carts: ["checkout", ...knowledge],
  feed: knowledge,

  monitoring: business,
  "metrics.ts": ["monitoring"],

  operations: ["stores.ts", ...business],
  protocols: ["operations", ...business],
  http: ["protocols", "operations", "demo", ...entrance, ...business],
  mcp: ["protocols", "operations", "http", ...entrance, ...business],
  dashboard: ["operations", "stores.ts", "http", "jobs", "doctor", ...entrance, ...business],
  jobs: ["backups", ...entrance, ...business],

  doctor: [
    "access",
    "carriers",
    "demo",
    "mail",
    "outgoing",
    "payment-provider.ts",
    "settings",
    "settings.ts",
  ],
  demo: ["catalog"],
  settings: [
    "backups",
    "access",
    "monitoring",
    "agents",
    "carriers",
    "catalog",
    "checkout",
    "feed",
    "payments",
    "pricing",
  ],
  "settings.ts": [
    "backups",
    "access",
    "monitoring",
    "agents",
    "carriers",
    "catalog",
    "checkout",
    "demo",
    "feed",
    "pricing",
    "settings",
  ],
  "stores.ts": ["demo", "jobs", "monitoring", ...business],
  db: ["demo", "jobs", "monitoring", "stores.ts", ...business],
  cli: [
    "certify",
    "backups",
    "doctor",
    "monitoring",
    "operations",
    "protocols",
    "db",
    "demo",
    "payment-provider.ts",
    "server.ts",
    "settings",
    "settings.ts",
    "stores.ts",
    ...business,
  ],
  certify: ["agents", "catalog", "cli", "db", "payments", "pricing", "settings.ts", "protocols"],
  "payment-provider.ts": ["payments", "settings.ts"],
  "main.ts": ["cli"],
};

/** Files that may import anything: the composition root, and what is not part of the product. */
const unbound = new Set(["server.ts", "server", "scripts", "test"]);

/** Single files with an arrow of their own, to a whole room or to one file. */
const exceptions: readonly { readonly files: RegExp; readonly may: string }[] = [
  // What a mail is, and where it is written: beside the event, in the job of the change.
  { files: /^src\/(orders\/record-order-event|checkout\/stores)\.ts$/, may: "src/mail/mail.ts" },
];

/** Where the engine under the stores is chosen and opened. Whatever else there is knows src/stores.ts alone. */
const wiring =
  /^src\/(server\/(backups|catalog-source|feeds|open-context)|certify\/own-shop|cli\/(open-shop|backup|restore|db\/(copy|status)|buyers\/erase|catalog\/import|doctor\/examine-(database|feed)|feed\/(build|check|push)))\.ts$/;

/** Packages that are kept to one place, so that they can be replaced there. */
const kept: Readonly<Record<string, RegExp>> = {
  elysia: /^(src\/(http|mcp|dashboard)|test|scripts)\//,
  "@elysiajs/swagger": /^(src\/http|test)\//,
  "drizzle-orm": /^(db|test|scripts)\//,
  "bun:sqlite": /^(db|src\/cli|test|scripts)\//,
  "d3-scale": /^src\/dashboard\/charts\//,
  "d3-shape": /^src\/dashboard\/charts\//,
  "http-message-signatures": /^(src\/(agents|signing)|test)\//,
  stripe: /^(src\/payments\/stripe|test)\//,
  commander: /^(src\/cli|scripts)\//,
  "cli-table3": /^(src\/cli|scripts)\//,
  "smol-toml": /^(src\/settings|test)/,
  "prom-client": /^src\/(metrics\.ts$|monitoring\/)|^test\//,
  "age-encryption": /^src\/backups\//,
  nodemailer: /^(src\/mail|test)\//,
  "@modelcontextprotocol/sdk": /^test\//,
  "@modelcontextprotocol/server": /^src\/mcp\//,
};

/** Types that a script of a page is checked against: nothing of them is in the product. */
const checkedOnly = /^src\/mcp\/widgets\/page\/host-messages\.ts$/;

describe("every import goes along an arrow", () => {
  const inSource = imports.filter(
    ({ file, target }) => file.startsWith("src/") || (file.startsWith("db/") && isOurs(target)),
  );

  test("between rooms", () => {
    const forbidden = inSource.filter(({ file, target }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      if (
        !isOurs(target) ||
        unbound.has(from) ||
        from === to ||
        (target.startsWith("src/") && ground.includes(to))
      )
        return false;
      if (exceptions.some((exception) => exception.files.test(file) && [to, target].includes(exception.may)))
        return false;
      return !arrows[from]?.includes(to);
    });
    expect(forbidden.map(({ file, target }) => `${file} must not import ${target}`)).toEqual([]);
  });

  test("to an engine from where it is opened only, and never for a type", () => {
    const forbidden = inSource.filter(
      ({ file, target }) => file.startsWith("src/") && target.startsWith("db/") && !wiring.test(file),
    );
    const typed = [...texts].filter(
      ([file, text]) =>
        file.startsWith("src/") &&
        [...text.matchAll(/^(?:import|export)\s([^"';`(=]*?)\sfrom\s"([^"]+)"/gm)].some(
          ([, names = "", name = ""]) =>
            /\btype\b/.test(names) && normalize(join(file, "..", name)).startsWith("db/"),
        ),
    );
    expect(forbidden.map(({ file, target }) => `${file} must not import ${target}`)).toEqual([]);
    expect(typed.map(([file]) => `${file} must not take a type from an engine`)).toEqual([]);
  });

  test("on the ground, to the ground only", () => {
    const forbidden = inSource.filter(
      ({ file, target }) =>
        isOurs(target) && ground.includes(roomOf(file)) && !ground.includes(roomOf(target)),
    );
    expect(forbidden.map(({ file, target }) => `${file} must not import ${target}`)).toEqual([]);
  });

  test("never round in a circle", () => {
    const targets = Map.groupBy(
      inSource.filter(({ target }) => isOurs(target)),
      ({ file }) => file,
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const follow = (file: string, path: readonly string[]) => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      if (done.has(file) || path.includes(file)) return;
      for (const { target } of targets.get(file) ?? []) follow(target, [...path, file]);
      done.add(file);
    };
    for (const file of targets.keys()) follow(file, []);
    expect(circles).toEqual([]);
  });

  test("to packages that are kept in one place, from there only", () => {
    const forbidden = imports.filter(
      ({ file, target }) => Object.hasOwn(kept, target) && !kept[target]?.test(file),
    );
    expect(forbidden.map(({ file, target }) => `${file} must not import ${target}`)).toEqual([]);
  });

  test("to packages that package.json pins", async () => {
    const manifest = await Bun.file(join(root, "package.json")).json();
    const pinned = { ...manifest.dependencies, ...manifest.devDependencies };
    const unknown = imports.filter(
      ({ target }) =>
        !isOurs(target) &&
        !/^(bun|bun:.*|node:.*|package\.json)$/.test(target) &&
        !Object.hasOwn(pinned, target),
    );
    expect(
      unknown.map(({ file, target }) => `${file} imports ${target}, which package.json does not name`),
    ).toEqual([]);
    expect(
      Object.entries(pinned).filter(
        ([, version]) => !/^(npm:.+@)?\d+\.\d+\.\d+[\w.-]*$/.test(String(version)),
      ),
    ).toEqual([]);
  });

  test("and the product needs none that is for development", async () => {
    const { devDependencies } = await Bun.file(join(root, "package.json")).json();
    const forbidden = imports.filter(
      ({ file, target }) =>
        /^(src|db)\//.test(file) && !checkedOnly.test(file) && Object.hasOwn(devDependencies, target),
    );
    expect(forbidden.map(({ file, target }) => `${file} must not import ${target}`)).toEqual([]);
  });
});

describe("a version of a protocol", () => {
  const versionFolder = /^(src\/protocols\/[a-z]+)\/(\d{4}-\d{2}-\d{2}|unreleased)\//;

  test("imports the words that versions share, and no other version nor how it is served", () => {
    const forbidden = imports.filter(({ file, target }) => {
      const [folder, protocol] = versionFolder.exec(file) ?? [];
      if (!folder || !target.startsWith("src/protocols/")) return false;
      return !target.startsWith(folder) && !target.startsWith(`${protocol}/words/`);
    });
    expect(
      forbidden
        .filter(({ file, target }) => target !== `${versionFolder.exec(file)?.[1]}/wire.ts`)
        .map(({ file, target }) => `${file} must not import ${target}`),
    ).toEqual([]);
  });

  test("is known by name to no way in", async () => {
    const { servedVersions } = await import("../src/protocols/acp/versions.ts");
    const naming = [...texts].filter(
      ([file, text]) =>
        /^src\/(http|mcp|certify|dashboard|jobs|outbox|operations)\//.test(file) &&
        servedVersions(true).some((version) => text.includes(`"${version}"`)),
    );
    expect(naming.map(([file]) => file)).toEqual([]);
  });

  test("is named by its protocol's list alone", () => {
    const naming = imports.filter(
      ({ file, target }) =>
        file.startsWith("src/") &&
        versionFolder.test(target) &&
        !versionFolder.test(file) &&
        !/^src\/protocols\/[a-z]+\/versions\.ts$/.test(file),
    );
    expect(naming.map(({ file, target }) => `${file} must not import ${target}`)).toEqual([]);
  });
});

describe("every file", () => {
  const files = [...texts].filter(([file]) => /^(src|db)\//.test(file));

  test("says by its name what is in it", () => {
    const vague =
      /^(utils?|helpers?|managers?|data|common|misc|types|constants|index)\.ts$|[-.](utils?|helpers?|manager)\./;
    expect([...texts.keys()].filter((file) => vague.test(basename(file)))).toEqual([]);
  });

  test("is written in lower case with dashes", () => {
    expect([...texts.keys()].filter((file) => !/^[a-z0-9./-]+$/.test(file))).toEqual([]);
  });

  test("leaves the environment to main.ts, which hands it to the settings", () => {
    const readers = files.filter(([, text]) =>
      /\b(process|Bun|import\.meta)\.env\b|\{ env \} = process/.test(text),
    );
    expect(readers.map(([file]) => file)).toEqual(["src/main.ts"]);
  });

  test("of a domain folder knows nothing of HTTP", () => {
    const domain =
      /^src\/(agents|buyers|carts|catalog|checkout|discounts|idempotency|orders|payments|pricing)\//;
    const knowing = files.filter(
      ([file, text]) => domain.test(file) && /\b(new Response|Headers\(|Bun\.serve)\b/.test(text),
    );
    expect(knowing.map(([file]) => file)).toEqual([]);
  });

  test("finds nothing by the identity of an object, but for keys that are only dear to make anew", () => {
    const hidden = files.filter(([, text]) => /\bnew Weak(Map|Set|Ref)\b|\bAsyncLocalStorage\b/.test(text));
    expect(hidden.map(([file]) => file)).toEqual(["src/agents/request-signature.ts"]);
  });

  test("has no loose end", () => {
    const loose = files.filter(([, text]) => /\b(TODO|FIXME|XXX|HACK)\b/.test(text));
    expect(loose.map(([file]) => file)).toEqual([]);
  });

  test("stands on its own: no path of the machine it was written on, no registry's host", () => {
    const tied = [...texts].filter(
      ([file, text]) =>
        file !== "test/architecture.test.ts" &&
        /["'`/](work|home|root)\/|registry\.npmjs|deb\.debian/.test(text),
    );
    expect(tied.map(([file]) => file)).toEqual([]);
  });
});
