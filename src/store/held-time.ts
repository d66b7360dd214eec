/** Times as the database takes them, whoever wrote them. */

const [first, last] = ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'].map(Date.parse) as [number, number];

/**
 * A time as a text that a column or a statement takes. PostgreSQL has no year 0, JavaScript writes what comes after the year 9999 otherwise,
 * and either refuses offsets that the other takes: a time that cannot be held is the nearest that can.
 *
 * @param time an instant, or milliseconds since 1970.
 */
export const heldTime = (time: string | number): string =>
  new Date(Math.min(Math.max(typeof time === 'string' ? Date.parse(time) : time, first), last)).toISOString();
