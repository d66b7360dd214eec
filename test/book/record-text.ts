/**
 * A record as the text of its file.
 */
import type { TestRun } from '../../src/book/test-run.ts';

/** JSON with a line for each file and test, so that a change is a readable change. */
export function recordText({ tree, files, failures, tests, ...head }: TestRun): string {
  const said = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const listed = Object.entries({ tree, files, failures, tests }).map(([key, some]) =>
    some.length === 0
      ? `  ${JSON.stringify(key)}: []`
      : `  ${JSON.stringify(key)}: [\n${some.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`,
  );
  return `{\n${[...said, ...listed].join(',\n')}\n}\n`;
}
