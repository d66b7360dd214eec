/**
 * What is watched of the process itself, by the names that dashboards of Node know.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import type { Attributes, Meter } from '@opentelemetry/api';

/** What one metric reads: a value, or one for each label. */
type Read = () => number | readonly (readonly [value: number, labels: Attributes])[];

interface Row {
  readonly name: string;
  readonly says: string;
  readonly read: Read;
}

const nanoseconds = 1e-9;
const microseconds = 1e-6;

/** Observes the process by a meter: what the platform does not tell is left out. */
export function observeProcess(meter: Meter): void {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const lags: readonly Row[] = [
    ...(['min', 'max', 'mean', 'stddev'] as const).map((what) => ({
      name: `nodejs_eventloop_lag_${what}_seconds`,
      says: `The ${what} of the event loop's delays since it was asked last.`,
      read: () => delay[what] * nanoseconds,
    })),
    ...[50, 90, 99].map((percent) => ({
      name: `nodejs_eventloop_lag_p${percent}_seconds`,
      says: `The ${percent}th percentile of the event loop's delays since it was asked last.`,
      read: () => delay.percentile(percent) * nanoseconds,
    })),
  ];
  const gauges = [...memory, ...files, ...heapSpaces, ...others, ...lags].map((row) => ({
    row,
    gauge: meter.createObservableGauge(row.name, { description: row.says }),
  }));
  const counters = processor.map((row) => ({
    row,
    gauge: meter.createObservableCounter(row.name, { description: row.says }),
  }));
  const all = [...gauges, ...counters];
  const lag = meter.createObservableGauge('nodejs_eventloop_lag_seconds', {
    description: 'How long the event loop takes to come round, in seconds.',
  });
  meter.addBatchObservableCallback(
    async (observer) => {
      for (const { row, gauge } of all)
        for (const [value, labels] of valuesOf(row.read)) observer.observe(gauge, value, labels);
      delay.reset();
      const began = performance.now();
      await new Promise((resolve) => setImmediate(resolve));
      observer.observe(lag, (performance.now() - began) / 1000);
    },
    [lag, ...all.map(({ gauge }) => gauge)],
  );
  const collections = meter.createHistogram('nodejs_gc_duration_seconds', {
    description: 'How long garbage collections took, by kind: minor, major, incremental or weakcb.',
    advice: { explicitBucketBoundaries: [0.001, 0.01, 0.1, 1, 2, 5] },
  });
  // Other runtimes than Node tell nothing of it. Its types leave the list out.
  const { supportedEntryTypes } = PerformanceObserver as unknown as { readonly supportedEntryTypes: readonly string[] };
  if (!supportedEntryTypes.includes('gc')) return;
  new PerformanceObserver((list) => {
    for (const { duration, detail } of list.getEntries() as Collection[])
      collections.record(duration / 1000, { kind: collectionKinds[detail.kind] ?? 'other' });
  }).observe({ entryTypes: ['gc'] });
}

/** What Node tells of a garbage collection; its types leave out what is of one kind of entry. */
type Collection = ReturnType<typeof performance.mark> & { readonly detail: { readonly kind: number } };

/** How V8 numbers its kinds of garbage collection. */
const collectionKinds: Readonly<Record<number, string>> = { 1: 'minor', 4: 'major', 8: 'incremental', 16: 'weakcb' };

/** The values of a metric; none where the platform does not tell. */
function valuesOf(read: Read): readonly (readonly [number, Attributes])[] {
  try {
    const came = read();
    return typeof came === 'number' ? (Number.isFinite(came) ? [[came, {}]] : []) : came;
  } catch {
    return [];
  }
}

const processor: readonly Row[] = [
  {
    name: 'process_cpu_user_seconds_total',
    says: 'Time of the processor in user mode, in seconds.',
    read: () => process.cpuUsage().user * microseconds,
  },
  {
    name: 'process_cpu_system_seconds_total',
    says: 'Time of the processor in system mode, in seconds.',
    read: () => process.cpuUsage().system * microseconds,
  },
  {
    name: 'process_cpu_seconds_total',
    says: 'Time of the processor in both modes, in seconds.',
    read: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) * microseconds;
    },
  },
];

const memory: readonly Row[] = [
  {
    name: 'process_resident_memory_bytes',
    says: 'Resident memory, in bytes.',
    read: () => process.memoryUsage.rss(),
  },
  {
    name: 'process_virtual_memory_bytes',
    says: 'Virtual memory, in bytes.',
    read: () => statusOf('VmSize'),
  },
  { name: 'process_heap_bytes', says: 'Data of the process, in bytes.', read: () => statusOf('VmData') },
  { name: 'nodejs_heap_size_total_bytes', says: 'The heap, in bytes.', read: () => process.memoryUsage().heapTotal },
  {
    name: 'nodejs_heap_size_used_bytes',
    says: 'What is used of the heap, in bytes.',
    read: () => process.memoryUsage().heapUsed,
  },
  {
    name: 'nodejs_external_memory_bytes',
    says: 'Memory outside the heap, in bytes.',
    read: () => process.memoryUsage().external,
  },
];

const files: readonly Row[] = [
  { name: 'process_open_fds', says: 'Open file descriptors.', read: () => readdirSync('/proc/self/fd').length - 1 },
  {
    name: 'process_max_fds',
    says: 'How many file descriptors may be open.',
    read: () => Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]),
  },
];

const heapSpaces: readonly Row[] = (
  [
    ['total', 'space_size', 'The size of a space of the heap, in bytes.'],
    ['used', 'space_used_size', 'What is used of a space of the heap, in bytes.'],
    ['available', 'space_available_size', 'What is free in a space of the heap, in bytes.'],
  ] as const
).map(([word, field, says]) => ({
  name: `nodejs_heap_space_size_${word}_bytes`,
  says,
  read: () =>
    getHeapSpaceStatistics().map(
      (space) => [space[field], { space: space.space_name.replace(/_space$/, '') }] as const,
    ),
}));

const others: readonly Row[] = [
  {
    name: 'process_start_time_seconds',
    says: 'When the process began, in seconds since 1970.',
    read: () => Math.round(performance.timeOrigin / 1000),
  },
  {
    name: 'nodejs_active_resources',
    says: 'What keeps the process running, by kind.',
    read: activeResources,
  },
  {
    name: 'nodejs_active_resources_total',
    says: 'How much keeps the process running.',
    read: () => process.getActiveResourcesInfo().length,
  },
  {
    name: 'nodejs_version_info',
    says: 'The version of Node.',
    read: () => {
      const [major = '', minor = '', patch = ''] = process.versions.node.split('.');
      return [[1, { version: process.version, major, minor, patch }]];
    },
  },
];

/** The kinds that were met. One of which there is nothing left is observed as zero: unobserved, it would stay as it was. */
const kindsMet = new Set<string>();

function activeResources(): readonly (readonly [number, Attributes])[] {
  const active = process.getActiveResourcesInfo();
  for (const kind of active) kindsMet.add(kind);
  return [...kindsMet].map((type) => [active.filter((kind) => kind === type).length, { type }]);
}

/** A figure of what Linux says of the process, in bytes. */
const statusOf = (word: string): number =>
  Number(new RegExp(`^${word}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
