/**
 * `paychart serve`: the checkout sidecar, set up from the environment.
 */
import { type Command, InvalidArgumentError } from 'commander';
import { InputError } from '../lifecycle/index.ts';
import { type Config, editionUnsaid, readConfig, variables } from '../service/config.ts';
import type { Sidecar, SidecarOptions } from '../service/node.ts';
import { missingPackage } from '../store/missing-package.ts';
import { exitCodes, type Io } from './io.ts';
import { studioPage } from './studio-page.ts';
import { untilStopped } from './until-stopped.ts';

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addServe(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('serve')
    .description('the checkout sidecar: the webhook, the API and the stream of changes over a database')
    .option('--keep-documents <age>', `${variables.PAYCHART_KEEP_DOCUMENTS}; counts before the variable`)
    .addHelpText('after', variablesText)
    .action(async ({ keepDocuments }: { readonly keepDocuments?: string }) =>
      ended(await serve(keepDocuments === undefined ? io : withVariable(io, 'PAYCHART_KEEP_DOCUMENTS', keepDocuments))),
    );
}

const withVariable = (io: Io, name: keyof typeof variables, value: string): Io => ({
  ...io,
  env: { ...io.env, [name]: value },
});

const variablesText = `
It is set up by variables of the environment:
${Object.entries(variables)
  .map(([name, says]) => `  ${name.padEnd(26)}${says}`)
  .join('\n')}

Exit code: 0 once it is stopped (Ctrl-C, or SIGTERM), 2 if it cannot be set up.`;

/** How the command serves: where no folder is named, or a blank one, payments are kept in one all the same, never in memory. */
export const servedConfig = (env: Io['env']): Config =>
  readConfig({ ...env, PAYCHART_DATA: env.PAYCHART_DATA?.trim() || 'paychart-data' });

/** Serves until it is stopped. */
export async function serve(io: Io): Promise<number> {
  let config: Config | undefined;
  const read = (): Config => {
    config = servedConfig(io.env);
    return config;
  };
  const service = await startService(read, io, { page: studioPage() });
  if (service === undefined) return exitCodes.unusable;
  const unsaid = config && editionUnsaid(config);
  if (unsaid !== undefined) io.stderr.write(`paychart serve: ${unsaid.says}.\n`);
  await untilStopped();
  await service.stop();
  return exitCodes.lawful;
}

/** A port. @throws InvalidArgumentError if it is none. */
export function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('Give a number from 0 to 65535.');
  return Number(text);
}

/** Starts a service, or says why it cannot be: its configuration, its port, its database, or a package that is not installed. */
export async function startService(
  config: () => Config,
  io: Io,
  options: SidecarOptions = {},
): Promise<Sidecar | undefined> {
  try {
    const { startSidecar } = await import('../service/node.ts');
    return await startSidecar(config(), options);
  } catch (error) {
    const says = problemOf(error);
    if (says === undefined) throw error;
    io.stderr.write(`${says}\n`);
    return undefined;
  }
}

/** What the service is made of, besides a database. */
const packages = [
  'hono',
  '@hono/node-server',
  '@valibot/to-json-schema',
  'pino',
  '@opentelemetry/api',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/exporter-prometheus',
];

function problemOf(error: unknown): string | undefined {
  if (error instanceof InputError) return error.message;
  const missing = missingPackage(error);
  if (missing !== undefined)
    return `The service needs ${missing}, which is not installed. Install all that it needs: npm install ${packages.join(' ')}, and pg or @electric-sql/pglite.`;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'locked') return `${error.message}.`;
  if (error.name === 'StoreError') return `${error.message}. Check the database, and DATABASE_URL or PAYCHART_DATA.`;
  if (error.code === 'EADDRINUSE') return 'The port is taken. Give another; 0 takes any that is free.';
  if (['EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EINVAL'].includes(String(error.code)))
    return `The service may not listen there (${error.code}). Give another address or port.`;
  return undefined;
}
