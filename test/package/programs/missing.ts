/** What is said where an optional package is not installed: run where none is. */
import { openPglite, openPostgres } from 'paychart/store';
import { same } from './check.ts';

/** The name and the message of what an attempt throws. */
async function thrown(attempt: () => Promise<unknown>): Promise<string> {
  return attempt().then(
    () => 'nothing',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );
}

/** The openers name the package and the way out; a door that needs a package cannot be opened, and its name is said. */
export async function missing(): Promise<string> {
  same(
    'PostgreSQL',
    await thrown(() => openPostgres('postgresql://127.0.0.1/none')),
    'InputError: openPostgres: needs the package pg, which is not installed. Install it: npm install pg',
  );
  same(
    'PGlite',
    await thrown(() => openPglite()),
    'InputError: openPglite: needs the package @electric-sql/pglite, which is not installed. Install it: npm install @electric-sql/pglite',
  );
  const doors = {
    'paychart/service/app': ['hono', '@valibot/to-json-schema'],
    'paychart/service/node': [
      'hono',
      '@hono/node-server',
      '@valibot/to-json-schema',
      'pino',
      '@opentelemetry/api',
      '@opentelemetry/sdk-metrics',
      '@opentelemetry/exporter-prometheus',
    ],
    'paychart/service/telemetry': ['@opentelemetry/api'],
    'paychart/testing/chaos': ['fast-check'],
    'paychart/restate': ['@restatedev/restate-sdk', '@hono/node-server'],
    'paychart/inspect': ['@statelyai/inspect'],
  };
  for (const [door, packages] of Object.entries(doors)) {
    const said = await thrown(() => import(door));
    same(
      `what ${door} names in "${said}"`,
      packages.some((name) => said.includes(`package '${name}'`)),
      true,
    );
  }
  return 'missing: every package is named';
}
