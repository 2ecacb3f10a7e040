import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Distribution } from '../../platform/observability/distribution.js';
import { Metrics } from '../../platform/observability/metrics.js';
import { RegistryProducer } from './registry-producer.js';

const collect = async (registry: Registry) =>
  (await new RegistryProducer(registry).collect()).resourceMetrics.scopeMetrics[0]!.metrics;

describe('A metric of the registry', () => {
  const registers = [new Registry()];
  beforeEach(() => registers.splice(0, 1, new Registry()));

  it('of a counter is a monotonic sum since the start of the process, with its name, help, unit and labels', async () => {
    const counter = new Counter({
      name: 'busy_seconds_total',
      help: 'Busy time.',
      labelNames: ['core'],
      registers,
    });
    counter.inc({ core: 1 }, 2.5);
    const [metric] = await collect(registers[0]!);
    expect(metric).toMatchObject({
      descriptor: { name: 'busy_seconds_total', description: 'Busy time.', unit: 's' },
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPoints: [{ attributes: { core: '1' }, value: 2.5 }],
    });
    const { startTime, endTime } = metric!.dataPoints[0]!;
    expect(startTime[0]).toBe(Math.floor(performance.timeOrigin / 1000));
    expect(endTime[0]).toBeGreaterThanOrEqual(startTime[0]);
  });

  it('of a gauge is a gauge, without series that are not a number', async () => {
    const gauge = new Gauge({ name: 'heap_bytes', help: 'Memory.', labelNames: ['space'], registers });
    gauge.set({ space: 'new' }, 7);
    gauge.set({ space: 'old' }, Number.NaN);
    expect(await collect(registers[0]!)).toMatchObject([
      {
        descriptor: { unit: 'By' },
        dataPointType: DataPointType.GAUGE,
        dataPoints: [{ attributes: { space: 'new' }, value: 7 }],
      },
    ]);
  });

  it.each(['ours', 'of prom-client'])('that is a distribution, %s, has explicit buckets', async (whose) => {
    const metrics = new Metrics();
    const values = [0.5, 1, 1.5, 9];
    if (whose === 'ours') {
      const distribution = new Distribution([1, 2]);
      for (const value of values) distribution.add(value);
      metrics.addHistogram({ name: 'wait', help: 'Wait.', read: () => [[{ kind: 'a' }, distribution]] });
    } else {
      const histogram = new Histogram({
        name: 'wait',
        help: 'Wait.',
        labelNames: ['kind'],
        buckets: [1, 2],
        registers: [metrics.registry],
      });
      for (const value of values) histogram.observe({ kind: 'a' }, value);
    }
    expect(await collect(metrics.registry)).toMatchObject([
      {
        descriptor: { name: 'wait', unit: '' },
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: [
          {
            attributes: { kind: 'a' },
            value: { buckets: { boundaries: [1, 2], counts: [2, 1, 1] }, sum: 12, count: 4 },
          },
        ],
      },
    ]);
  });

  it('without a current value is omitted with all its series', async () => {
    const metrics = new Metrics();
    metrics.addGauge({
      name: 'workers',
      help: 'Workers.',
      read: () => Promise.reject(new Error('no database')),
    });
    expect(await collect(metrics.registry)).toEqual([]);
  });
});
