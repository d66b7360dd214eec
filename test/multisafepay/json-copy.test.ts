/**
 * Goal: a copy of JSON has other names and values where its rules say so, says where that is, and is the same everywhere else.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type CopyRules, jsonCopy } from '../../src/multisafepay/json-copy.ts';

/** Rules by which everything stays as it is, but for what is said otherwise. */
const rules = (other: Partial<CopyRules> = {}): CopyRules => ({
  name: (name) => name,
  value: (held) => held,
  ...other,
});

describe('a copy', () => {
  test.prop([fc.jsonValue()])('should be the same, and another, where no rule says otherwise', (json) => {
    const before = JSON.stringify(json);
    const { value, changed } = jsonCopy(json, rules());
    expect(JSON.stringify(value)).toBe(before);
    expect(changed).toEqual([]);
    if (typeof json === 'object' && json !== null) expect(value).not.toBe(json);
  });

  it('should be one that can be written to, and leave the original as it is', () => {
    const json = { order: { id: '7' }, list: [1, null] };
    const value = jsonCopy(json, rules()).value as { order: { id?: string; more?: number }; list: unknown[] };
    expect(Array.isArray(value.list)).toBe(true);
    expect(Object.keys(value)).toEqual(['order', 'list']);
    value.order.id = '8';
    value.list[1] = 2;
    delete (value as Partial<typeof value>).list;
    expect(value).toEqual({ order: { id: '8' } });
    expect(json).toEqual({ order: { id: '7' }, list: [1, null] });
  });

  it('should have a key like any other where that would be a prototype', () => {
    const { value } = jsonCopy(JSON.parse('{"__proto__":{"paid":true}}'), rules());
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"paid":true}}');
  });
});

describe('what is another in a copy', () => {
  const json = { customer: { name: 'A. Buyer', cards: [{ number: '4111' }, { number: '5555' }] }, amount: 3 };

  it('should be named by its path: values, told by the key that they have in the copy', () => {
    const masked = rules({ value: (held, key) => (key === 'number' ? '****' : held) });
    expect(jsonCopy(json, masked)).toEqual({
      value: { customer: { name: 'A. Buyer', cards: [{ number: '****' }, { number: '****' }] }, amount: 3 },
      changed: ['customer.cards.0.number', 'customer.cards.1.number'],
    });
    expect(jsonCopy(json, { ...masked, tells: (key) => key !== 'number' }).changed).toEqual([]);
    expect(jsonCopy('4111', rules({ value: () => '****' }))).toEqual({ value: '****', changed: [''] });
  });

  it('should be named by its path: members, under the name that they have in the copy', () => {
    const renamed = rules({ name: (name) => (name === 'customer' ? 'buyer' : name) });
    const { value, changed } = jsonCopy(json, renamed);
    expect(Object.keys(value as object).sort()).toEqual(['amount', 'buyer']);
    expect(changed).toEqual(['buyer']);
  });

  it('should be left out with all that is in it, and named', () => {
    const { value, changed } = jsonCopy(json, rules({ leavesOut: (name) => name === 'cards' }));
    expect(value).toEqual({ customer: { name: 'A. Buyer' }, amount: 3 });
    expect(changed).toEqual(['customer.cards']);
  });
});
