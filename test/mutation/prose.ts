/**
 * What is not mutated: sentences for people. A word that decides anything (a code, a name, a target, a status, an id) is.
 */

/** As much of a Babel path as is looked at. */
interface Path {
  readonly node: { readonly type: string };
  readonly key?: unknown;
  readonly listKey?: unknown;
  readonly parent?: { readonly type: string; readonly key?: Named; readonly callee?: Named };
  readonly parentPath?: Path | null;
  traverse(visitor: object): void;
}

interface Named {
  readonly name?: string;
}

/** The properties that hold a sentence or a name as people write it. */
const sentences = new Set(['means', 'customer', 'merchant', 'title', 'description']);

/** The tables whose values are titles or names as people write them. */
const titles = new Set(['sources', 'brandNames', 'collectorNames']);

function isProse({ node, key, listKey, parent, parentPath }: Path): boolean {
  if (!['StringLiteral', 'TemplateLiteral'].includes(node.type)) return false;
  if (parent?.type === 'ObjectProperty') {
    if (key === 'value' && sentences.has(parent.key?.name ?? '')) return true;
    return titles.has(declared(parentPath));
  }
  if (listKey !== 'arguments' || key !== 0) return false;
  const callee = parent?.callee?.name;
  return parent?.type === 'NewExpression' ? callee === 'Error' : callee === 'row';
}

/** The name of the constant that a node is written in. */
function declared(path: Path | null | undefined): string {
  if (!path) return '';
  const { type, id } = path.node as { type: string; id?: Named };
  return type === 'VariableDeclarator' ? (id?.name ?? '') : declared(path.parentPath);
}

/** Stryker leaves out what stands before `as`, and the charts are written `as const`: the types are taken off first. */
const asWritten = {
  TSAsExpression(path: { node: { expression: object }; replaceWith(node: object): void }): void {
    path.replaceWith(path.node.expression);
  },
};

/** The plugins of this file, as Stryker looks for them. */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'prose',
    value: {
      shouldIgnore(path: Path): string | undefined {
        if (path.node.type === 'Program') path.traverse(asWritten);
        return isProse(path) ? 'a sentence for people' : undefined;
      },
    },
  },
];
