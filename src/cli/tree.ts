/**
 * The tree of the project on the disk, file by file.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileDigest, treeFolders } from '../book/index.ts';

/**
 * Every file of the tree with its digest, in the order of their paths.
 *
 * @returns `undefined` where the source is not there: an installed package has none.
 */
export function readTree(root: string): readonly FileDigest[] | undefined {
  if (!treeFolders.every((folder) => existsSync(join(root, folder)))) return undefined;
  return treeFolders
    .flatMap((folder) => filesIn(root, folder))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((file) => ({
      file,
      sha256: createHash('sha256')
        .update(readFileSync(join(root, file)))
        .digest('hex'),
    }));
}

function filesIn(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesIn(root, path);
    return entry.isFile() ? [path] : [];
  });
}
