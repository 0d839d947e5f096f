import type { TObject, TSchema } from "@sinclair/typebox";
import { Argument, type Command, Option } from "commander";
import { toRfc3339 } from "../clock.ts";
import { type Currency, parseMajor } from "../money.ts";
import { helpOf, writingOf } from "../operations/fields.ts";
import type { MerchantRequest } from "../operations/merchant-request.ts";
import type { LineItemReference, Order } from "../orders/order.ts";
import { WrongUsage } from "./failure.ts";
import { momentFrom, whatMomentIs } from "./moment.ts";

/** What is to be known of the shop to read what somebody wrote. */
export interface Reading {
  /** Of amounts. */
  readonly currency?: Currency | undefined;
  /** Whose items are named. */
  readonly order?: Pick<Order, "number" | "lineItems"> | undefined;
}

/** Adds the command that a request is, with its fields and those arguments that stand before them. */
export function addRequest<Wish>(
  parent: Command,
  { name, summary, description, fields }: MerchantRequest<Wish>,
  subject?: Argument,
) {
  const command = parent.command(name).summary(inLine(summary)).description(`${summary}. ${description}`);
  if (subject) command.addArgument(subject);
  return { command, read: addRequestFields(command, fields) };
}

/** What was written for a field; `undefined` where nothing was. */
type Written = () => unknown;

/**
 * Gives a command the fields of a request: those that must be there are its arguments, the others options of their names.
 *
 * @returns reads what was written, as a call's body has it. @throws WrongUsage for what is no value of its field.
 */
function addRequestFields(
  command: Command,
  fields: TObject,
): (reading: Reading) => Readonly<Record<string, unknown>> {
  const added = Object.entries(fields.properties).map(([name, schema]) => {
    const written = fields.required?.includes(name)
      ? addArgument(command, name, schema)
      : addOption(command, name, schema);
    return { name, schema, ...written };
  });
  return (reading) =>
    Object.fromEntries(
      added.flatMap(({ name, schema, spelled, written }) => {
        const value = written();
        return value === undefined ? [] : [[name, readField(schema, spelled, value, reading)]];
      }),
    );
}

interface Added {
  /** As a person has to write it. */
  readonly spelled: string;
  readonly written: Written;
}

function addArgument(command: Command, name: string, schema: TSchema): Added {
  const spelled = `<${withDashes(name)}>`;
  const argument = new Argument(spelled, helpInLine(schema));
  const index = command.registeredArguments.length;
  command.addArgument(wordsOf(schema) ? argument.choices(wordsOf(schema) ?? []) : argument);
  return { spelled, written: () => command.processedArgs[index] };
}

function addOption(command: Command, name: string, schema: TSchema): Added {
  const spelled = `--${flagOf(name, schema)}`;
  const option = new Option(`${spelled}${placeholderOf(schema)}`, helpInLine(schema));
  const words = wordsOf(schema);
  command.addOption(words ? option.choices(words) : option);
  const written = (): unknown => command.getOptionValue(option.attributeName());
  // Commander gives a switch that was not touched as true.
  return { spelled, written: option.negate ? () => (written() === false ? false : undefined) : written };
}

function flagOf(name: string, schema: TSchema): string {
  switch (writingOf(schema)) {
    case "switched_off":
      return `no-${withDashes(name)}`;
    case "units":
      return "item";
    default:
      return withDashes(name);
  }
}

function placeholderOf(schema: TSchema): string {
  switch (writingOf(schema)) {
    case "switched_off":
      return "";
    case "units":
      return " <item=quantity...>";
    case "amount":
      return " <amount>";
    case "moment":
      return " <day>";
    case undefined:
      break;
  }
  if (schema["type"] === "array") return " <text...>";
  if (schema["type"] === "integer") return " <number>";
  return schema["type"] === "boolean" || schema["const"] === true ? "" : " <text>";
}

/** The words one of which is meant, where there are only some. */
function wordsOf({ anyOf }: TSchema): readonly string[] | undefined {
  if (!Array.isArray(anyOf)) return undefined;
  return anyOf.map((branch: TSchema) => String(branch["const"]));
}

/** A field's help as a line of a list: it begins small, without a full stop. */
function helpInLine(schema: TSchema): string {
  return inLine(helpOf(schema));
}

/** A sentence as it stands in a list of commands or options. */
function inLine(sentence: string): string {
  return sentence.replace(/\.$/, "").replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
}

function withDashes(name: string): string {
  return name.replaceAll("_", "-");
}

function readField(schema: TSchema, spelled: string, value: unknown, { currency, order }: Reading): unknown {
  switch (writingOf(schema)) {
    case "amount": {
      if (currency === undefined) throw new Error(`nothing says in which currency ${spelled} is`);
      const amount = parseMajor(String(value), currency);
      if (amount !== undefined && amount > 0) return amount;
      throw new WrongUsage(`${spelled} must be an amount such as 12.50, in ${currency.toUpperCase()}.`);
    }
    case "moment": {
      const at = momentFrom(String(value));
      if (at !== undefined) return toRfc3339(at);
      throw new WrongUsage(`${spelled} ${whatMomentIs}`);
    }
    case "units":
      return Array.isArray(value) && order ? value.map((each) => lineOf(order, String(each))) : undefined;
    case "switched_off":
      return value;
    case undefined:
      return schema["type"] === "integer" ? wholeNumber(spelled, String(value)) : value;
  }
}

function wholeNumber(spelled: string, text: string): number {
  if (/^\d{1,15}$/.test(text) && Number(text) > 0) return Number(text);
  throw new WrongUsage(`${spelled} must be a whole number above zero.`);
}

/** A line of the order by `ITEM` or `ITEM=QUANTITY`. @throws WrongUsage for an item that is not in it. */
function lineOf({ number, lineItems }: Pick<Order, "number" | "lineItems">, text: string): LineItemReference {
  const { item = "", quantity = "1" } = /^(?<item>.+?)(?:=(?<quantity>\d{1,9}))?$/.exec(text)?.groups ?? {};
  if (item === "" || Number(quantity) < 1)
    throw new WrongUsage("Name an item and how many of it, such as linen-shirt-small=2.");
  const line = lineItems.find(({ id, variantId }) => id === item || variantId === item);
  if (line) return { id: line.id, quantity: Number(quantity) };
  const known = lineItems.map(({ variantId }) => variantId).join(", ");
  throw new WrongUsage(`Order ${number} has no item ${item}. It has: ${known}.`);
}
