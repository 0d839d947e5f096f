/**
 * Strangers who search a shop as fast as they please, whether they are answered or not: a program of its own, so that it
 * shares no event loop with what is measured. Takes the shop's address, how many searches a second and for how many
 * seconds, then words to search for; writes what became of them as JSON to stdout. Each search gives out to be somebody
 * else's.
 */
const [url = "", perSecond = "", seconds = "", ...words] = process.argv.slice(2);

const came = { answered: 0, refused: 0, failed: 0 };
const under: Promise<void>[] = [];

async function search(number: number): Promise<void> {
  const query = words[number % words.length];
  const _meta = { "openai/subject": `made up ${number}` };
  const params = { name: "search_products", arguments: { query }, _meta };
  try {
    const response = await fetch(`${url}/mcp`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: number, method: "tools/call", params }),
    });
    const text = await response.text();
    if (text.includes('"isError":true') || response.status === 429) came.refused += 1;
    else if (response.ok) came.answered += 1;
    else came.failed += 1;
  } catch {
    came.failed += 1;
  }
}

const began = performance.now();
const all = Number(perSecond) * Number(seconds);
for (let sent = 0; sent < all; ) {
  const due = Math.min(all, Math.ceil(((performance.now() - began) / 1000) * Number(perSecond)));
  for (; sent < due; sent += 1) under.push(search(sent));
  await Bun.sleep(1);
}
await Promise.all(under);
process.stdout.write(JSON.stringify({ ...came, seconds: (performance.now() - began) / 1000 }));
