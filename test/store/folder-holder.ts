/**
 * A process that wants the folder of an embedded database: it says when it could try, tries when it is told to, says what came of
 * it, and holds the folder until its standard input ends.
 */
import { lockFolder } from '../../src/store/folder-lock.ts';

const [folder = '', url] = process.argv.slice(2);
console.log('ready');
process.stdin.once('data', () => {
  lockFolder(folder).then(
    (lock) => {
      if (url !== undefined) lock.announce(url);
      console.log('has it');
      process.stdin.on('end', () => lock.release());
    },
    (error: Error) => {
      console.log(`${error.name}: ${error.message}`);
      process.stdin.destroy();
    },
  );
});
