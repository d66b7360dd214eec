/**
 * A chart to look at and to move about in: the figure that the pictures show, with what a payment is doing on it.
 *
 * Drag or Shift+arrows move it, Ctrl+wheel, two fingers or + and − zoom, 0 fits it. Tab reaches it, arrows go from state to
 * state and edge to edge, Enter chooses.
 */
import { type ComponentChildren, h, type VNode } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { ChartId } from '../../relation/index.ts';
import { bowRoom, figureOf, type Highlight, type Mark } from '../figure.ts';
import { type Figurable, graphOf, pairText } from '../graph.ts';
import { type Box, type ChartLayout, layoutOf } from '../layout.ts';

/** What of a chart was chosen: a state, or an arrow with all its edges. */
export type Chosen = { readonly state: string } | { readonly arrow: string };

/** What a view of any chart shows. */
export interface FigureViewProps extends Highlight {
  readonly graph: Figurable;
  readonly layout: ChartLayout;
  readonly chosen?: Chosen | undefined;
  /** Called when a state or an arrow is chosen; without it, the chart is for looking only. */
  readonly onChoose?: (chosen: Chosen) => void;
  /** What stands above the chart. */
  readonly children?: ComponentChildren;
}

/** What a view of a chart of ours shows. */
export interface ChartViewProps extends Omit<FigureViewProps, 'graph' | 'layout'> {
  readonly chart: ChartId;
}

interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const closest = 0.35;
const widest = 2.5;
/** Below this scale, the smallest letters (of 11 units) are too small to read: 11 pixels. */
const readable = 1;
/** The room around a chart, in units. */
const edge = 4;

/** A chart of ours. */
export function ChartView({ chart, ...shown }: ChartViewProps) {
  return <FigureView graph={graphOf(chart)} layout={layoutOf(chart)} {...shown} />;
}

