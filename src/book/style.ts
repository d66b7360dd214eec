/**
 * The style of what is read and printed: one column of text, tables that fit, light and dark, and A4 paper.
 */

const paper = `
--paper: #ffffff; --panel: #f5f7f9; --ink: #1b2430; --soft: #566273; --line: #d5dce4; --strong-line: #9aa6b4;
--link: #1f56a8; --note: #8a5a00; --note-paper: #fff8e8; --bad: #b3261e; --good: #1d6f43;`;

const night = `
--paper: #10161e; --panel: #18212b; --ink: #e6ebf1; --soft: #a3b0bf; --line: #2c3845; --strong-line: #5c6a7a;
--link: #8ab8ff; --note: #e3b75c; --note-paper: #251f12; --bad: #ff8a80; --good: #66cf98;`;

/** What every page has. */
export const pageStyle = `
:root { color-scheme: light dark; ${paper} }
@media screen and (prefers-color-scheme: dark) { :root { ${night} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif; }
h1, h2, h3 { line-height: 1.2; font-weight: 650; text-wrap: balance; }
h1 { font-size: 2rem; margin: 0 0 .3em; }
h2 { font-size: 1.5rem; margin: 0 0 .7em; }
h3 { font-size: 1.12rem; margin: 2.2em 0 .6em; }
p { margin: .6em 0; max-width: 78ch; }
ul { margin: .6em 0; padding-left: 1.2em; max-width: 78ch; }
li { margin: .25em 0; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a.cite { text-decoration: none; white-space: nowrap; }
a.cite:hover, a.cite:focus { text-decoration: underline; }
:target { scroll-margin-top: 1rem; }
.place:target { background: var(--note-paper); outline: 2px solid var(--note); }
code { font: .88em/1.4 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; overflow-wrap: break-word; }
.line { padding-left: .9em; text-indent: -.9em; }
.note { border-left: 3px solid var(--note); background: var(--note-paper); padding: .5em .8em; }
.bad { color: var(--bad); font-weight: 650; }
.good { color: var(--good); font-weight: 650; }
dl { margin: 1em 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2em 1.2em; }
dl > div { display: contents; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
dd code { overflow-wrap: anywhere; }
@media (max-width: 44rem) { dl { grid-template-columns: minmax(0, 1fr); } dd { margin-bottom: .5em; } }
.table { overflow-x: auto; margin: 1em 0 1.4em; }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 1.4; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-weight: 600; padding: 0 0 .4em; }
th { text-align: left; vertical-align: bottom; font-weight: 650; color: var(--soft); border-bottom: 1.5px solid var(--strong-line); padding: .3em .6em .3em 0; }
td { text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); padding: .38em .6em .38em 0; }
td.tight { white-space: nowrap; }
td.wide { min-width: 9em; }
figure { margin: 1.2em 0; }
figure img { max-width: 100%; height: auto; display: block; }
figcaption { color: var(--soft); font-size: 13px; margin-top: .4em; }
img.on-dark { display: none; }
@media screen and (prefers-color-scheme: dark) { img.on-light { display: none; } img.on-dark { display: block; } }
@media print {
  body { font-size: 9.2pt; line-height: 1.4; }
  h1 { font-size: 22pt; } h2 { font-size: 15pt; } h3 { font-size: 11pt; margin-top: 1.5em; }
  h2, h3, caption { break-after: avoid; }
  h3 + p { break-after: avoid; }
  h3 + p, h3 + .table { break-before: avoid; }
  p, ul, dl { orphans: 3; widows: 3; max-width: none; }
  a { color: inherit; text-decoration: none; }
  .table { overflow: visible; margin: .7em 0 1em; }
  table { font-size: 7.6pt; line-height: 1.32; }
  td, th { padding: .28em .7em .28em 0; }
  td.wide { min-width: 0; }
  thead { display: table-header-group; }
  tr, figure, .note, li { break-inside: avoid; }
  .place:target { background: none; outline: none; }
}
`.trim();

