/** The stand-in as a process of its own, for tests that kill the shop: `bun test/stripe/serve.ts [port]`. */
import { startStripeStandIn } from "./stand-in.ts";

const standIn = await startStripeStandIn(Number(process.argv[2] ?? 0));
process.stdout.write(`listening on ${standIn.url}\n`);
