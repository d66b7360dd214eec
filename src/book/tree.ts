/**
 * The digest of a tree of files, so that a record can say what it is a record of, and anybody can tell with `sha256sum` whether
 * this is still that tree.
 */
import { sha256Of } from '../relation/sha256.ts';

/** A file by its path from the root of the project, with `/`, and the SHA-256 of its bytes. */
export interface FileDigest {
  readonly file: string;
  readonly sha256: string;
}

/** The folders whose files a record of the tests is of: the law, the program, the tests. */
export const treeFolders = ['machines', 'src', 'test'] as const;

/** How the digest is computed by hand, at the root of the project. */
export const digestCommand = `find ${treeFolders.join(' ')} -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum`;

/**
 * The digest of files in the order of their paths: the SHA-256 of what `sha256sum` prints of them, a line each of the hash, two
 * spaces and the path.
 */
export function digestOf(tree: readonly FileDigest[]): string {
  return sha256Of(tree.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join(''));
}

/** Whether files are in the order of their paths, each once. */
export function isInOrder(tree: readonly FileDigest[]): boolean {
  return tree.every(({ file }, index) => index === 0 || (tree[index - 1] as FileDigest).file < file);
}

/** What became of files between two trees, by path. */
export interface TreeDifference {
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/** What differs between two trees. */
export function treeDifference(was: readonly FileDigest[], is: readonly FileDigest[]): TreeDifference {
  const before = new Map(was.map(({ file, sha256 }) => [file, sha256]));
  const after = new Map(is.map(({ file, sha256 }) => [file, sha256]));
  return {
    changed: is.filter(({ file, sha256 }) => before.has(file) && before.get(file) !== sha256).map(({ file }) => file),
    added: is.filter(({ file }) => !before.has(file)).map(({ file }) => file),
    gone: was.filter(({ file }) => !after.has(file)).map(({ file }) => file),
  };
}
