/**
 * The book as one HTML file that needs nothing else: no script, no font, no picture from elsewhere. To read, and to print.
 */

import { escaped } from '../relation/exports/escaped.ts';
import {
  type Block,
  type Book,
  type Column,
  type Piece,
  placeOf,
  placesIn,
  recordBegins,
  recordEnds,
  type Section,
  type Text,
} from './document.ts';
import type { Picture, Pictures } from './inputs.ts';
import { bookStyle } from './style.ts';

/** The book as HTML. */
export function bookHtml(book: Book, pictures: Pictures): string {
  const { title, subtitle, facts, notices, chapters } = book;
  const known = new Set(chapters.flatMap(placesIn));
  const write = htmlWriter((id) => {
    if (!known.has(id)) throw new Error(`bug: the book has no place "${id}"`);
    return `#${id}`;
  }, pictures);
  return page(
    title,
    bookStyle,
    `<header class="cover">
<h1>${escaped(title)}</h1>
<p class="subtitle">${escaped(subtitle)}</p>
${recordBegins}${notices.map((words) => write.block({ kind: 'note', text: words })).join('')}${recordEnds}
${write.block({ kind: 'facts', rows: facts })}
</header>
<nav class="contents" aria-label="Contents">
<h2>Contents</h2>
<ol>
${chapters.map(contentsOf).join('\n')}
</ol>
</nav>
<main>
${chapters.map((chapter, index) => write.section(chapter, 2, index + 1)).join('\n')}
</main>`,
  );
}

/** A whole page. */
export function page(title: string, style: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>
${style}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

const contentsOf = ({ id, title, sections = [] }: Section): string => {
  const inner = sections.map((section) => `<li><a href="#${section.id}">${escaped(section.title)}</a></li>`).join('');
  return `<li><a href="#${id}">${escaped(title)}</a>${inner === '' ? '' : `<ul>${inner}</ul>`}</li>`;
};

/** What writes sections, blocks and texts as HTML. */
export function htmlWriter(href: (id: string) => string, pictures?: Pictures) {
  const piece = (one: Piece): string => {
    if (typeof one === 'string') return escaped(one);
    if ('code' in one) return `<code>${escaped(one.code)}</code>`;
    if ('strong' in one) return `<strong>${escaped(one.strong)}</strong>`;
    if ('place' in one) return `<strong class="place" id="${placeOf(one.place)}">${escaped(one.place)}</strong>`;
    if ('here' in one) return `<strong class="place" id="${one.here}">${escaped(one.text)}</strong>`;
    if ('cite' in one) return `<a class="cite" href="${href(placeOf(one.cite))}">${escaped(one.cite)}</a>`;
    // What lies beside the book on the website is not beside this file wherever it is kept.
    return /^[\w-]+$/.test(one.to)
      ? `<a href="${href(one.to)}">${escaped(one.text)}</a>`
      : `<code>${escaped(one.text)}</code>`;
  };
  const inline = (words: Text): string => {
    const lines = (typeof words === 'string' ? escaped(words) : words.map(piece).join('')).split('\n');
    // Lines of one cell hang, so that one that is broken is not taken for two.
    return lines.length === 1 ? lines.join('') : lines.map((line) => `<div class="line">${line}</div>`).join('');
  };
  const cell = (words: Text, column: Column | undefined): string =>
    `<td${column?.room === undefined ? '' : ` class="${column.room}"`}>${inline(words)}</td>`;
  const block = (one: Block): string => {
    switch (one.kind) {
      case 'text':
        return `<p>${inline(one.text)}</p>`;
      case 'note':
        return `<p class="note">${inline(one.text)}</p>`;
      case 'list':
        return `<ul>${one.items.map((item) => `<li>${inline(item)}</li>`).join('')}</ul>`;
      case 'facts':
        return `<dl>${one.rows.map(([name, words]) => `<div><dt>${escaped(name)}</dt><dd>${inline(words)}</dd></div>`).join('')}</dl>`;
      case 'picture':
        return figure(one.caption, pictures?.[one.chart]);
      case 'table': {
        const heads = one.columns.map(({ head }) => `<th scope="col">${escaped(head)}</th>`).join('');
        const rows = one.rows.map(
          (row) => `<tr>${row.map((words, place) => cell(words, one.columns[place])).join('')}</tr>`,
        );
        const caption = one.caption === undefined ? '' : `<caption>${escaped(one.caption)}</caption>`;
        return `<div class="table"><table>${caption}<thead><tr>${heads}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>`;
      }
    }
  };
  const section = ({ id, title, blocks, sections = [] }: Section, level: number, number?: number): string => {
    const shown = number === undefined ? escaped(title) : `<span class="number">${number}</span> ${escaped(title)}`;
    const within = [...blocks.map(block), ...sections.map((one) => section(one, level + 1))].join('\n');
    return `<section id="${id}"${level === 2 ? ' class="chapter"' : ''}>\n<h${level}>${shown}</h${level}>\n${within}\n</section>`;
  };
  return { inline, block, section };
}

/** A picture within the file, in the colours of whoever reads it; paper is light. */
function figure(caption: string, picture: Picture | undefined): string {
  if (!picture) throw new Error(`bug: there is no picture "${caption}"`);
  const image = (svg: string, name: string, alt: string): string =>
    `<img class="${name}" alt="${escaped(alt)}" src="data:image/svg+xml,${encodeURIComponent(svg)}">`;
  // A chart that is higher than it is wide has a sheet that is so too.
  const [, width = 0, height = 0] = (/ width="(\d+)" height="(\d+)"/.exec(picture.light) ?? []).map(Number);
  return `<figure${height > width ? ' class="tall"' : ''}>${image(picture.light, 'on-light', caption)}${image(picture.dark, 'on-dark', caption)}<figcaption>${escaped(caption)}</figcaption></figure>`;
}
