#!/usr/bin/env bash
# The 31st of January, made in Amsterdam, is the 30th in a workbook of ExcelJS; and what SheetJS writes as the 31st, ExcelJS reads in New York as the 30th.
#
# Guess:    a date without a zone, as a cell holds it, is the day on the calendar of whoever wrote and reads it; two libraries for one format agree on that.
# Instead:  ExcelJS writes and reads cells in UTC, so that `new Date(2026, 0, 31)` is 23:00 of the day before in Amsterdam, and the day of a cell is read as
#           the evening before in New York. SheetJS takes both for local time. Each reads back what it has written itself; in UTC, as in a container, nothing
#           is seen.
# Versions: exceljs 4.4.0, xlsx 0.18.5.
# Matters:  the report of payouts that the shop's own people make has each day before its day, and those of the first of a month in the month before. Make
#           dates by Date.UTC for ExcelJS, and read the UTC fields.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts exceljs@4.4.0 xlsx@0.18.5

cat >observe.mjs <<'JS'
import ExcelJS from 'exceljs';
import XLSX from 'xlsx';

const paid = new Date(2026, 0, 31);
const local = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
const byExcelJS = {
  write: async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('payouts').addRow([paid]);
    return book.xlsx.writeBuffer();
  },
  read: async (file) => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(file);
    return local(book.worksheets[0].getCell('A1').value);
  },
};
const bySheetJS = {
  write: async () => {
    const book = XLSX.utils.book_new();
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([[paid]]), 'payouts');
    return XLSX.write(book, { type: 'buffer' });
  },
  read: async (file) => local(XLSX.read(file, { cellDates: true }).Sheets.payouts.A1.v),
};
const cell = (file) => new Date(Math.round((XLSX.read(file).Sheets.payouts.A1.v - 25_569) * 24 * 60) * 60_000).toISOString().slice(0, 16);
for (const [name, { write }] of Object.entries({ ExcelJS: byExcelJS, SheetJS: bySheetJS })) {
  const file = await write();
  console.log(`${process.env.TZ}, ${local(paid)} by ${name}: in the cell ${cell(file)}, read by ExcelJS ${await byExcelJS.read(file)}, by SheetJS ${await bySheetJS.read(file)}`);
}
JS
for zone in UTC Europe/Amsterdam America/New_York; do TZ=$zone timeout 60 node observe.mjs; done >observed

cat >stated <<'TEXT'
UTC, 2026-01-31 by ExcelJS: in the cell 2026-01-31T00:00, read by ExcelJS 2026-01-31, by SheetJS 2026-01-31
UTC, 2026-01-31 by SheetJS: in the cell 2026-01-31T00:00, read by ExcelJS 2026-01-31, by SheetJS 2026-01-31
Europe/Amsterdam, 2026-01-31 by ExcelJS: in the cell 2026-01-30T23:00, read by ExcelJS 2026-01-31, by SheetJS 2026-01-30
Europe/Amsterdam, 2026-01-31 by SheetJS: in the cell 2026-01-31T00:00, read by ExcelJS 2026-01-31, by SheetJS 2026-01-31
America/New_York, 2026-01-31 by ExcelJS: in the cell 2026-01-31T05:00, read by ExcelJS 2026-01-31, by SheetJS 2026-01-31
America/New_York, 2026-01-31 by SheetJS: in the cell 2026-01-31T00:00, read by ExcelJS 2026-01-30, by SheetJS 2026-01-31
TEXT

echo 'stated:' && cat stated
echo 'observed:' && cat observed
cmp -s stated observed || { echo 'This has changed.' >&2; exit 1; }
