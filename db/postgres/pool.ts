import { SQL } from "bun";

/**
 * What every connection is told: no job may keep others waiting for ever. One that has a transaction open and asks for
 * nothing belongs to a process that stands still, and whoever pays waits for what it has locked. Milliseconds.
 */
const limits = {
  application_name: "checkstand",
  lock_timeout: "5000",
  statement_timeout: "30000",
  idle_in_transaction_session_timeout: "5000",
} as const;

/** How long a connection may take to open, seconds. */
const CONNECTION_TIMEOUT = 5;

/**
 * Connections to a server, opened when they are needed.
 *
 * @param settings of each connection's session, beside the limits.
 * @param lost called when a connection is lost, before those who use it hear of it.
 */
export function openPool(
  url: string,
  connections: number,
  settings: Readonly<Record<string, string>> = {},
  lost: () => void = () => {},
): SQL {
  return new SQL(url, {
    max: connections,
    // Money and moments are bigint: a number that does not fit in 32 bits would otherwise come as text.
    bigint: true,
    connectionTimeout: CONNECTION_TIMEOUT,
    connection: { ...limits, ...settings },
    onclose: lost,
  });
}
