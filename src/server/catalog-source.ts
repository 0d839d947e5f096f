import { openImportStaging } from "../../db/sqlite/import-staging.ts";
import { CatalogUploads } from "../catalog/import/uploads.ts";
import { importFromSource } from "../jobs/import-catalog.ts";
import type { RecurringJob } from "../jobs/job.ts";
import type { ServerContext } from "./server-context.ts";

/** The job that imports the catalogue from its source; none where that is done by hand. */
export function catalogJobs({ settings, write, reads, clock, log }: ServerContext): readonly RecurringJob[] {
  const { catalog: source, importAssumptions: assumptions } = settings;
  if (!source) return [];
  const { catalog, catalogSources: sources } = reads;
  const tools = { catalog, sources, write, clock, assumptions, openStaging: openImportStaging };
  return [importFromSource(source, tools, write, log)];
}

/** Catalogues that the merchant uploads at the dashboard. */
export function catalogUploads({ settings, write, reads, clock, opened }: ServerContext): CatalogUploads {
  const { importAssumptions: assumptions } = settings;
  const tools = { catalog: reads.catalog, write, clock, assumptions, openStaging: openImportStaging };
  const uploads = new CatalogUploads(tools, clock);
  opened.defer(() => uploads.close());
  return uploads;
}
