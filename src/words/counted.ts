/** A count with its noun, as `1 report`, `1,200 reports` or `2 pairs of ledgers`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : noun.replace(/(?= of )|$/, 's')}`;
}
