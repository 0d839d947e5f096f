import { html } from "../../../html.ts";
import type { DashboardPage } from "../../shell/layout.ts";

/** What is shown where nobody can sign in: the shop has neither an owner nor a token. */
export const closedPage: DashboardPage = {
  title: "The dashboard is closed",
  main: html`<h1>The merchant's dashboard is closed</h1>
<p>Nobody can sign in yet. If this shop is yours, go to the folder of its shop.toml on the server, and make yourself its
owner:</p>
<pre>checkstand people reset --owner you@shop.example</pre>
<p>It prints a link by which you come in and choose a password. For programs, and to sign in until there is an owner, set
ADMIN_TOKEN in the file .env beside shop.toml, and start the shop again:</p>
<pre>touch .env &amp;&amp; chmod 600 .env
echo "ADMIN_TOKEN=$(openssl rand -hex 32)" &gt;&gt; .env</pre>`,
};