/** Any chart that is laid out. */
export function FigureView({ graph, layout, chosen, onChoose, lit, taken, illegal, children }: FigureViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<{ readonly width: number; readonly height: number }>();
  const [seen, setSeen] = useState<Window>();
  const [focused, setFocused] = useState(0);
  const figure = useId();

  useEffect(() => {
    const element = frame.current as HTMLDivElement;
    // To the fraction of a pixel: letters would be a little too small in room that is rounded up.
    const watcher = new ResizeObserver(([entry]) => entry && setRoom(entry.contentRect));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  useEffect(() => setSeen(undefined), [graph]);

  const reachesOut = illegal !== undefined;
  const whole = useMemo(() => fitted(layout, room, reachesOut ? bowRoom : edge), [layout, room, reachesOut]);
  const heightOf = ({ width }: Window): number => (room ? (width * room.height) / room.width : layout.height);
  const start = around(whole.start, heightOf(whole.start), layout, [...(lit ?? [])]);
  const now = seen ?? start;
  const height = heightOf(now);
  const scale = room ? room.width / now.width : 1;

  const zoom = (by: number, at?: { readonly x: number; readonly y: number }): void => {
    const width = Math.min(layout.width / closest, Math.max(layout.width / 8, layout.width * 0.1, now.width / by));
    const center = at ?? { x: now.x + now.width / 2, y: now.y + height / 2 };
    const share = width / now.width;
    setSeen({ x: center.x - (center.x - now.x) * share, y: center.y - (center.y - now.y) * share, width });
  };
  /** Moves so that something is to be seen. */
  const show = (key: string): void => {
    const [kind, ...rest] = key.split(' ');
    const id = rest.join(' ');
    const box = kind === 'state' ? layout.states[id] : layout.arrows[id]?.label;
    if (!box) return;
    const isIn = (at: 'x' | 'y', size: 'width' | 'height', seen: number): boolean =>
      box[at] >= now[at] && box[at] + box[size] <= now[at] + seen;
    if (isIn('x', 'width', now.width) && isIn('y', 'height', height)) return;
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const held = (to: number, whole: number, seen: number): number =>
      Math.max(-edge, Math.min(to, whole + edge - seen));
    setSeen({
      x: held(middle.x - now.width / 2, layout.width, now.width),
      y: height >= layout.height ? now.y : held(middle.y - height / 2, layout.height, height),
      width: now.width,
    });
  };
  const chosenKey = chosen && ('state' in chosen ? `state ${chosen.state}` : `arrow ${chosen.arrow}`);
  useEffect(() => {
    if (chosenKey !== undefined && room !== undefined) show(chosenKey);
  }, [chosenKey, room]);
  const move = (x: number, y: number): void => setSeen({ ...now, x: now.x + x, y: now.y + y });
  const pointOf = (event: MouseEvent): { readonly x: number; readonly y: number } => {
    const box = (frame.current as HTMLDivElement).getBoundingClientRect();
    return { x: now.x + (event.clientX - box.left) / scale, y: now.y + (event.clientY - box.top) / scale };
  };
  const dragging = usePointers({ scale, move, zoom, pointOf });

  const reachable = useMemo(() => reachableOf(graph), [graph]);
  const focusOn = (place: number): void => {
    const at = (place + reachable.length) % reachable.length;
    setFocused(at);
    const { key } = reachable[at] as Reachable;
    frame.current?.querySelector<SVGElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (step && event.shiftKey) move((step[0] as number) * (60 / scale), (step[1] as number) * (60 / scale));
    else if (step && onChoose) focusOn(focused + ((step[0] as number) + (step[1] as number)));
    else if (event.key === '+' || event.key === '=') zoom(1.25);
    else if (event.key === '-') zoom(0.8);
    else if (event.key === '0') setSeen(whole.all);
    else return;
    event.preventDefault();
  };

  const marks = figureOf(graph, layout, { ...(lit && { lit }), ...(taken && { taken }), illegal });
  const decorate = (mark: Mark): Readonly<Record<string, unknown>> => {
    if (!onChoose) return {};
    const state = mark.attributes['data-state'];
    const arrow = mark.attributes['data-arrow'];
    if (state === undefined && arrow === undefined) return {};
    const key = state === undefined ? `arrow ${arrow}` : `state ${state}`;
    const place = reachable.findIndex((one) => one.key === key);
    const is = state === undefined ? { arrow: String(arrow) } : { state: String(state) };
    const isChosen = chosen !== undefined && ('state' in chosen ? chosen.state === state : chosen.arrow === arrow);
    const choose = (): void => {
      if (!dragging.moved()) onChoose(is);
    };
    return {
      'data-key': key,
      class: `${mark.attributes.class}${isChosen ? ' chosen' : ''}`,
      role: 'button',
      // In small letters: SVG tells them apart, and not every browser forgives.
      tabindex: place === focused ? 0 : -1,
      'aria-label': reachable[place]?.label,
      'aria-pressed': isChosen,
      onFocus: (event: FocusEvent) => {
        setFocused(place);
        // Whoever points at it sees it.
        if ((event.currentTarget as Element).matches(':focus-visible')) show(key);
      },
      onClick: choose,
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onChoose(is);
      },
    };
  };

  return (
    <div class="chart-frame">
      <div class="chart-bar">
        <div class="chart-caption">{children}</div>
        <fieldset class="zoom">
          <legend class="unseen">Zoom</legend>
          <button type="button" onClick={() => zoom(1.25)} aria-label="Zoom in" title="Zoom in (+)">
            +
          </button>
          <button type="button" onClick={() => zoom(0.8)} aria-label="Zoom out" title="Zoom out (−)">
            −
          </button>
          <button type="button" onClick={() => setSeen(whole.all)} title="Fit the whole chart (0)">
            Fit
          </button>
        </fieldset>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys that bubble up from the states and edges within move the chart. */}
      <div
        class="chart"
        ref={frame}
        style={{ '--ratio': `${layout.width} / ${layout.height}`, '--tall': `${layout.height * readable}px` }}
        onKeyDown={onKeyDown}
        onWheel={(event: WheelEvent) => {
          if (!event.ctrlKey && !event.metaKey) return;
          event.preventDefault();
          zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, pointOf(event));
        }}
        {...dragging.handlers}
      >
        <svg
          viewBox={`${now.x} ${now.y} ${now.width} ${height}`}
          preserveAspectRatio="xMidYMid meet"
          role={onChoose ? 'group' : 'img'}
          aria-label={`${graph.title} chart. ${describe(lit)}`}
        >
          {/* Its class is within it, so that it is styled where it is used again. */}
          <g id={figure} class="figure">
            {marks.map((mark) => nodeOf(mark, decorate))}
          </g>
        </svg>
      </div>
      <div class="chart-printed">
        {sheetsOf(layout, reachesOut ? bowRoom : edge).map(({ x, y, width, height: tall }, place) => (
          <div key={`${x} ${y}`}>
            <svg
              viewBox={`${x} ${y} ${width} ${tall}`}
              style={{ width: `${width * printed}pt`, height: `${tall * printed}pt` }}
              role="img"
              aria-label={`${graph.title} chart, part ${place + 1}`}
            >
              <use href={`#${figure}`} />
            </svg>
          </div>
        ))}
      </div>
    </div>
  );
}

const describe = (lit: ReadonlySet<string> | undefined): string =>
  lit && lit.size > 0 ? `The payment is in ${[...lit].join(' or ')}.` : '';

/** The whole chart in its frame; and where to start, which is its beginning where the whole would be too small to read. */
function fitted(
  layout: { readonly width: number; readonly height: number },
  room: { readonly width: number; readonly height: number } | undefined,
  margin: number,
) {
  const full = { width: layout.width + 2 * margin, height: layout.height + 2 * margin };
  if (!room || room.width === 0)
    return { all: { x: -margin, y: -margin, width: full.width }, start: { x: -margin, y: -margin, width: full.width } };
  const scale = Math.min(room.width / full.width, room.height / full.height, widest / 2);
  const windowAt = (by: number): Window => ({
    x: by * full.width <= room.width ? -margin - (room.width / by - full.width) / 2 : -margin,
    y: by * full.height <= room.height ? -margin - (room.height / by - full.height) / 2 : -margin,
    width: room.width / by,
  });
  return { all: windowAt(scale), start: windowAt(Math.max(scale, readable)) };
}

