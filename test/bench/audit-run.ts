/**
 * One audit, or the bare scan that is its floor, in a process of its own, so that its peak of memory is its own:
 * `node test/bench/audit-run.ts audit|floor|documents|parse FILE [MEMORY]` prints seconds, processor seconds, megabytes, and what was found.
 */
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { openDatabase } from '../../src/audit/duckdb.ts';
import { auditFiles } from '../../src/audit/index.ts';

const [what, file = '', memory = '450'] = process.argv.slice(2);
// What Node takes to start, and to read our sources, is not counted.
const began = performance.now();
const before = process.cpuUsage();
let found: unknown;
if (what === 'audit') {
  const columns = { order: 'order_id', status: 'status', time: 'changed' };
  const { tally } = await auditFiles([file], { columns, memory: Number(memory) });
  const words = tally.findings.map(({ orderId, to, class: name }) => [orderId.replace(/^M-/, ''), to, name]);
  found = { rows: tally.rows, violations: words };
} else if (what === 'documents') {
  const { tally, judgedBy } = await auditFiles([file]);
  found = { rows: tally.rows, violations: judgedBy === 'observe' ? tally.findings.length : -1 };
} else if (what === 'parse') {
  for await (const line of createInterface({ input: createReadStream(file) })) JSON.parse(line);
} else {
  const database = await openDatabase({ memory: 250, threads: 2, folder: tmpdir() });
  const types = "{'order_id': 'VARCHAR', 'status': 'VARCHAR', 'changed': 'VARCHAR'}";
  const from = file.endsWith('.csv')
    ? `read_csv('${file}', auto_detect=false, header=true, delim=',', columns=${types})`
    : file.endsWith('.jsonl')
      ? `read_json('${file}', format='newline_delimited', columns=${types})`
      : `read_parquet('${file}')`;
  [found] = await database.rows(`SELECT max(order_id), max(status), max(changed) FROM ${from}`);
  database.close();
}
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    seconds: (performance.now() - began) / 1000,
    processor: (user + system) / 1e6,
    // It is said in kibibytes.
    megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
    found: what === 'audit' || what === 'documents' ? found : undefined,
  }),
);
