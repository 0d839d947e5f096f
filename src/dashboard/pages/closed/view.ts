import { html } from "../../../html.ts";
import type { DashboardPage } from "../../shell/layout.ts";

/** What the merchant sees at the dashboard before there is a token to sign in with. */
export function closedDashboardPage(): DashboardPage {
  return {
    title: "The dashboard is closed",
    main: html`<h1>The merchant's dashboard is closed</h1>
<p>Nobody can sign in yet: this shop was started without an ADMIN_TOKEN. If it is yours, go to the folder of its
shop.toml on the server and make one, in a file that only you can read:</p>
<pre>touch .env &amp;&amp; chmod 600 .env
echo "ADMIN_TOKEN=$(openssl rand -hex 32)" &gt;&gt; .env</pre>
<p>Then start the shop again in that folder. The token in the file is what you sign in with here. It may as well be
set in the environment of the service that starts the shop.</p>`,
  };
}
