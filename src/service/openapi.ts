/**
 * The OpenAPI document of the service, printed from its routes and schemas.
 */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { accountPath, type Route, routesByPath } from './routes.ts';
import * as schemas from './schemas.ts';

/** An OpenAPI 3.1 document. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: object;
  readonly paths: Readonly<Record<string, object>>;
  readonly components: object;
}

/** The document. */
export function openApi(): OpenApi {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routesByPath) {
    paths[route.path] ??= {};
    (paths[route.path] as Record<string, object>)[route.method] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Paychart',
      version: '1',
      description:
        'Card payments at MultiSafepay, held to the law of their charts. Amounts are whole numbers of minor units; ' +
        "MultiSafepay's own times have no zone, all others are ISO 8601 instants. Calls without an account are of the account without a " +
        'name; or, if there is none, of the only one.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths: { ...paths, ...besides },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: schemaOf(schemas.errorAnswer) },
    },
  };
}

const json = (schema: object) => ({ 'application/json': { schema } });

/** A schema as JSON Schema. What a schema does to a value besides checking it cannot be printed, and is not. */
function schemaOf(schema: v.GenericSchema): object {
  const { $schema: _, ...printed } = toJsonSchema(schema, { errorMode: 'ignore', typeMode: 'input' });
  return printed;
}

const problems = {
  400: 'What was given cannot be read: the path says where, the way out what to do.',
  401: 'The bearer token is missing or wrong.',
  403: 'A page in a browser asked, and is not one of the service, or may not act.',
  404: 'The order is not known, or the account is not served.',
  409: 'The law refuses it: the refusal says why, by which rule, and what would cure it. Or the same call is in flight.',
  413: 'The body is too large.',
  502: 'MultiSafepay said no, or could not be reached.',
  503: 'The database cannot be reached: `stored` says what is in it. Ask again with the same call.',
} as const;

function operationOf({ method, path, says, query, body, answers, acts, takesKey }: Route): object {
  const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const fields = query ? ((schemaOf(query) as { properties?: Record<string, object> }).properties ?? {}) : {};
  const filters = Object.entries(fields).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
  const keys = takesKey
    ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: schemaOf(schemas.keyHeader) }]
    : [];
  const parameters = [...ids, ...filters, ...keys];
  const impossible = [...(acts ? [] : ['409', '502']), ...(method === 'get' ? ['403'] : [])];
  const possible = Object.entries(problems).filter(([status]) => !impossible.includes(status));
  return {
    summary: says,
    security: [{ token: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: json(schemaOf(body)) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, schema]) => [
          status,
          { description: descriptions[status] ?? 'Done.', content: json(schemaOf(schema)) },
        ]),
      ),
      ...Object.fromEntries(
        possible.map(([status, description]) => [
          status,
          { description, content: json({ $ref: '#/components/schemas/Error' }) },
        ]),
      ),
    },
  };
}

const descriptions: Readonly<Record<string, string>> = {
  201: 'It is open.',
  202: 'It may have been done: MultiSafepay will be asked, and nothing is sent again.',
};

const plain = (description: string, type = 'text/plain') => ({
  description,
  content: { [type]: { schema: { type: 'string' } } },
});

const account = { name: 'account', in: 'path', required: true, schema: { type: 'string' } };

const events = (parameters: readonly object[]) => ({
  get: {
    summary:
      'Payments as they change: server-sent events named `payment`, each with the line that lists show. `Last-Event-ID` resumes after an event.',
    security: [{ token: [] }],
    ...(parameters.length > 0 && { parameters }),
    responses: {
      200: plain('The stream.', 'text/event-stream'),
      400: plain('`Last-Event-ID` is no id of an event.'),
      401: plain('The bearer token is missing or wrong.'),
      404: plain('The account is not served.'),
    },
  },
});

/** What is not a call of the API: the webhook, and what operators look at. */
const besides = {
  '/notifications': {
    get: {
      summary: 'A notification that only names the order: it is read at MultiSafepay, by the key of each account.',
      parameters: [
        { name: 'transactionid', in: 'query', required: true, schema: { type: 'string' } },
        { name: 'timestamp', in: 'query', required: false, schema: { type: 'string' } },
      ],
      responses: {
        200: plain('OK: it is stored, or says nothing about a payment.'),
        400: plain('It names no order.'),
        404: plain('MultiSafepay does not know the order.'),
        503: plain('The order could not be read, or not be stored: send it again.'),
      },
    },
    post: {
      summary:
        "MultiSafepay's notifications. Signed, and of the account whose key signed it; a duplicate, an illegal and an unknown report are acknowledged as well.",
      parameters: [
        { name: 'transactionid', in: 'query', required: true, schema: { type: 'string' } },
        { name: 'timestamp', in: 'query', required: false, schema: { type: 'string' } },
        { name: 'Auth', in: 'header', required: true, schema: { type: 'string' } },
      ],
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
      responses: {
        200: plain('OK: it is stored, or says nothing about a payment.'),
        400: plain('It cannot be read.'),
        401: plain('The signature is missing, wrong or too old.'),
        413: plain('It is too large.'),
        503: plain('It could not be stored: send it again.'),
      },
    },
  },
  '/health': {
    get: {
      summary: 'Whether the process lives.',
      responses: { 200: { description: 'It does.', content: json(schemaOf(schemas.healthAnswer)) } },
    },
  },
  '/ready': {
    get: {
      summary: 'Whether the database answers.',
      responses: {
        200: { description: 'It does.', content: json(schemaOf(schemas.healthAnswer)) },
        503: { description: 'It does not.', content: json(schemaOf(schemas.healthAnswer)) },
      },
    },
  },
  '/metrics': {
    get: {
      summary: 'Metrics in the Prometheus text format.',
      security: [{ token: [] }],
      responses: { 200: plain('The metrics.'), 401: plain('The bearer token is missing or wrong.') },
    },
  },
  '/events': events([]),
  [`${accountPath}/events`]: events([account]),
  '/accounts': {
    get: {
      summary: 'The accounts that are served: sites at MultiSafepay, each with keys of its own.',
      security: [{ token: [] }],
      responses: {
        200: { description: 'They are.', content: json(schemaOf(schemas.accountsAnswer)) },
        401: plain('The bearer token is missing or wrong.'),
      },
    },
  },
  '/openapi.json': {
    get: { summary: 'This document.', responses: { 200: { description: 'It.', content: json({ type: 'object' }) } } },
  },
};
