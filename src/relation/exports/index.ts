/** The relation in the forms that other tools read. */
export * from './csv.ts';
export * from './json.ts';
export * from './mermaid.ts';
export * from './promela.ts';
export * from './scxml.ts';
export * from './sql.ts';
export * from './xstate.ts';
