/**
 * Reads the body of a call, and what its address asks. What was given is never repeated: it may be card data in a field where none belongs
 * (D16).
 */
import * as v from 'valibot';
import { InputError } from '../lifecycle/index.ts';

/**
 * The body, if it fits the schema.
 *
 * @throws InputError that names the first thing wrong and its place, and shows no value.
 */
export function readBody<Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
  wayOut: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body, { abortEarly: true });
  // A list of nothing has all that may be left out, and is no body all the same.
  if (result.success && Array.isArray(body)) throw new InputError('', 'it must be an object', wayOut);
  if (result.success) return result.output;
  const issue = likeliest(result.issues[0]);
  throw new InputError(v.getDotPath(issue) ?? '', problemOf(issue), wayOut);
}

/** Of what is wrong by each of several shapes, what is wrong with the value of a field that one of them has. */
function likeliest(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  if (issue.path) return issue;
  const inner = issue.issues?.map(likeliest);
  // A field that is none, inside of one that only one shape has, is told as well as a value that is none.
  return inner?.find(isOfValue) ?? inner?.find(({ path }) => (path?.length ?? 0) > 1) ?? issue;
}

const isOfValue = ({ path, expected, received }: v.BaseIssue<unknown>): boolean =>
  path !== undefined && expected !== 'never' && received !== 'undefined';

function problemOf({ message, expected, received, requirement, type, input }: v.BaseIssue<unknown>): string {
  if (!message.startsWith('Invalid ')) return message;
  if (expected === 'never') return 'there is no such field';
  if (received === 'undefined') return 'it is missing';
  const [bound, of] = /^(min|max)_(value|length)$/.exec(type)?.slice(1) ?? [];
  const limit = `at ${bound === 'min' ? 'least' : 'most'} ${requirement}`;
  if (of === 'value') return `it must be ${limit}`;
  const [one, many] = Array.isArray(input) ? ['entry', 'entries'] : ['character', 'characters'];
  if (of === 'length') return `it must have ${limit} ${requirement === 1 ? one : many}`;
  const choices = expected?.replace(/^\((.*)\)$/, '$1').split(' | ') ?? [type];
  return `it must be ${choices.map((choice) => words[choice] ?? (expected ? choice : `a ${choice}`)).join(' or ')}`;
}

/** What types, and checks of them, are in words. */
const words: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
  safe_integer: 'a whole number',
  url: 'an address, as https://shop.example/return',
  uuid: 'a UUID',
};
