import type { Check } from "../check.ts";
import { createReady } from "../expectations.ts";
import { launchChecklist } from "../sources.ts";

const area = "Documentation and links";

/** The links that buyers must be shown, and where they lead. */
export const linkChecks: readonly Check[] = [
  {
    id: "links.present",
    area,
    requirement: "Every session links to the terms of use and the privacy policy.",
    source: launchChecklist(area),
    scope: "every version",
    async run(trial) {
      const { links } = await createReady(trial);
      for (const type of ["terms_of_use", "privacy_policy"]) {
        trial.confirm(
          links.some((link) => link.type === type),
          `there is a link to ${type}`,
        );
      }
      trial.note(`links: ${links.map(({ type }) => type).join(", ")}`);
    },
  },
  {
    id: "links.work",
    area,
    requirement: "The pages that sessions link to open in a browser.",
    source: launchChecklist(area),
    scope: "once",
    async run(trial) {
      const { links } = await createReady(trial);
      for (const { type, url } of links) {
        const { status } = await trial.http.send({ target: url, follow: true });
        trial.confirm(status === 200, `${type} opens`, `${status} at ${url}`);
      }
    },
  },
];
