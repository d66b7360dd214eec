/**
 * A disk of its own that can be filled and freed again: a file system in memory, which only root may mount.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small disk. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves no room on it. */
  fill(): void;
  /** Gives the room back. */
  free(): void;
  close(): void;
}

/** Mounts a disk of so many MiB. @throws if this process may not mount. */
export function openSmallDisk(mebibytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=1777`, 'paychart-disk', folder]);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill() {
      const file = openSync(ballast, 'a');
      // A page at a time in the end, so that nothing is left.
      for (let size = 2 ** 20; size >= 4096; size /= 4) {
        const piece = Buffer.alloc(size);
        for (let room = true; room; ) {
          try {
            room = writeSync(file, piece) === size;
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
            room = false;
          }
        }
      }
      closeSync(file);
    },
    free: () => rmSync(ballast, { force: true }),
    close() {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
