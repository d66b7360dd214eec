/**
 * The command and its subcommands, joined.
 */
import { Command, CommanderError } from 'commander';
import { addAudit } from './audit.ts';
import { addBook } from './book.ts';
import { addDiff } from './diff.ts';
import { addDocuments } from './documents.ts';
import { addDraw } from './draw.ts';
import { addEvidence } from './evidence.ts';
import { addExplain } from './explain.ts';
import { addExport } from './export.ts';
import { addIncidents } from './incidents.ts';
import { addInspect } from './inspect.ts';
import { exitCodes, type Io, isClosedPipe } from './io.ts';
import { addLint } from './lint.ts';
import { packageVersion } from './package-root.ts';
import { addPayments } from './payments.ts';
import { safe } from './print.ts';
import { addRecover } from './recover.ts';
import { addReplay } from './replay.ts';
import { addServe } from './serve.ts';
import { addSources } from './sources.ts';
import { addStart } from './start.ts';
import { addStudio } from './studio.ts';
import { addVerify } from './verify.ts';

/** Runs the command; wrong options end with exit code 2. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = exitCodes.lawful;
  const ended = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('paychart')
    .description('Card payments at MultiSafepay as state charts: what may happen to a payment, and what may not.')
    .version(packageVersion(), '--version', 'say the version of Paychart')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text.split('\n').map(safe).join('\n')),
      getOutHelpWidth: () => Math.min(io.columns, 100),
      getErrHelpWidth: () => Math.min(io.columns, 100),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showSuggestionAfterError()
    .showHelpAfterError('The same with --help says what it takes.')
    .helpCommand(true);
  addReplay(program, io, ended);
  addAudit(program, io, ended);
  addExplain(program, io, ended);
  addLint(program, io, ended);
  addVerify(program, io, ended);
  addDiff(program, io, ended);
  addBook(program, io, ended);
  addEvidence(program, io, ended);
  addSources(program, io, ended);
  addDocuments(program, io, ended);
  addExport(program, io, ended);
  addPayments(program, io, ended);
  addRecover(program, io, ended);
  addDraw(program, io, ended);
  addServe(program, io, ended);
  addIncidents(program, io, ended);
  addInspect(program, io, ended);
  addStart(program, io, ended);
  addStudio(program, io, ended);
  io.stdout.on('error', (error) => {
    if (!isClosedPipe(error)) ended(failed(error, io));
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.lawful : exitCodes.unusable;
    return failed(error, io);
  }
}

/** Says what failed: the output, or something of ours that should not have. */
function failed(error: unknown, io: Io): number {
  const isOutput = error instanceof Error && 'syscall' in error && 'code' in error;
  const message = isOutput
    ? `the output cannot be written (${error.code})`
    : `paychart failed by a fault of its own; please report this:\n${error instanceof Error ? error.stack : error}`;
  io.stderr.write(`${message.split('\n').map(safe).join('\n')}\n`);
  return isOutput ? exitCodes.unusable : exitCodes.fault;
}
