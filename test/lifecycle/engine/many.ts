/**
 * Many streams of reports, told to one engine beside `observe`: `node test/lifecycle/engine/many.ts [--streams 100000] [--seed 1]`. It
 * says the seed and what was found; exit code 1 if anything differs.
 */
import { parseArgs } from 'node:util';
import { besideObserve, streamOf } from './streams.ts';

const { values } = parseArgs({
  options: { streams: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const [streams, seed] = [Number(values.streams), Number(values.seed)];
const { tell, engine } = besideObserve();
let [reports, byEdge, differing] = [0, 0, 0];
const told = (at: number): string =>
  `seed ${seed}: ${at} streams, ${reports} reports, ${byEdge} by an edge, ${differing} differing, ${engine.held()} nodes and edges held`;
for (let at = 0; at < streams; at++) {
  for (const said of tell(streamOf(seed + at))) {
    reports++;
    if (said.byEdge) byEdge++;
    if (said.engine === said.observe) continue;
    if (++differing <= 3) console.error(`seed ${seed + at}:\n${said.engine}\n${said.observe}`);
  }
  if ((at + 1) % 5000 === 0) console.error(told(at + 1));
}
console.log(told(streams));
process.exitCode = differing === 0 ? 0 : 1;
