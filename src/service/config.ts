/**
 * How the service is set up, from the environment. What cannot be used is refused by name before anything is started.
 */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { defaultEdition, type Edition, editionNames, editions } from '../../machines/index.ts';
import { InputError } from '../lifecycle/index.ts';
import { createClient } from '../multisafepay/index.ts';
import { isAccountName, nameWayOut } from '../store/accounts.ts';
import { readAge } from './keep-documents.ts';
import { platform } from './platform.ts';

/** A site at MultiSafepay. */
export interface SiteConfig {
  /** The name of its account; missing of the one without a name. */
  readonly account?: string;
  /** The API keys of the site: the first one is used for calls, all are accepted for signatures. No other site has one of them. */
  readonly apiKeys: readonly string[];
  /** `live`, `test` or the base URL of something that stands in for MultiSafepay. */
  readonly environment: string;
  /** The edition of payments that the API is told to open without one; the one of the configuration if left out. */
  readonly edition?: Edition;
}

/** How the service is set up. */
export interface Config {
  /** A PostgreSQL server; without it, the embedded database in `data`. */
  readonly databaseUrl?: string;
  /** The folder of the embedded database; in memory if left out. */
  readonly data?: string;
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** The API keys of the site without an account's name, as `SiteConfig` has them; none if there is no such site. */
  readonly apiKeys: readonly string[];
  /** Where that site is: `live`, `test` or the base URL of something that stands in for MultiSafepay. */
  readonly environment: string;
  /** The edition of payments that the API is told to open without one; `defaultEdition` if left out, and the log says so. */
  readonly edition?: Edition;
  /** The sites that are accounts with names; none if left out. */
  readonly accounts?: readonly (SiteConfig & { readonly account: string })[];
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
  /** Whether the page that is shown may do what changes a payment, as somebody with the token; it may not if left out. */
  readonly pageActs?: boolean;
}

/** The variables that are read, and what each says. */
export const variables = {
  DATABASE_URL: 'a PostgreSQL server, as postgresql://user:password@host/database; left out: the embedded database',
  PAYCHART_DATA: 'the folder of the embedded database; left out, paychart serve takes paychart-data',
  PAYCHART_HOST: 'the address to listen on; 127.0.0.1 unless told otherwise',
  PAYCHART_PORT: 'the port; 8484 unless told otherwise, 0 for any that is free',
  PAYCHART_TOKEN: 'the bearer token of the API; at least 16 characters',
  PAYCHART_LOG: 'how much is logged: error, warn, info, debug or silent',
  PAYCHART_SWEEP_SECONDS: 'how often what is due is read at MultiSafepay; 60 unless told otherwise, 0 for never',
  PAYCHART_OUTBOX_DAYS: 'for how many days an acknowledged message is kept; 7 unless told otherwise, 0 for ever',
  PAYCHART_OUTBOX_TRIES: 'how often a message is given before it fails for good, 1 to 1000; 20 unless told otherwise',
  PAYCHART_KEEP_DOCUMENTS:
    'how long documents that could not be read are kept, as 30d or 12h; left out: until they are erased',
  PAYCHART_PAGE_ACTS:
    'yes, if the page that is shown may refund, settle what was set aside, close alarms and read orders; no unless told otherwise',
  PAYCHART_EDITION: `the edition of payments that are opened without one: ${editionNames.join(' or ')}; ${defaultEdition} unless told otherwise`,
  PAYCHART_ACCOUNTS:
    'a file that lists several sites, as JSON: [{"account": "shop-nl", "environment": "live", "apiKeys": ["…"]}, …]; each may have its own "edition"',
  MULTISAFEPAY_API_KEY:
    'the API key of the site; two, separated by a comma, while it is being replaced. May be left out beside PAYCHART_ACCOUNTS',
  MULTISAFEPAY_ENVIRONMENT: 'live, test, or the base URL of something that stands in for MultiSafepay',
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Whether a text is the address of a PostgreSQL server. */
export const isServerAddress = (url: string): boolean => /^postgres(ql)?:\/\//.test(url);

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
  if (databaseUrl !== undefined && !isServerAddress(databaseUrl))
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
  const pageActs = said('PAYCHART_PAGE_ACTS') ?? 'no';
  if (pageActs !== 'yes' && pageActs !== 'no')
    throw new InputError('PAYCHART_PAGE_ACTS', `"${pageActs}" is not known`, 'Give yes or no.');
  const edition = said('PAYCHART_EDITION');
  if (edition !== undefined && !isEdition(edition))
    throw new InputError('PAYCHART_EDITION', `"${edition}" is no edition`, `Give ${editionChoices()}.`);
  const data = said('PAYCHART_DATA');
  const listed = said('PAYCHART_ACCOUNTS');
  const key = listed === undefined ? must('MULTISAFEPAY_API_KEY') : said('MULTISAFEPAY_API_KEY');
  const apiKeys = key === undefined ? [] : key.split(',').map((one) => one.trim());
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
  const accounts = listed === undefined ? undefined : readAccounts(listed, apiKeys);
  return {
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(data !== undefined && { data }),
    host: said('PAYCHART_HOST') ?? '127.0.0.1',
    port: number('PAYCHART_PORT', 8484, 65_535),
    apiKeys,
    environment: called,
    ...(edition !== undefined && { edition }),
    ...(accounts !== undefined && { accounts }),
    token,
    logLevel,
    sweepEvery,
    outboxDays: number('PAYCHART_OUTBOX_DAYS', 7, 3650),
    outboxTries: number('PAYCHART_OUTBOX_TRIES', 20, 1000, 1),
    ...(pageActs === 'yes' && { pageActs: true }),
    ...(age !== undefined && { keepDocuments: readAge(age, 'PAYCHART_KEEP_DOCUMENTS') }),
  };
}

