import { gzipSync } from "node:zlib";

/** A file of an archive. */
export interface ArchivedFile {
  readonly name: string;
  /** Permissions, such as 0o755. */
  readonly mode: number;
  readonly content: Uint8Array;
}

/** Tar's unit, bytes: headers are one, contents are filled up to a multiple. */
const BLOCK = 512;

/**
 * A tar archive (POSIX ustar) of one folder, compressed by gzip. Own code, because the same files must always give the
 * same bytes: no clock, no user and no order of a disk gets into it.
 *
 * @param folder the folder that everything is in, and that `tar -x` makes.
 * @param at the time that every file bears; the compressed stream bears none.
 */
export function archive(folder: string, files: readonly ArchivedFile[], at: Date): Uint8Array {
  const blocks = files.flatMap(({ name, mode, content }) => [
    header(`${folder}/${name}`, mode, content.length, at),
    content,
    new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  return gzipSync(Buffer.concat([...blocks, new Uint8Array(2 * BLOCK)]), { level: 9 });
}

/** The header of a regular file, as POSIX.1-2024 (pax, "ustar Interchange Format") lays it out. */
function header(path: string, mode: number, size: number, at: Date): Uint8Array {
  const fields = Buffer.alloc(BLOCK);
  const text = (words: string, offset: number) => fields.write(words, offset, "latin1");
  const octal = (number: number, offset: number, length: number) =>
    text(`${number.toString(8).padStart(length - 1, "0")}\0`, offset);
  if (path.length > 100) throw new Error(`${path} is too long a name for a tar header`);
  text(path, 0);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(at.getTime() / 1000), 136, 12);
  // The checksum counts its own field as eight spaces.
  text(" ".repeat(8), 148);
  text("0", 156);
  text("ustar\0", 257);
  text("00", 263);
  text("root", 265);
  text("root", 297);
  const sum = fields.reduce((total, byte) => total + byte, 0);
  text(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return fields;
}
