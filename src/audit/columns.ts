/**
 * Which column says what. What is not said is guessed by the column's name, and said; amounts are never guessed.
 */
import { InputError } from '../lifecycle/index.ts';

/** What a column may say of a row. */
export const fields = [
  'order',
  'transaction',
  'time',
  'sequence',
  'status',
  'financial',
  'kind',
  'brand',
  'currency',
  'amount',
  'refunded',
  'ordered',
] as const;
/** What a column may say. */
export type Field = (typeof fields)[number];

/** The column of each field, by its name; one that is left out is not there. */
export type Columns = Readonly<Partial<Record<Field, string>>>;

/** What every row needs. */
export const neededFields = ['order', 'status'] as const satisfies Field[];

/** Names that columns have, in lower case without what joins words, the most telling first. */
const names: Readonly<Partial<Record<Field, readonly string[]>>> = {
  order: ['orderid', 'ordernumber', 'orderno', 'orderref', 'orderreference', 'order', 'paymentid', 'payment'],
  transaction: ['transactionid', 'pspid', 'pspreference'],
  time: [
    'modified',
    'at',
    'occurredat',
    'changed',
    'updatedat',
    'updated',
    'changedat',
    'createdat',
    'created',
    'timestamp',
    'ts',
    'time',
    'datetime',
    'date',
  ],
  sequence: ['sequence', 'seq', 'n', 'version', 'historyid'],
  status: ['orderstatus', 'status', 'newstatus', 'state'],
  financial: ['financialstatus', 'transactionstatus'],
};

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** The columns of a file: those said, and those guessed, by field. */
export interface MappedColumns {
  readonly columns: Columns;
  readonly guessed: readonly Field[];
}

/**
 * Maps the columns of a file.
 *
 * @param file the file, for what is said if it cannot be.
 * @throws InputError if a column is there twice, one that was said is not there, a needed one can neither be found nor guessed, or two may be
 * meant.
 */
export function mapColumns(file: string, there: readonly string[], said: Columns): MappedColumns {
  const doubled = there.find((name, place) => there.indexOf(name) !== place);
  if (doubled !== undefined)
    throw new InputError(file, `the column "${doubled}" is there twice`, 'Leave one of them out, or name them apart.');
  const guessed: Field[] = [];
  const columns: Partial<Record<Field, string>> = {};
  const taken = new Set(Object.values(said));
  for (const field of fields) {
    const name = said[field];
    if (name !== undefined) {
      if (name === '') continue;
      if (!there.includes(name))
        throw new InputError(
          file,
          `there is no column "${name}"`,
          `Name one of ${there.map((one) => `"${one}"`).join(', ')} with --column ${field}=NAME.`,
        );
      columns[field] = name;
      continue;
    }
    const found = (names[field] ?? []).flatMap((name) => there.filter((one) => plain(one) === name && !taken.has(one)));
    const [first, second] = found;
    if (first === undefined) continue;
    if (second !== undefined && plain(second) === plain(first))
      throw new InputError(
        file,
        `the columns "${first}" and "${second}" may both be the ${field}`,
        `Say which with --column ${field}=NAME.`,
      );
    columns[field] = first;
    taken.add(first);
    guessed.push(field);
  }
  for (const field of neededFields)
    if (columns[field] === undefined)
      throw new InputError(
        file,
        `no column can be told to be the ${field === 'order' ? 'order id' : 'status'}`,
        `Name it with --column ${field}=NAME; there are ${there.map((one) => `"${one}"`).join(', ')}.`,
      );
  const meant = [...new Set(Object.values(columns))];
  for (const [place, name] of meant.entries()) {
    const other = meant.slice(0, place).find((one) => one.toLowerCase() === name.toLowerCase());
    if (other !== undefined)
      throw new InputError(
        file,
        `the columns "${other}" and "${name}" differ in capitals alone, so DuckDB takes them for one`,
        'Name one of them otherwise in the file.',
      );
  }
  return { columns, guessed };
}
