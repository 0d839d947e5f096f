/**
 * The ceiling for reading: Bun's HTTP server with nothing on top. A program of its own; `startBareServer` starts it.
 *
 *     GET  /hello               five bytes
 *     GET  /checkout_sessions   a session as JSON
 *     POST /checkout_sessions   the same, after parsing the body
 */
import { sampleSession } from "./agent-requests.ts";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  reusePort: false,
  async fetch(request) {
    if (request.url.endsWith("/hello")) return new Response("hello");
    if (request.method === "POST") await request.json();
    return Response.json(sampleSession("cs_0198f2b4c5d67e8f9a0b1c2d3e4f5060"));
  },
});

process.stdout.write(`listening on http://127.0.0.1:${server.port}\n`);
process.on("SIGTERM", () => process.exit(0));
