#!/usr/bin/env bash
# DuckDB's `maximum_object_size` for JSON is no limit for small sizes, and `ignore_errors` does not step over what is too large.
#
# Guess:    with maximum_object_size = 1000 a line of 2,000 bytes is refused; with ignore_errors that line is left out and the
#           lines before and after it are read.
# Instead:  the line of 2,000 bytes is read. The setting is the measure of a buffer that is never under 32 MiB: what fits into
#           the buffer is read whatever the setting is. A line that does not fit ends the whole query, with ignore_errors as
#           without, and the message names 16777216 bytes as the setting, which nobody had set.
# Versions: @duckdb/node-api 1.5.6-r.1.
# Matters:  one long webhook body in a file of logs makes all of the file unreadable, and no setting leaves it out: long lines
#           have to be taken out before DuckDB sees them, and a limit of one's own has to be checked by oneself.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent @duckdb/node-api@1.5.6-r.1

cat >observe.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const connection = await (await DuckDBInstance.create()).connect();
const line = (id, bytes) => {
  const rest = bytes - JSON.stringify({ id, note: '' }).length;
  return `${JSON.stringify({ id, note: 'x'.repeat(rest) })}\n`;
};
for (const bytes of [2000, 34_000_000]) {
  writeFileSync('log.jsonl', line('a', 50) + line('b', bytes) + line('c', 50));
  for (const ignoring of [false, true]) {
    const sql = `select id from read_json('log.jsonl', format = 'newline_delimited', columns = { id: 'VARCHAR' },
      maximum_object_size = 1000, ignore_errors = ${ignoring})`;
    const came = await connection.runAndReadAll(sql).then(
      (read) => `read ${read.getRows().flat().join(' ')}`,
      ({ message }) => `refused, "maximum_object_size" of ${/of (\d+) bytes/.exec(message)?.[1]} bytes`,
    );
    console.log(`1000 set, a line of ${bytes}${ignoring ? ', errors ignored' : ''}: ${came}`);
  }
}
JS

cat >stated <<'TEXT'
1000 set, a line of 2000: read a b c
1000 set, a line of 2000, errors ignored: read a b c
1000 set, a line of 34000000: refused, "maximum_object_size" of 16777216 bytes
1000 set, a line of 34000000, errors ignored: refused, "maximum_object_size" of 16777216 bytes
TEXT
timeout 60 node observe.mjs >observed

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
