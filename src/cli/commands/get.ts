import type { Command } from 'commander';
import type { WorkerHealthDto } from '../../health/dto/worker-health.dto.js';
import type { OverriddenWorkerDto } from '../../fleet/dto/overrides.dto.js';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { pathOf } from '../client.js';
import { latenessOf } from '../lateness.js';
import { freeOf } from '../listing/worker-listing.js';
import { addressOf, CONTESTED, type Output } from '../output.js';
import { relative } from '../times.js';
import { asksServer, sessionOf } from '../session.js';
import { styled, type Text } from '../styled.js';

export function addGet(program: Command): void {
  asksServer(program.command('get').summary('show one worker'))
    .description('Shows one worker, by workerId or id.')
    .argument('<worker>')
    .addHelpText('after', '\nExample:\n  worker-registration get worker-001 --json | jq .status')
    .action(async (worker: string, _options: object, command: Command) => {
      const { client, out } = sessionOf(command);
      const [found, { stuck, flapping, suspectUntil }] = await Promise.all([
        client.get<OverriddenWorkerDto>(pathOf(worker)),
        client.get<WorkerHealthDto>(pathOf(worker, 'health')),
      ]);
      if (out.json) out.writeDocument({ ...found, stuck, flapping, suspectUntil });
      else show(out, { ...found, stuck, flapping, suspectUntil });
    });
}

/** Prints everything that is known about a worker. */
function show(
  out: Output,
  worker: OverriddenWorkerDto & Pick<WorkerHealthDto, 'stuck' | 'flapping' | 'suspectUntil'>,
): void {
  const { order } = worker;
  const since = (moment: string | null): string | null => out.formatSince(moment);
  out.writeFacts([
    ['worker', worker.workerId],
    ['id', worker.id],
    ['name', worker.name],
    ['presence', presenceOf(out, worker)],
    ['status', out.colourState(worker.status)],
    ['reported', worker.reportedStatus],
    ['health', styled`${out.colourState(worker.health)}${worker.held ? ' (held by the guard)' : ''}`],
    ['stuck', worker.stuck ? out.paint.yellow('true: its event loop is blocked') : null],
    ['flapping', worker.flapping ? out.paint.yellow('true: its health keeps changing') : null],
    ['contested', worker.contested ? out.paint.yellow(CONTESTED) : null],
    ['order', order === null ? null : orderOf(out, order)],
    [
      'jobs',
      `${worker.currentJobCount} reported, ${worker.assignedJobCount} assigned, of ${worker.maxConcurrentJobs}; ${freeOf(worker) === null ? 'takes none now' : `${worker.availableCapacity} free`}`,
    ],
    ['cpu', worker.cpuUsage === null ? null : `${worker.cpuUsage} %`],
    ['memory', worker.memoryUsage === null ? null : `${worker.memoryUsage} %`],
    ['errors', worker.errorCount === 0 ? null : worker.errorCount],
    ['message', worker.message === null ? null : `${worker.message} (${agoOf(worker.messageAt)})`],
    ['address', addressOf(worker)],
    ['zone', worker.zone],
    ['tags', worker.tags.join(', ')],
    [
      'capabilities',
      Object.keys(worker.capabilities).length === 0 ? null : JSON.stringify(worker.capabilities),
    ],
    ...overridesOf(worker),
    ['version', worker.version],
    ['last heartbeat', since(worker.lastHeartbeat) ?? 'none'],
    ['heartbeat', latenessOf(out, worker, worker.suspectUntil)],
    ['lease until', worker.leaseExpiresAt],
    ['registered', since(worker.registeredAt)],
    [
      'last registered',
      worker.registrationCount > 1
        ? `${since(worker.lastRegisteredAt)}, ${worker.registrationCount} times`
        : null,
    ],
    ['incarnation', worker.incarnation],
  ]);
}

/** Formats an order: `DRAINING by anna 20m ago: Kernel update (until …)`. */
function orderOf(
  out: Output,
  { kind, by, since, reason, until, deadline, drained }: NonNullable<WorkerDto['order']>,
): string {
  const words = [kind, by === null ? '' : ` by ${by}`, since === null ? '' : ` ${relative(since)}`];
  const why = reason === null ? '' : `: ${reason}`;
  const end = until === null ? '' : ` (until ${out.formatClock(until)})`;
  const release = deadline === null ? '' : `; its jobs are released ${out.formatClock(deadline)}`;
  return `${words.join('')}${why}${end}${drained ? '; drained: it can be stopped' : release}`;
}

/** Formats overrides: `8 by anna 20m ago: Less memory (reports 10)`. */
function overridesOf({ overrides }: OverriddenWorkerDto): [string, string][] {
  const given = Object.entries((overrides ?? {}) as Record<string, Shown>);
  return given.map(([name, { value, reported, by, at, reason }]) => [
    `${name} set`,
    `${listed(value)} by ${by} ${relative(at)}${reason === null ? '' : `: ${reason}`} (reports ${listed(reported)})`,
  ]);
}

interface Shown {
  readonly value: unknown;
  readonly reported: unknown;
  readonly by: string;
  readonly at: string;
  readonly reason: string | null;
}

const listed = (value: unknown): string => [value].flat().join(', ') || 'none';

const agoOf = (moment: string | null): string => (moment === null ? 'at no known time' : relative(moment));

/** Formats the presence; of a worker that is not there any longer, since when and why. */
function presenceOf(out: Output, { presence, absence }: WorkerDto): Text {
  if (absence === null) return out.colourState(presence);
  const { since, reason, acknowledged } = absence;
  const why = reason === null ? '' : `: ${reason}`;
  const by = acknowledged === null ? '' : `; acknowledged by ${acknowledged.by}: ${acknowledged.reason}`;
  return styled`${out.colourState(presence)} since ${out.formatSince(since)!}${why}${by}`;
}
