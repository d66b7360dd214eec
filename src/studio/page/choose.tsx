import { type Edition, editionNames, editions } from '../../../machines/index.ts';

/** A choice of one of a few. */
export function Choose<Value extends string>({
  label,
  value,
  options,
  names,
  choose,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Value[];
  readonly names: Readonly<Record<Value, string>>;
  readonly choose: (to: Value) => void;
}) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value as Value)}>
        {options.map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The choice of an edition of the rules. */
export function ChooseEdition({ value, choose }: { readonly value: Edition; readonly choose: (to: Edition) => void }) {
  const names = editionNames.map((name) => [name, `${name}: ${editions[name].title}`]);
  return (
    <Choose
      label="Edition of the rules"
      value={value}
      options={editionNames}
      names={Object.fromEntries(names) as Record<Edition, string>}
      choose={choose}
    />
  );
}
