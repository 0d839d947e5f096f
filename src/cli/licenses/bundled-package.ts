/** A package that is inside the program, with the terms on which it may be given to others. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As an SPDX expression. */
  readonly license: string;
  /** The licence and notices that came with it; empty where none did. */
  readonly text: string;
}

/** The file, beside the program in the executable, that holds every {@link BundledPackage} as JSON. */
export const bundledPackagesFile = "licenses.json";
