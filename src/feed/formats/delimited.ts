import { type FileFormat, rowEncoder, textOf } from "./format.ts";

/** RFC 4180, with a header. */
export const csv = delimited("csv", "text/csv; charset=utf-8; header=present", ",", "\r\n");

/** As CSV, with tabs: a value that holds a tab, a line end or a quotation mark is quoted the same way. */
export const tsv = delimited("tsv", "text/tab-separated-values; charset=utf-8", "\t", "\n");

function delimited(extension: string, mediaType: string, delimiter: string, lineEnd: string): FileFormat {
  const special = new RegExp(`["\\r\\n${delimiter}]`);
  const cell = (text: string) => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return {
    extension,
    mediaType,
    encoder: ({ columns }) =>
      rowEncoder(columns.map(cell).join(delimiter) + lineEnd, (values) => {
        let line = "";
        for (let index = 0; index < values.length; index += 1) {
          if (index > 0) line += delimiter;
          const value = values[index];
          if (value !== undefined) line += cell(textOf(value));
        }
        return line + lineEnd;
      }),
  };
}
