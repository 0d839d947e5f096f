import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";

const Form = Type.Object({ file: Type.String(), bytes: Type.Integer() });
const Published = Type.Object({
  plain: Form,
  compressed: Form,
  rows: Type.Integer(),
  fingerprint: Type.String(),
  /** When its rows became what they are, ms. */
  changedAt: Type.Integer(),
  /** When somebody last asked for it, ms. */
  wantedAt: Type.Integer(),
});
const Manifest = Type.Object({
  /** What the rows were made with beside the catalogue. */
  terms: Type.String(),
  builtAt: Type.Integer(),
  lastChange: Type.Integer(),
  changesAt: Type.Optional(Type.Integer()),
  /** Rows that were left out. */
  refused: Type.Optional(Type.Integer()),
  /** The ids of products that such rows are of, the first of many. */
  refusedProducts: Type.Optional(Type.Array(Type.String())),
  formats: Type.Record(Type.String(), Published),
});

/** What lies in the folder of the pulled feed. */
export type Manifest = Static<typeof Manifest>;
export type Published = Static<typeof Published>;

const NAME = "manifest.json";

/** Reads the manifest of a folder; `undefined` when there is none that can be understood. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const found: unknown = JSON.parse(await readFile(join(folder, NAME), "utf8"));
    return Value.Check(Manifest, found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Puts a manifest in the place of the one before, in one step. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const temporary = join(folder, `${NAME}.partial`);
  await writeFile(temporary, JSON.stringify(manifest));
  await rename(temporary, join(folder, NAME));
}
