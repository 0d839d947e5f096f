/** The kinds of files a feed can be. Apart from the formats themselves: settings name them long before one is written. */
export const formatNames = ["jsonl", "csv", "tsv", "xml", "json", "json-meta", "parquet", "acp"] as const;
export type FeedFormatName = (typeof formatNames)[number];
