/**
 * Whether a value fits a schema as it stands, found without making it anew: most values that are looked at fit, and nothing but a yes is
 * needed of them. What does not fit, or what a schema says that is not known here, is for the schema itself to say.
 */
import type * as v from 'valibot';

/** Whether a value fits; no is not certain. */
type Fits = (value: unknown) => boolean;

/** What a schema or an action in a pipe is made of, as far as it is looked at. */
interface Part {
  readonly type: string;
  readonly pipe?: readonly Part[];
  readonly entries?: Readonly<Record<string, Part>>;
  readonly item?: Part;
  readonly wrapped?: Part;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly getter?: (value: unknown) => Part;
  readonly requirement?: Fits;
  readonly operation?: (value: unknown) => unknown;
}

/** What finds whether a value fits a schema. It says yes to nothing that the schema refuses or makes into something else. */
export const fitting = (schema: v.GenericSchema): Fits => fittingPart(schema as unknown as Part);

function fittingPart(part: Part): Fits {
  if (part.pipe === undefined) return fittingAlone(part);
  const [schema, ...actions] = part.pipe;
  const all = [fittingAlone(schema as Part), ...actions.map(fittingAction)];
  return (value) => all.every((fits) => fits(value));
}

function fittingAlone({ type, entries, item, options, literal, getter }: Part): Fits {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'number':
      return (value) => typeof value === type && !Number.isNaN(value);
    case 'literal':
      return (value) => value === literal;
    case 'picklist': {
      const words = new Set(options);
      return (value) => words.has(value);
    }
    case 'lazy':
      return (value) => fittingPart((getter as NonNullable<Part['getter']>)(value))(value);
    case 'array': {
      const fits = fittingPart(item as Part);
      return (value) => Array.isArray(value) && value.every(fits);
    }
    case 'strict_object':
      return fittingObject(entries as Readonly<Record<string, Part>>);
    default:
      return never;
  }
}

function fittingObject(entries: Readonly<Record<string, Part>>): Fits {
  const fields = new Map<string, { readonly fits: Fits; readonly isRequired: boolean }>();
  let required = 0;
  for (const [key, { wrapped, ...part }] of Object.entries(entries)) {
    const isRequired = part.type !== 'exact_optional';
    if (isRequired) required++;
    fields.set(key, { fits: fittingPart(isRequired ? part : (wrapped as Part)), isRequired });
  }
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let left = required;
    for (const key in value) {
      const field = fields.get(key);
      if (!field?.fits((value as Readonly<Record<string, unknown>>)[key])) return false;
      if (field.isRequired) left--;
    }
    return left === 0;
  };
}

const fittingAction = ({ requirement, operation }: Part): Fits =>
  requirement ?? ((value) => operation?.(value) === value);

const never: Fits = () => false;
