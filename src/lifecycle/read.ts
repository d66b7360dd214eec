/**
 * Reads a value of unknown shape by a schema; the first thing wrong becomes an InputError that names the place.
 */
import * as v from 'valibot';
import { InputError } from './input-error.ts';

/**
 * The value, if it fits the schema.
 *
 * @throws InputError with the dotted path of the first thing wrong, what was found and expected, and the way out.
 */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  wayOut: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new InputError(v.getDotPath(issue) ?? '', issue.message, wayOut);
}
