/**
 * A PostgreSQL cluster for the soak: with room for many connections, and for a long time.
 */
import { type Cluster, openCluster } from '../store/cluster.ts';

/** Makes a cluster and starts it. It stops by itself after two hours, whatever happens to the soak. */
export function startCluster(
  programs: string,
  {
    durable = false,
    within,
    settings = [],
    prepared = false,
  }: {
    readonly durable?: boolean;
    readonly within?: string;
    readonly settings?: readonly string[];
    readonly prepared?: boolean;
  } = {},
): Promise<Cluster> {
  const all = [durable ? 'fsync=on' : 'fsync=off', 'max_connections=200', ...settings];
  return openCluster(programs, { settings: all, seconds: 7200, prepared, ...(within !== undefined && { within }) });
}

/** What PostgreSQL is called, with its version. */
export function nameOf(programs: string): string {
  return `PostgreSQL ${programs.split('/').at(-2)}`;
}
