/**
 * Goal: text stands in a document of another language as itself: one way for each language in the whole of the source, so that no
 * other forgets a character.
 */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { csvLine, escaped } from '../../../src/relation/exports/escaped.ts';

describe('text in a document', () => {
  it('should be itself in HTML, XML and SVG, between tags and in attributes', () => {
    expect(escaped('<a href="x">&amp;</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;');
  });

  it('should be one cell of CSV each, whatever is in it, and never a formula', () => {
    expect(csvLine(['a', 'b,c', 'say "so"', 'two\nlines', ''])).toBe('a,"b,c","say ""so""","two\nlines",\r\n');
    for (const sign of ['=', '+', '-', '@', '\t']) expect(csvLine([`${sign}1`])).toBe(`'${sign}1\r\n`);
    expect(csvLine(['=1,2'])).toBe('"\'=1,2"\r\n');
  });

  it('should be escaped in one file of the source alone', () => {
    const escaping = /&(?:amp|lt|quot);|replaceAll\('"', '""'\)/;
    const files = globSync('src/**/*.{ts,tsx}').filter((file) => escaping.test(readFileSync(file, 'utf8')));
    expect(files.map((file) => file.replaceAll('\\', '/'))).toEqual(['src/relation/exports/escaped.ts']);
  });
});
