/**
 * A PostgreSQL cluster of one's own that can be stopped and started again: in a temporary folder, on a socket in that folder.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connected, initialise, serve, stopped } from '../relation/exports/postgres.ts';
import { prepareCluster } from './prepared.ts';

/** A cluster. */
export interface Cluster {
  /** Its address, as `DATABASE_URL` names it. */
  readonly url: string;
  /** Starts the server again, and returns once it answers. */
  start(): Promise<void>;
  /** Stops the server at once: every connection breaks. */
  stop(): Promise<void>;
  /** Stops it and removes the folder. */
  close(): Promise<void>;
}

/**
 * A new cluster, started: one that has nothing, or a prepared one. It stops by itself after so many seconds, ten minutes unless said
 * otherwise.
 */
export async function openCluster(
  programs: string,
  {
    settings = ['fsync=off'],
    seconds = 600,
    within = tmpdir(),
    prepared = false,
  }: {
    readonly settings?: readonly string[];
    readonly seconds?: number;
    readonly within?: string;
    readonly prepared?: boolean;
  } = {},
): Promise<Cluster> {
  const folder = mkdtempSync(join(within, 'paychart-postgres-'));
  let server: ChildProcess | undefined;
  const cluster: Cluster = {
    url: `postgresql://postgres@${encodeURIComponent(folder)}/postgres`,
    async start() {
      server = serve(programs, folder, settings, seconds);
      await (await connected(folder, server)).end();
    },
    async stop() {
      if (server) await stopped(server);
    },
    async close() {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await (prepared ? prepareCluster : initialise)(programs, folder);
    await cluster.start();
    return cluster;
  } catch (error) {
    await cluster.close();
    throw error;
  }
}
