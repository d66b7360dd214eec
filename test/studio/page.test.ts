/**
 * Goal: the page that is kept is the page that the sources make, small, and it opens without asking anything of anybody.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { studioFiles } from '../../src/cli/studio-page.ts';
import { buildPage, pageFile } from './page.ts';

const kept = readFileSync(pageFile, 'utf8');

describe('the studio page', () => {
  it('should be what the sources make (npm run studio builds it anew)', async () => {
    // Not printed where it differs: it is one line of a hundred thousand letters.
    expect((await buildPage()) === kept).toBe(true);
  });

  // The law that it judges by is within it. What a view brings over HTTP is bounded where it is served.
  it('should be less than 152 kB compressed, with all it needs', () => {
    expect(gzipSync(kept).length).toBeLessThan(152_000);
  });

  it('should name no other place to load anything from', () => {
    const html = kept.replaceAll(/(<script[^>]*>)[\s\S]*?<\/script>/g, '$1</script>');
    expect(html.length).toBeLessThan(kept.length / 2);
    expect(html).not.toMatch(/(?:src|href)="(?!data:)[^"]/);
    expect(kept).not.toMatch(/@import|url\((?!data:)/);
  });

  it('should be given out as files of which none holds a script within a page', () => {
    const files = studioFiles(kept);
    const scripts = [...files.keys()].filter((path) => path.endsWith('.js'));
    expect([...files.keys()].slice(0, 3)).toEqual(['/', '/studio.css', '/studio.js']);
    expect(scripts.length).toBeGreaterThan(2);
    expect(files.get('/')?.content).not.toMatch(/<script(?![^>]*src=)[^>]*>/);
    // Each that comes later does what it is there for: it gives the others its part under its name, of the one build.
    const versions = new Set<string>();
    for (const path of scripts.filter((one) => one !== '/studio.js')) {
      const parts: Record<string, { readonly version: string; readonly make: unknown }> = {};
      new Function('globalThis', files.get(path)?.content ?? '')({ studioParts: parts });
      const name = path.replace(/^\/studio-|\.js$/g, '');
      expect(parts).toEqual({ [name]: { version: expect.stringMatching(/^[\w-]{12}$/), make: expect.any(Function) } });
      versions.add(parts[name]?.version ?? '');
    }
    expect(versions.size).toBe(1);
    expect(files.get('/studio.js')?.content).toContain([...versions][0]);
  });
});
