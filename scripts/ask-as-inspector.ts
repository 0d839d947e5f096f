/**
 * Walks a shop as MCP's own inspector does, from the list of its tools to the link where the buyer pays.
 *
 *     bun scripts/ask-as-inspector.ts https://shop.example/mcp [legacy|modern]
 *
 * A script and no test: the inspector brings ninety megabytes, which would come with each install of this project.
 */
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";

const inspector = "@modelcontextprotocol/inspector@2.12.0";
const [address, era = "modern"] = Bun.argv.slice(2);
if (address === undefined) throw new Error("say the address of a shop's tools: https://shop.example/mcp");
const server = [address, "--transport", "http", "--protocol-era", era, "--format", "json", "--quiet"];

/** @throws with what the inspector said, when it found something wrong. */
async function inspect(...asked: readonly string[]): Promise<unknown> {
  const command = [process.execPath, "x", "--bun", inspector, "--cli", ...server, ...asked];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe" });
  const [said, complaint] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  if ((await child.exited) !== 0) throw new Error(`${asked.join(" ")}: ${complaint || said}`);
  return Value.Parse(Type.Object({ result: Type.Unknown() }), JSON.parse(said)).result;
}

async function call<Answer extends ReturnType<typeof Type.Object>>(
  answer: Answer,
  tool: string,
  input: Readonly<Record<string, unknown>>,
) {
  const asked = ["--method", "tools/call", "--tool-name", tool, "--tool-args-json", JSON.stringify(input)];
  const found = await inspect(...asked);
  process.stdout.write(`${tool}: ${JSON.stringify(found).slice(0, 160)}…\n`);
  return Value.Parse(answer, found);
}

await inspect("--method", "tools/list", "--strict");
process.stdout.write("tools/list: nothing wrong with any schema\n");
const Found = Type.Object({
  structuredContent: Type.Object({
    products: Type.Array(Type.Object({ variants: Type.Array(Type.Object({ id: Type.String() })) })),
  }),
});
const found = await call(Found, "search_products", { in_stock: true, limit: 1 });
const id = found.structuredContent.products[0]?.variants[0]?.id;
const Cart = Type.Object({ structuredContent: Type.Object({ cart_id: Type.String(), url: Type.String() }) });
const made = await call(Cart, "create_cart", { line_items: [{ id, quantity: 1 }] });
const { cart_id } = made.structuredContent;
const { url } = (await call(Cart, "checkout", { cart_id })).structuredContent;
process.stdout.write(`the buyer pays at ${url}\n`);
