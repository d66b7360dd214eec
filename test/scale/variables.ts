/** A variable of the environment. @throws Error that names it, if it is not set. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: say it in the environment`);
  return value;
}
