/** Loaded before a program: its clock is off by so many milliseconds, `CLOCK_OFF`. */
const off = Number(process.env.CLOCK_OFF);
const Right = Date;
const now = (): number => Right.now() + off;

globalThis.Date = new Proxy(Right, {
  construct: (target, given) => Reflect.construct(target, given.length === 0 ? [now()] : given),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
