/** Where the files of the pulled feed lie: beside the database. Nothing else may be in there. */
export function pullFolder(database: string): string {
  return `${withoutEnding(database)}.feed`;
}

/** Where files are made that are pushed: beside the database, on a disk that has room for it. */
export function pushFolder(database: string): string {
  return `${withoutEnding(database)}.push`;
}

function withoutEnding(path: string): string {
  return path.replace(/\.[^./]*$/, "");
}
