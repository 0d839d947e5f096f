import type { FeedValue } from "../generations/column.ts";
import { type FileFormat, rowEncoder, textOf } from "./format.ts";

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
    return rowEncoder(
      start,
      (values) =>
        `<item>\n${values.map((value, index) => attribute(columns[index], value)).join("")}</item>\n`,
      "</channel>\n</rss>\n",
    );
  },
};

/** Attributes that Google writes with colons in a table and as elements within their own in XML. */
const parts: Readonly<Record<string, readonly string[]>> = {
  shipping: ["country", "region", "service", "price"],
  consumer_notice: ["consumer_notice_type", "consumer_notice_message"],
};

/** A field as elements: one for each item of a list. */
function attribute(name: string | undefined, value: FeedValue | undefined): string {
  if (name === undefined || value === undefined) return "";
  const items = Array.isArray(value) ? value.map((item) => textOf(item)) : [textOf(value)];
  const within = parts[name];
  return items
    .map((item) => (within === undefined ? `${element(`g:${name}`, item)}\n` : composite(name, item, within)))
    .join("");
}

function composite(name: string, text: string, names: readonly string[]): string {
  const split = text.split(":");
  // The last part may have colons of its own.
  const last = names.length - 1;
  const values = [...split.slice(0, last), split.slice(last).join(":")];
  const inner = names.map((part, index) => (values[index] ? element(`g:${part}`, values[index]) : ""));
  return `<g:${name}>${inner.join("")}</g:${name}>\n`;
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
