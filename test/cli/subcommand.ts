/**
 * Runs one subcommand by itself, between a given input and what it writes.
 */
import { Writable } from 'node:stream';
import { Command, CommanderError } from 'commander';
import { exitCodes, type Io } from '../../src/cli/io.ts';
import type { Given, Ran } from './terminal.ts';

/** Adds a subcommand to the command. */
type AddSubcommand = (program: Command, io: Io, ended: (code: number) => void) => void;

/** Runs a subcommand; the first of the arguments is its name. */
export async function runSubcommand(add: AddSubcommand, argv: readonly string[], given: Given = {}): Promise<Ran> {
  const { stdin = '', isTTY = false, columns = 80, env = {} } = given;
  const [stdout, stderr] = [keeper(), keeper()];
  const io: Io = {
    stdin: typeof stdin === 'string' || stdin instanceof Uint8Array ? chunks(stdin) : stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    isTTY,
    columns,
    env,
  };
  let code: number = exitCodes.lawful;
  const program = new Command('paychart').exitOverride().configureOutput({
    writeOut: (text) => void io.stdout.write(text),
    writeErr: (text) => void io.stderr.write(text),
  });
  add(program, io, (ended) => {
    code = ended;
  });
  await program.parseAsync(argv, { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode === 0 ? exitCodes.lawful : exitCodes.unusable;
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

async function* chunks(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

function keeper() {
  const kept: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      kept.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(kept).toString('utf8') };
}
