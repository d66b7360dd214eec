/**
 * Goal: who tells a snapshot a fact that it does not take is told by the compiler which fact that is and which it takes, at the fact, and
 * nothing else.
 */
import { resolve } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const at = "at: '2026-01-31T12:00:00Z'";
const program = `import { type Payment, type Snapshot, step } from './src/index.ts';
declare const authorising: Snapshot<'transaction', 'initialized.authorising'>;
declare const completed: Snapshot<'transaction', 'completed'>;
declare const any: Snapshot;
declare const payment: Payment;
step(authorising, { type: 'authorisation.approved', ${at} });
step(payment, { type: 'transaction.cancelled', ${at}, transactionId: 't-1' });
step(authorising, { type: 'review.approved', ${at} });
step(completed, { type: 'transaction.expired', ${at} });
step(any, { type: 'review.aproved', ${at} });
step(payment, { type: 'review.aproved', ${at} });
step({ chart: 'transaction' }, { type: 'transaction.expired', ${at} });
`;

it('should name the fact and what is allowed, where it is written', () => {
  const file = resolve('step-errors-sample.ts');
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile('tsconfig.json', ts.sys.readFile).config,
    ts.sys,
    '.',
  );
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...how) =>
    name === file ? ts.createSourceFile(name, program, ts.ScriptTarget.ESNext) : read(name, ...how);
  const compiled = ts.createProgram([file], options, host);
  const source = compiled.getSourceFile(file);
  const errors = compiled.getSemanticDiagnostics(source).map(({ start = 0, messageText }) => {
    const { line } = ts.getLineAndCharacterOfPosition(source as ts.SourceFile, start);
    const written = program.split('\n')[line] ?? '';
    return [written.slice(0, 12).trim(), ts.flattenDiagnosticMessageText(messageText, '\n')];
  });
  expect(errors).toEqual([
    [
      'step(authori',
      `Type '"review.approved"' is not assignable to type '"authorisation.approved" | "authorisation.declined" | ` +
        `"authorisation.soft_declined" | "screening.rejected" | "transaction.expired" | "transaction.cancelled"'.`,
    ],
    ['step(complet', expect.stringContaining('"nothing may happen after completed"')],
    [
      'step(any, {',
      expect.stringMatching(/^Type '"review.aproved"' is not assignable .*Did you mean '"review.approved"'\?$/),
    ],
    [
      'step(payment',
      expect.stringMatching(/^Type '"review.aproved"' is not assignable .*Did you mean '"review.approved"'\?$/),
    ],
    ['step({ chart', expect.any(String)],
  ]);
}, 120_000);