/** All sites of a configuration. */
export const sitesOf = ({ apiKeys, environment, edition, accounts = [] }: Config): readonly SiteConfig[] =>
  [...(apiKeys.length === 0 ? [] : [{ apiKeys, environment }]), ...accounts].map((site) => ({
    ...(edition !== undefined && { edition }),
    ...site,
  }));

const isEdition = (name: string): name is Edition => (editionNames as readonly string[]).includes(name);

/** The editions with what each is, as a choice. */
const editionChoices = (): string => editionNames.map((name) => `${name} (${editions[name].title})`).join(' or ');

/** What a start says if a site is told no edition: which one is in force, since when, and how to choose. */
export interface EditionUnsaid {
  /** The edition that is in force for them. */
  readonly edition: Edition;
  /** The accounts with names that are told none. */
  readonly accounts: readonly string[];
  /** All of it as a sentence. */
  readonly says: string;
}

/** The sites of a configuration that are told no edition; `undefined` if there is none. */
export function editionUnsaid(config: Config): EditionUnsaid | undefined {
  const unsaid = sitesOf(config).filter(({ edition }) => edition === undefined);
  if (unsaid.length === 0) return undefined;
  const accounts = unsaid.flatMap(({ account }) => account ?? []);
  const says =
    `no edition of the rules is chosen${accounts.length > 0 ? ` for ${accounts.join(', ')}` : ''}: payments that are opened without one ` +
    `are under ${defaultEdition}, ${editions[defaultEdition].title}. Choose with PAYCHART_EDITION, or "edition" of an account: ` +
    `${editionChoices()}; paychart explain --brand BRAND shows where they differ`;
  return { edition: defaultEdition, accounts, says };
}

const accountsSchema = v.pipe(
  v.array(
    v.strictObject({
      account: v.pipe(
        v.string(),
        v.check((name) => isAccountName(name), 'it can be no name of an account'),
      ),
      environment: v.string(),
      apiKeys: v.pipe(v.array(v.string()), v.minLength(1, 'there is no key')),
      edition: v.exactOptional(v.picklist(editionNames, 'it is no edition')),
    }),
  ),
  v.minLength(1, 'it lists no account'),
);

/**
 * Reads the file that lists accounts. A file, since keys in it are neither in the environment of every process that the service starts nor
 * in what shows it, and a store of secrets puts files where they are read.
 *
 * @param others the keys of the site without a name.
 * @throws InputError that names the file and the place in it; no key is ever shown.
 */
function readAccounts(file: string, others: readonly string[]): NonNullable<Config['accounts']> {
  const at = (place: string): string => `PAYCHART_ACCOUNTS (${file})${place}`;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What a parser says of it may quote a key.
    const why = code === undefined ? 'it is no JSON' : `it cannot be read (${code})`;
    throw new InputError(at(''), why, `It is ${variables.PAYCHART_ACCOUNTS}.`);
  }
  const found = v.safeParse(accountsSchema, json, { abortEarly: true });
  if (!found.success) {
    const [issue] = found.issues;
    const path = v.getDotPath(issue);
    const isName = path?.endsWith('.account') === true;
    const isWord = ['check', 'min_length', 'picklist'].includes(issue.type);
    const isOfEdition = path?.endsWith('.edition') === true;
    const wayOut = isOfEdition ? `Give ${editionChoices()}.` : `It is ${variables.PAYCHART_ACCOUNTS}.`;
    throw new InputError(
      at(path === null ? '' : `: ${path}`),
      isWord ? issue.message : `it is not ${issue.expected}`,
      isName ? nameWayOut : wayOut,
    );
  }
  const accounts = found.output.map((one) => ({ ...one, apiKeys: one.apiKeys.map((key) => key.trim()) }));
  const names = new Set<string>();
  const owners = new Map(others.map((key) => [key, 'MULTISAFEPAY_API_KEY']));
  for (const [index, { account, environment, apiKeys }] of accounts.entries()) {
    if (names.has(account))
      throw new InputError(
        at(`: ${index}.account`),
        `account ${account} is listed twice`,
        'List each once, with all its keys.',
      );
    names.add(account);
    for (const key of apiKeys) {
      const owner = owners.get(key);
      if (owner !== undefined && owner !== account)
        throw new InputError(
          at(`: ${index}.apiKeys`),
          `accounts ${owner} and ${account} have a key in common, which says then of neither whose a notification is`,
          'Give each the keys of its own site.',
        );
      owners.set(key, account);
      mustServe(key, environment, { key: at(`: ${index}.apiKeys`), environment: at(`: ${index}.environment`) });
    }
  }
  return accounts;
}

const variableNames = { key: 'MULTISAFEPAY_API_KEY', environment: 'MULTISAFEPAY_ENVIRONMENT' } as const;

/** @throws InputError that names the variable, if no client can be made of it. The key is never shown. */
function mustServe(
  apiKey: string,
  environment: string,
  places: Readonly<Record<keyof typeof variableNames, string>> = variableNames,
): void {
  try {
    createClient({ apiKey, environment, runtime: platform });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.path === 'apiKey')
      throw new InputError(
        places.key,
        'a key is blank, or not plain letters and digits',
        `It is ${variables.MULTISAFEPAY_API_KEY}.`,
      );
    throw new InputError(
      places.environment,
      `"${environment}" is no environment`,
      "Give live, test or an https URL without a query; http is for this machine's own addresses.",
    );
  }
}
