/** Runs a program by its name and prints what it says: `run.ts core`. */
const programs: Readonly<Record<string, () => Promise<string> | string>> = {
  core: async () => (await import('./core.ts')).core(),
  wire: async () => (await import('./wire.ts')).wire(crypto.subtle),
  chart: async () => (await import('./chart.ts')).chart(),
  law: async () => (await import('./law.ts')).law(),
  store: async () => (await import('./store.ts')).store(),
  service: async () => (await import('./service.ts')).service(),
  testing: async () => (await import('./testing.ts')).testing(),
  inspect: async () => (await import('./inspect.ts')).inspected(),
  missing: async () => (await import('./missing.ts')).missing(),
};

for (const name of process.argv.slice(2)) {
  const program = programs[name];
  if (!program) throw new Error(`there is no program "${name}"`);
  console.log(await program());
}

export {};
