/**
 * How wide a text is, without a font at hand: the widths of the widest of the usual sans-serif fonts, so that a label has room
 * whatever font it is shown in.
 */

/** Widths in hundredths of the font size, by the characters that share them. */
const widths: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries({
    28: "ijlIJ|'",
    32: ' .,·:;',
    36: 'f/-_',
    40: 'rt()[]',
    53: 'scvxyzk',
    62: 'abdeghnopquEFLSTYZ',
    65: '0123456789ABKPVX?',
    78: 'CDGHNOQRU',
    84: 'w>+=→',
    99: 'mMW',
  }).flatMap(([width, characters]) => [...characters].map((character) => [character, Number(width)])),
);

/** The width of a text in the units of its font size; bold text takes an eighth more. */
export function textWidth(text: string, size: number, weight: 'normal' | 'bold' = 'normal'): number {
  const hundredths = [...text].reduce((sum, character) => sum + (widths[character] ?? 80), 0);
  return Math.ceil((hundredths / 100) * size * (weight === 'bold' ? 1.125 : 1));
}
