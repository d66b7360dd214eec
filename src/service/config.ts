/**
 * How the service is set up, from the environment. What cannot be used is refused by name before anything is started.
 */
import { InputError } from '../lifecycle/index.ts';
import { createClient } from '../multisafepay/index.ts';
import { readAge } from './keep-documents.ts';
import { platform } from './platform.ts';

/** How the service is set up. */
export interface Config {
  /** A PostgreSQL server; without it, the embedded database in `data`. */
  readonly databaseUrl?: string;
  /** The folder of the embedded database; in memory if left out. */
  readonly data?: string;
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** The API keys of the site: the first one is used for calls, all are accepted for signatures. */
  readonly apiKeys: readonly string[];
  /** `live`, `test` or the base URL of something that stands in for MultiSafepay. */
  readonly environment: string;
  /** The bearer token of the API. */
  readonly token: string;
  /** `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`. */
  readonly logLevel: string;
  /** How often what is due is read at MultiSafepay, in seconds; 0 for never. */
  readonly sweepEvery: number;
  /** For how many days a message of the outbox is kept once it was acknowledged; 7 if left out, 0 for ever. */
  readonly outboxDays?: number;
  /** How often a message of the outbox is given before it fails for good; 20 if left out. */
  readonly outboxTries?: number;
  /** How long documents that could not be read are kept, in seconds; until they are erased by order if left out. */
  readonly keepDocuments?: number;
}

/** The variables that are read, and what each says. */
export const variables = {
  DATABASE_URL: 'a PostgreSQL server, as postgresql://user:password@host/database; left out: the embedded database',
  PAYCHART_DATA: 'the folder of the embedded database',
  PAYCHART_HOST: 'the address to listen on; 127.0.0.1 unless told otherwise',
  PAYCHART_PORT: 'the port; 8484 unless told otherwise, 0 for any that is free',
  PAYCHART_TOKEN: 'the bearer token of the API; at least 16 characters',
  PAYCHART_LOG: 'how much is logged: error, warn, info, debug or silent',
  PAYCHART_SWEEP_SECONDS: 'how often what is due is read at MultiSafepay; 60 unless told otherwise, 0 for never',
  PAYCHART_OUTBOX_DAYS: 'for how many days an acknowledged message is kept; 7 unless told otherwise, 0 for ever',
  PAYCHART_OUTBOX_TRIES: 'how often a message is given before it fails for good, 1 to 1000; 20 unless told otherwise',
  PAYCHART_KEEP_DOCUMENTS:
    'how long documents that could not be read are kept, as 30d or 12h; left out: until they are erased',
  MULTISAFEPAY_API_KEY: 'the API key of the site; two, separated by a comma, while it is being replaced',
  MULTISAFEPAY_ENVIRONMENT: 'live, test, or the base URL of something that stands in for MultiSafepay',
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/**
 * Reads the environment.
 *
 * @throws InputError that names the first variable that is missing or cannot be used.
 */
export function readConfig(environment: Environment): Config {
  const said = (name: keyof typeof variables): string | undefined => {
    const text = environment[name]?.trim();
    return text === '' ? undefined : text;
  };
  const must = (name: keyof typeof variables): string => {
    const text = said(name);
    if (text === undefined) throw new InputError(name, 'it is not set', `Set it: ${variables[name]}.`);
    return text;
  };
  const number = (name: keyof typeof variables, otherwise: number, most: number, least = 0): number => {
    const text = said(name) ?? String(otherwise);
    if (!/^\d{1,9}$/.test(text) || Number(text) > most || Number(text) < least)
      throw new InputError(name, `"${text}" is no number from ${least} to ${most}`, `It is ${variables[name]}.`);
    return Number(text);
  };
  const databaseUrl = said('DATABASE_URL');
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl))
    throw new InputError('DATABASE_URL', 'it is no address of PostgreSQL', `It is ${variables.DATABASE_URL}.`);
  const token = must('PAYCHART_TOKEN');
  // What a bearer token may consist of (RFC 6750); another could never be sent.
  if (token.length < 16 || !/^[A-Za-z0-9._~+/-]+=*$/.test(token))
    throw new InputError(
      'PAYCHART_TOKEN',
      'it is too short, or holds what no bearer token may hold',
      'Give 16 or more letters and digits.',
    );
  const logLevel = said('PAYCHART_LOG') ?? 'info';
  if (!logLevels.includes(logLevel))
    throw new InputError('PAYCHART_LOG', `"${logLevel}" is not known`, `Give one of ${logLevels.join(', ')}.`);
  const data = said('PAYCHART_DATA');
  const apiKeys = must('MULTISAFEPAY_API_KEY')
    .split(',')
    .map((key) => key.trim());
  const age = said('PAYCHART_KEEP_DOCUMENTS');
  const sweepEvery = number('PAYCHART_SWEEP_SECONDS', 60, 86_400);
  if (age !== undefined && sweepEvery === 0)
    throw new InputError(
      'PAYCHART_KEEP_DOCUMENTS',
      'nothing would erase them: PAYCHART_SWEEP_SECONDS is 0',
      'Leave one of the two out.',
    );
  const called = said('MULTISAFEPAY_ENVIRONMENT') ?? 'live';
  for (const apiKey of apiKeys) mustServe(apiKey, called);
  return {
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(data !== undefined && { data }),
    host: said('PAYCHART_HOST') ?? '127.0.0.1',
    port: number('PAYCHART_PORT', 8484, 65_535),
    apiKeys,
    environment: called,
    token,
    logLevel,
    sweepEvery,
    outboxDays: number('PAYCHART_OUTBOX_DAYS', 7, 3650),
    outboxTries: number('PAYCHART_OUTBOX_TRIES', 20, 1000, 1),
    ...(age !== undefined && { keepDocuments: readAge(age, 'PAYCHART_KEEP_DOCUMENTS') }),
  };
}

/** @throws InputError that names the variable, if no client can be made of it. The key is never shown. */
function mustServe(apiKey: string, environment: string): void {
  try {
    createClient({ apiKey, environment, runtime: platform });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.path === 'apiKey')
      throw new InputError(
        'MULTISAFEPAY_API_KEY',
        'a key is blank, or not plain letters and digits',
        `It is ${variables.MULTISAFEPAY_API_KEY}.`,
      );
    throw new InputError(
      'MULTISAFEPAY_ENVIRONMENT',
      `"${environment}" is no environment`,
      "Give live, test or an https URL without a query; http is for this machine's own addresses.",
    );
  }
}
