/**
 * When a version was released, by the heading that Keep a Changelog asks for: `## [0.1.0] - 2026-11-30`.
 *
 * @returns midnight UTC of that day; `undefined` where the changelog has no such heading.
 */
export function releaseDate(changelog: string, version: string): Date | undefined {
  const heading = changelog
    .split("\n")
    .find((line) => line.startsWith(`## [${version}] - `))
    ?.slice(`## [${version}] - `.length);
  if (heading === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(heading)) return undefined;
  const date = new Date(`${heading}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
