/**
 * What the benchmarks write into docs/performance.md: each a section of its own, between two comments.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

const page = new URL('../../docs/performance.md', import.meta.url);

/** What figures were measured on, as a sentence begins with it. */
export function machineText(): string {
  const [processor] = cpus();
  const load = loadavg()[0]?.toFixed(1);
  return `Node ${process.version}, ${cpus().length} processors (${processor?.model.trim()}), ${process.platform}, load ${load}`;
}

/**
 * Puts a text into the page, in place of what the script wrote there before.
 *
 * @param script the npm script that writes it, as the comments around it say.
 * @throws Error if the page has no such section.
 */
export function writeSection(script: string, text: string): void {
  const [begin, end] = [
    `<!-- Written by "npm run ${script}": do not edit. -->\n`,
    `<!-- End of what "npm run ${script}" writes. -->`,
  ];
  const written = readFileSync(page, 'utf8');
  const [from, to] = [written.indexOf(begin), written.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no section that npm run ${script} writes`);
  writeFileSync(page, `${written.slice(0, from + begin.length)}\n${text.trimEnd()}\n\n${written.slice(to)}`);
}
