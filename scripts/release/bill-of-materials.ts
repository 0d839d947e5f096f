import { join } from "node:path";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { BundledPackage } from "../../src/cli/licenses/bundled-package.ts";
import { version } from "../../src/version.ts";

const projectRoot = join(import.meta.dir, "../..");

/** The part of bun.lock that is read here: of each package its name with version, and last its hash. */
const Lockfile = Type.Object({ packages: Type.Record(Type.String(), Type.Array(Type.Unknown())) });

/**
 * What is inside the executable, as CycloneDX 1.6: for whoever must know whether a weakness that was found somewhere
 * is in here. The hashes are those of the archives that the packages were installed from.
 *
 * @returns JSON, the same for the same release: it has no serial number, since that would be made anew each time.
 */
export async function billOfMaterials(packages: readonly BundledPackage[], at: Date): Promise<string> {
  const hashes = await lockedHashes();
  const itself = `pkg:generic/checkstand@${version}`;
  const components = packages.map((one) => component(one, hashes.get(`${one.name}@${one.version}`)));
  return `${JSON.stringify(
    {
      $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      version: 1,
      metadata: {
        timestamp: at.toISOString(),
        component: {
          type: "application",
          "bom-ref": itself,
          name: "checkstand",
          version,
          licenses: [{ license: { id: "Apache-2.0" } }],
          purl: itself,
        },
      },
      components,
      dependencies: [{ ref: itself, dependsOn: components.map((one) => one["bom-ref"]) }],
    },
    undefined,
    2,
  )}\n`;
}

function component({ name, version, license }: BundledPackage, sha512: string | undefined) {
  const purl =
    name === "bun"
      ? `pkg:github/oven-sh/bun@bun-v${version}`
      : `pkg:npm/${name.replace("@", "%40")}@${version}`;
  return {
    type: name === "bun" ? "platform" : "library",
    "bom-ref": purl,
    name,
    version,
    ...(sha512 !== undefined && { hashes: [{ alg: "SHA-512", content: sha512 }] }),
    licenses: / (?:AND|OR|WITH) /.test(license) ? [{ expression: license }] : [{ license: { id: license } }],
    purl,
  };
}

/** Of each installed package the SHA-512 of its archive, in hexadecimal digits, by `name@version`. */
async function lockedHashes(): Promise<ReadonlyMap<string, string>> {
  // Bun's lockfile is JSON with commas at the ends of lists.
  const lockfile = Value.Parse(
    Lockfile,
    Bun.JSONC.parse(await Bun.file(join(projectRoot, "bun.lock")).text()),
  );
  return new Map(
    Object.values(lockfile.packages).flatMap((entry) => {
      const [name] = entry;
      const integrity = entry.at(-1);
      return typeof name === "string" && typeof integrity === "string" && integrity.startsWith("sha512-")
        ? [[name, Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex")] as const]
        : [];
    }),
  );
}
