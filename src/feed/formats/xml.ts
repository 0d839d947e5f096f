import type { FeedValue } from "../generations/column.ts";
import { type FileFormat, type RowValues, rowEncoder, textOf } from "./format.ts";

/** RSS 2.0 with Google's namespace: what Google Merchant and its compatible readers take. */
export const xml: FileFormat = {
  extension: "xml",
  mediaType: "application/xml; charset=utf-8",
  encoder({ columns, sellerName, sellerUrl, language }) {
    const start = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">',
      "<channel>",
      element("title", sellerName),
      element("link", sellerUrl),
      element("description", `Products of ${sellerName}`),
      element("language", language),
      "",
    ].join("\n");
    const attributes = columns.map(attributeWriter);
    const item = (values: RowValues) => {
      let elements = "";
      for (let index = 0; index < values.length; index += 1) {
        const value = values[index];
        if (value !== undefined) elements += attributes[index]?.(value) ?? "";
      }
      return `<item>\n${elements}</item>\n`;
    };
    return rowEncoder(start, item, "</channel>\n</rss>\n");
  },
};

/** Attributes that Google writes with colons in a table and as elements within their own in XML. */
const parts: Readonly<Record<string, readonly string[]>> = {
  shipping: ["country", "region", "service", "price"],
  consumer_notice: ["consumer_notice_type", "consumer_notice_message"],
};

/** Writes a field as elements: one for each item of a list. */
function attributeWriter(name: string): (value: FeedValue) => string {
  const within = parts[name];
  const [begin, end] = [`<g:${name}>`, `</g:${name}>\n`];
  const write = (text: string) => begin + (within ? composite(text, within) : escaped(text)) + end;
  return (value) =>
    Array.isArray(value) ? value.map((item) => write(textOf(item))).join("") : write(textOf(value));
}

function composite(text: string, names: readonly string[]): string {
  const split = text.split(":");
  // The last part may have colons of its own.
  const last = names.length - 1;
  const values = [...split.slice(0, last), split.slice(last).join(":")];
  return names.map((part, index) => (values[index] ? element(`g:${part}`, values[index]) : "")).join("");
}

function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

const special = /[&<>\r]/;

/** A carriage return would otherwise be read as a line feed (XML 1.0, 2.11). */
function escaped(text: string): string {
  if (!special.test(text)) return text;
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}