/** A window of a height moved so that the states that are lit are in its middle, as far as the chart reaches. */
function around(window: Window, height: number, layout: ChartLayout, lit: readonly string[]): Window {
  const boxes = lit.flatMap((id) => layout.states[id] ?? []);
  if (boxes.length === 0) return window;
  const placed = (at: 'x' | 'y', size: 'width' | 'height', seen: number): number => {
    if (seen >= layout[size]) return window[at];
    const from = Math.min(...boxes.map((box) => box[at]));
    const to = Math.max(...boxes.map((box) => box[at] + box[size]));
    return Math.max(window[at], Math.min((from + to - seen) / 2, layout[size] - seen - window[at]));
  };
  return { ...window, x: placed('x', 'width', window.width), y: placed('y', 'height', height) };
}

/** What a unit is on paper, in points: the smallest letters, of 11 units, are 9. */
const printed = 9 / 11;

/** What of a chart a sheet of A4 across has room for, in units: 277 by 190 mm within its margins, less what stands above the chart. */
const sheet = { width: Math.floor((277 / 25.4) * 72) / printed, height: Math.floor((160 / 25.4) * 72) / printed };

/** A chart in as many parts as sheets need: what is cut at the edge of one stands whole on the other. */
function sheetsOf(layout: { readonly width: number; readonly height: number }, margin: number): readonly Box[] {
  const cut = (whole: number, room: number): { readonly starts: readonly number[]; readonly size: number } => {
    const size = Math.min(whole + 2 * margin, room);
    const count = Math.ceil((whole + 2 * margin) / room);
    const step = count === 1 ? 0 : (whole + 2 * margin - size) / (count - 1);
    return { starts: Array.from({ length: count }, (_, at) => at * step - margin), size };
  };
  const [across, down] = [cut(layout.width, sheet.width), cut(layout.height, sheet.height)];
  return down.starts.flatMap((y) => across.starts.map((x) => ({ x, y, width: across.size, height: down.size })));
}

interface Reachable {
  readonly key: string;
  readonly label: string;
}

/**
 * Everything that can be chosen, in the order in which money lives it: each state, then the edges that leave it. Each is named
 * by what is written on it, and where it is.
 */
function reachableOf({ states, arrows }: Figurable): readonly Reachable[] {
  return states.flatMap(({ id, badge }) => [
    { key: `state ${id}`, label: `State ${id}${badge ? ` ${pairText(badge)}` : ''}` },
    ...arrows
      .filter(({ from }) => from === id)
      .map((arrow) => {
        const written = arrow.edges.map(({ fact, guard }) => (guard ? `${fact} [${guard.name}]` : fact));
        return { key: `arrow ${arrow.id}`, label: `${written.join(' ')}, from ${id} to ${arrow.to}` };
      }),
  ]);
}

/** A mark as an element of the page. */
function nodeOf(mark: Mark, decorate: (mark: Mark) => Readonly<Record<string, unknown>>): VNode {
  const key = mark.attributes['data-state'] ?? mark.attributes['data-arrow'];
  return h(
    mark.tag,
    { ...mark.attributes, ...decorate(mark), ...(key !== undefined && { key }) },
    // Blanks between texts keep their words apart for whoever has them read out.
    mark.within.flatMap((one) =>
      typeof one === 'string' ? [one] : one.tag === 'text' ? [nodeOf(one, decorate), ' '] : [nodeOf(one, decorate)],
    ),
  );
}

/** Dragging with one pointer, pinching with two. */
function usePointers(act: {
  readonly scale: number;
  move(x: number, y: number): void;
  zoom(by: number, at: { readonly x: number; readonly y: number }): void;
  pointOf(event: MouseEvent): { readonly x: number; readonly y: number };
}) {
  const down = useRef(new Map<number, PointerEvent>());
  const travelled = useRef(0);
  const apart = (): number => {
    const [a, b] = [...down.current.values()];
    return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0;
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (down.current.size === 0) travelled.current = 0;
    down.current.set(event.pointerId, event);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const before = down.current.get(event.pointerId);
    if (!before) return;
    const span = apart();
    down.current.set(event.pointerId, event);
    const [x, y] = [event.clientX - before.clientX, event.clientY - before.clientY];
    travelled.current += Math.abs(x) + Math.abs(y);
    if (travelled.current < 5) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    if (down.current.size === 2 && span > 0) act.zoom(apart() / span, act.pointOf(event));
    else act.move(-x / act.scale, -y / act.scale);
  };
  const onPointerUp = (event: PointerEvent): void => void down.current.delete(event.pointerId);
  return {
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onPointerLeave: onPointerUp },
    /** Whether the press that just ended moved the chart, and so chose nothing. */
    moved: () => travelled.current >= 5,
  };
}
