import type { AlertsDto } from '../../alerts/dto/alerts.dto.js';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import type { EventPageDto } from '../../journal/dto/event.dto.js';
import { sentenceOf } from '../../journal/sentences.js';
import type { HealthSummaryDto } from '../../statistics/summary.dto.js';
import type { SystemStatisticsDto } from '../../statistics/system-statistics.dto.js';
import type { WorkerGroupsDto } from '../../workers/listing/groups/groups.dto.js';
import { fleetLines, worstLines } from '../commands/health.js';
import type { Session } from '../session.js';
import { styled, type Text } from '../styled.js';
import { ago } from '../times.js';
import { SORTS, type ViewName, type WatchState } from './state.js';

/** What a view shows, and the workers that can be selected in it. */
export interface Shown {
  readonly lines: readonly Text[];
  readonly workers: readonly string[];
}

type View = (session: Session, state: WatchState, rows: number) => Promise<Shown>;

const only = (lines: readonly Text[]): Shown => ({ lines, workers: [] });

/** Reads what a view shows, at most `rows` lines of it. */
export const look = (session: Session, state: WatchState, rows: number): Promise<Shown> =>
  VIEWS[state.view](session, state, rows);

const VIEWS: Readonly<Record<ViewName, View>> = {
  overview: async ({ client, out }) => {
    const [summary, system] = await Promise.all([
      client.get<HealthSummaryDto>('/health/summary'),
      client.get<SystemStatisticsDto>('/health/system'),
    ]);
    return only([...fleetLines(out, summary, system), '', ...worstLines(out, summary)]);
  },
  workers: async ({ client, out }, { filter, sort }, rows) => {
    const query = {
      presence: 'PRESENT,EXPECTED,LOST',
      sort: SORTS[sort]!,
      limit: String(rows),
      ...(filter !== '' && { text: filter }),
    };
    const { workers } = await client.get<{ workers: WorkerDto[] }>('', query);
    if (workers.length === 0) return only(['No workers.']);
    const cells = workers.map((worker) => [
      worker.workerId,
      out.colourState(worker.status),
      styled`${out.colourState(worker.health)}${worker.suspect ? ', suspect' : ''}`,
      `${Math.max(worker.currentJobCount, worker.assignedJobCount)}/${worker.maxConcurrentJobs}`,
      worker.zone,
      worker.version,
      ago(worker.lastHeartbeat),
    ]);
    const lines = out.tableLines(['WORKER', 'STATUS', 'HEALTH', 'JOBS', 'ZONE', 'VERSION', 'HEARD'], cells);
    return { lines, workers: workers.map(({ workerId }) => workerId) };
  },
  zones: async ({ client, out }, _state, rows) => {
    const { groups } = await client.get<WorkerGroupsDto>('/stats', { by: 'zone' });
    const cells = groups
      .slice(0, rows)
      .map((zone) => [
        (zone.key['zone'] as string | null) ?? '-',
        zone.present,
        zone.healthy,
        zone.unhealthy,
        zone.failed,
        zone.lost,
        zone.draining + zone.maintenance,
        `${zone.used}/${zone.capacity}`,
        zone.free,
      ]);
    const head = ['ZONE', 'PRESENT', 'HEALTHY', 'UNHEALTHY', 'FAILED', 'LOST', 'ORDERS', 'USED', 'FREE'];
    return only(cells.length === 0 ? ['No workers.'] : out.tableLines(head, cells));
  },
  alerts: async ({ client, out }) => {
    const { alerts, rules } = await client.get<AlertsDto>('/alerts');
    if (alerts.length === 0) return only([`No alerts; ${rules.length} rules are watched.`]);
    return only(
      alerts.flatMap(({ rule, severity, summary, next, command, since, mutedUntil }) => [
        styled`${out.paint.bold(rule)}  ${severity}, for ${ago(since)!}${mutedUntil === null ? '' : ', muted'}`,
        styled`  ${summary}. ${next}`,
        styled`  ${out.paint.dim('Run:')} ${command}`,
      ]),
    );
  },
  events: async ({ client, out }, _state, rows) => {
    const { events } = await client.get<EventPageDto>('/events', { groups: NO_JOBS, limit: String(rows) });
    if (events.length === 0) return only(['No events.']);
    return only(
      events.map(
        (event) =>
          styled`${out.paint.dim((ago(event.at) ?? '').padStart(5))}  ${event.workerId ?? ''} ${sentenceOf(event)} ${out.paint.dim(event.actor)}`,
      ),
    );
  },
};

const NO_JOBS = 'health,orders,operations,registration,guard,alerts,access';
