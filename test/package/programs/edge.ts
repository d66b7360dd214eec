/** The core and the wire on a platform without Node: what a bundle for a browser or for workerd begins with. */
import { core } from './core.ts';
import { wire } from './wire.ts';

export { core, wire };

/** As a Worker: `workerd test` calls this. */
export default {
  async test(): Promise<void> {
    core();
    await wire(crypto.subtle);
  },
};
