/**
 * `paychart studio`: the page that shows and plays the charts, served to this machine only.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { portOf } from './serve.ts';
import { pageAnswers } from './studio-page.ts';
import { untilStopped } from './until-stopped.ts';

const host = '127.0.0.1';

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addStudio(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('studio')
    .description('the charts to look at, to play and to ask, as a page on this machine; it needs no internet')
    .option('--port <port>', 'the port; 0 takes any that is free', portOf, 8485)
    .addHelpText('after', '\nExit code: 0 once it is stopped (Ctrl-C, or SIGTERM), 2 if the port cannot be used.')
    .action(async ({ port }: { readonly port: number }) => ended(await studio(port, io)));
}

/** Serves the page until it is stopped. */
export async function studio(port: number, io: Io, stopped: () => Promise<void> = untilStopped): Promise<number> {
  const answerAt = pageAnswers();
  const server = createServer(async ({ method, url, headers }, response) => {
    const { pathname } = new URL(url ?? '/', 'http://studio.invalid');
    const answer = await answerAt(pathname, (header) => headers[header]);
    const isRead = method === 'GET' || method === 'HEAD';
    const said = answer && isRead ? answer : undefined;
    response.writeHead(said?.status ?? (answer ? 405 : 404), {
      ...(said?.headers ?? { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' }),
      'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    response.end(method === 'HEAD' ? '' : said ? said.body : 'There is only one page here: /\n');
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    io.stderr.write(
      `The studio cannot listen on port ${port} of ${host} (${error.code}). Give another with --port; 0 takes any that is free.\n`,
    );
    return exitCodes.unusable;
  }
  const { port: found } = server.address() as AddressInfo;
  await writeWhole(
    io.stdout,
    `The studio is at http://${host}:${found}/ for this machine only. It asks nothing of the internet. Stop it with Ctrl-C.\n`,
  );
  await stopped();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return exitCodes.lawful;
}