/** The style of the book. */
export const bookStyle = `${pageStyle}
body { display: grid; grid-template-columns: minmax(0, 1fr); }
.cover, .contents, main { padding: 0 2rem; width: 100%; max-width: 76rem; margin: 0 auto; }
.cover { padding-top: 3rem; }
.subtitle { font-size: 1.1rem; color: var(--soft); }
.contents h2 { font-size: 1.1rem; margin: 1.6em 0 .4em; }
.contents ol { columns: 2; column-gap: 3rem; padding-left: 1.4em; margin: 0; }
.contents li { break-inside: avoid; }
.contents a { text-decoration: none; }
.contents a:hover, .contents a:focus { text-decoration: underline; }
.contents > ol > li { margin: .5em 0; font-weight: 600; }
.contents ul { list-style: none; padding-left: 0; font-weight: 400; font-size: 13px; margin: .1em 0; }
.chapter { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 2rem; }
#sources .table:last-child table { table-layout: fixed; width: 100%; min-width: 60rem; }
#sources .table:last-child td { overflow-wrap: anywhere; }
#sources .table:last-child th:nth-child(1) { width: 15%; }
#sources .table:last-child th:nth-child(2) { width: 33%; }
#sources .table:last-child th:nth-child(3) { width: 25%; }
#sources .table:last-child th:nth-child(4) { width: 7%; }
#sources .table:last-child :is(th, td).tight { white-space: normal; }
.number { color: var(--soft); font-weight: 400; margin-right: .3em; }
main { padding-bottom: 4rem; }
@media screen and (min-width: 90rem) {
  body { grid-template-columns: 19rem minmax(0, 1fr); grid-template-rows: auto 1fr; }
  .contents { grid-row: 1 / 3; position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1rem 1.2rem 2rem; border-right: 1px solid var(--line); background: var(--panel); }
  .contents ol { columns: 1; }
  .cover, main { grid-column: 2; }
}
@page { size: A4; margin: 17mm 15mm 16mm; }
@page wide { size: A4 landscape; margin: 16mm 14mm 15mm; }
@page upright { size: A4; margin: 17mm 15mm 16mm; }
@media print {
  body { display: block; }
  .cover, .contents, main { padding: 0; max-width: none; }
  .cover { padding-top: 45mm; }
  .contents { break-before: page; }
  .contents ol { columns: 2; }
  .contents ul { font-size: 8.4pt; }
  .chapter { break-before: page; border: 0; margin: 0; padding: 0; }
  #money, #states, #flows, #cards, #refusals, #traceability, #register, #controls, #sources, #verifying { page: wide; }
  #flow-own-mid, #flow-refund { break-before: page; }
  #flows section:has(figure.tall) { break-before: page; }
  #flows section:has(figure.tall) > :not(.table) { page: upright; }
  /* So that no flow, and no chapter, leaves a few rows on a sheet of their own. */
  #flows table, #states table, #money table, #controls table, #sources table, #register table, #traceability table { font-size: 7pt; line-height: 1.22; }
  #money :is(th, td):first-child { width: 19%; }
  #states h3 { margin-top: 1em; }
  #states .table { margin: .5em 0 .7em; }
  #flows td, #flows th, #states td, #states th, #money td, #money th, #controls td, #controls th { padding-top: .2em; padding-bottom: .2em; }
  #sources .table:last-child table { min-width: 0; }
  #flows figure:not(.tall) img { max-height: 58mm; }
  #flows figure.tall img { width: 100%; max-height: 225mm; object-fit: contain; object-position: left; }
  #controls :is(p, li) { font-size: 8.4pt; line-height: 1.3; }
  figure { margin: .6em 0; }
  figcaption { font-size: 8pt; }
}
@media (max-width: 44rem) { .cover, .contents, main { padding: 0 1rem; } .contents ol { columns: 1; } }`;
