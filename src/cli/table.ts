import Table from "cli-table3";
import { stripControlCharacters } from "../strip-control-characters.ts";

/** Rows under headings, in columns as wide as they must be, without lines between them: for people and for `grep`. */
export function renderTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const blank = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" };
  const edges = { top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "" };
  const drawn = new Table({
    head: [...headings],
    chars: { ...blank, ...edges, "bottom-left": "", "bottom-right": "", left: "", right: "", middle: "  " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
  });
  drawn.push(...rows.map((row) => row.map(stripControlCharacters)));
  return drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Names and values under each other; a value that is absent is left out with its name. */
export function facts(pairs: readonly (readonly [name: string, value: string | undefined])[]): string {
  const present = pairs.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, stripControlCharacters(value)] as const],
  );
  const width = Math.max(...present.map(([name]) => name.length));
  return present.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}
