/**
 * The colours of the charts, light and dark, and the style sheet that puts them on a figure.
 */
import type { Counts } from '../../machines/index.ts';

/** The colours of a drawing. */
export interface Ink {
  readonly paper: string;
  readonly panel: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly box: string;
  readonly badge: string;
  readonly badgeText: string;
  /** A guard that may refuse, and one that sorts cases. */
  readonly permission: string;
  readonly route: string;
  readonly lit: string;
  readonly litBox: string;
  readonly taken: string;
  readonly illegal: string;
  /** The border and the fill of a state, by how its amount counts. */
  readonly counts: Readonly<Record<Counts, readonly [border: string, fill: string]>>;
}

/** The colours on white paper and on dark paper; every text has a contrast of at least 4.5 to 1. */
export const inks = {
  light: {
    paper: '#ffffff',
    panel: '#f7f9fb',
    ink: '#18212d',
    soft: '#566273',
    line: '#8793a1',
    box: '#ffffff',
    badge: '#e8edf3',
    badgeText: '#33445a',
    permission: '#a8380c',
    route: '#1f5fbf',
    lit: '#6d28d9',
    litBox: '#ede5fd',
    taken: '#6d28d9',
    illegal: '#c01c28',
    counts: {
      nothing: ['#8793a1', '#ffffff'],
      held: ['#b7791f', '#fff8e6'],
      authorised: ['#b7791f', '#fff8e6'],
      collected: ['#1d7f4e', '#ebf8f0'],
      reserved: ['#b7791f', '#fff8e6'],
      refunded: ['#1d7f4e', '#ebf8f0'],
      charged_back: ['#c2410c', '#fff1ea'],
    },
  },
  dark: {
    paper: '#10161e',
    panel: '#161e28',
    ink: '#e8edf3',
    soft: '#a3b0bf',
    line: '#6c7a8a',
    box: '#1b2530',
    badge: '#2b3846',
    badgeText: '#c6d3e1',
    permission: '#ff9d6b',
    route: '#82b4ff',
    lit: '#b794ff',
    litBox: '#33264f',
    taken: '#b794ff',
    illegal: '#ff7b81',
    counts: {
      nothing: ['#6c7a8a', '#1b2530'],
      held: ['#d9a441', '#2d2616'],
      authorised: ['#d9a441', '#2d2616'],
      collected: ['#4cc38a', '#15291f'],
      reserved: ['#d9a441', '#2d2616'],
      refunded: ['#4cc38a', '#15291f'],
      charged_back: ['#ff8f5e', '#321f16'],
    },
  },
} as const satisfies Record<string, Ink>;

/** The name of a set of colours. */
export type InkName = keyof typeof inks;

/** The faces of type. Helvetica, Arial and their likes are as wide as the layout takes them for, or narrower. */
export const faces = {
  text: "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif",
};

/** The rules of the type: the same in any colours. */
export const typeRules = `
text{font-family:${faces.text};dominant-baseline:auto}
.name{font-size:13px;font-weight:600}
.badge-text,.legend{font-size:11px}
.fact{font-size:11px}
.guard{font-size:11px}
.step-text{font-size:11px;font-weight:700}
.title{font-size:15px;font-weight:700}
.line{fill:none;stroke-width:1.2}
.box{stroke-width:1.3}
.inner{fill:none;stroke-width:1}
.compound .box{stroke-dasharray:none}
.lit .box{stroke-width:2.6}
.taken .line{stroke-width:2.4}
.illegal .line{stroke-width:2.2;stroke-dasharray:6 4}
.cross{fill:none;stroke-width:2.4;stroke-linecap:round}
`.trim();

/** The rules of the colours. */
export function colourRules(ink: Ink, under = ''): string {
  const rules: Readonly<Record<string, string>> = {
    '.paper': `fill:${ink.paper}`,
    '.name,.title': `fill:${ink.ink}`,
    '.legend': `fill:${ink.soft}`,
    '.line': `stroke:${ink.line}`,
    '.head': `fill:${ink.line}`,
    '.dot': `fill:${ink.ink}`,
    '.badge': `fill:${ink.badge}`,
    '.badge-text': `fill:${ink.badgeText}`,
    '.label': `fill:${ink.paper}`,
    '.fact': `fill:${ink.ink}`,
    '.permission': `fill:${ink.permission}`,
    '.route': `fill:${ink.route}`,
    ...Object.fromEntries(
      Object.entries(ink.counts).flatMap(([counts, [border, fill]]) => {
        const name = `.counts-${counts.replace('_', '-')}`;
        return [
          [`${name} .box`, `fill:${fill};stroke:${border}`],
          [`${name} .inner`, `stroke:${border}`],
        ];
      }),
    ),
    '.compound .box': `fill:${ink.paper};stroke:${ink.line}`,
    '.lit .box': `fill:${ink.litBox};stroke:${ink.lit}`,
    '.lit .inner': `stroke:${ink.lit}`,
    '.compound.lit .box': `fill:${ink.paper};stroke:${ink.lit}`,
    '.taken .line': `stroke:${ink.taken}`,
    '.taken .head': `fill:${ink.taken}`,
    '.step': `fill:${ink.taken}`,
    '.step-text': `fill:${ink.paper}`,
    '.illegal .line,.illegal .cross': `stroke:${ink.illegal}`,
    '.illegal .head': `fill:${ink.illegal}`,
    '.illegal .disc': `fill:${ink.paper};stroke:${ink.illegal}`,
  };
  return Object.entries(rules)
    .map(
      ([selector, rule]) =>
        `${selector
          .split(',')
          .map((one) => `${under}${one}`)
          .join(',')}{${rule}}`,
    )
    .join('\n');
}
