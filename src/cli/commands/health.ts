import type { Command } from 'commander';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import type { WorkerHealthDto } from '../../health/dto/worker-health.dto.js';
import { pathOf } from '../client.js';
import { EXIT } from '../failure.js';
import { latenessOf } from '../lateness.js';
import { CONTESTED, type Output } from '../output.js';
import { asCalled } from '../program-name.js';
import { asksServer, sessionOf } from '../session.js';
import { styled, type Text } from '../styled.js';
import type { HealthSummaryDto as Summary } from '../../statistics/summary.dto.js';
import type { SystemStatisticsDto as SystemFigures } from '../../statistics/system-statistics.dto.js';

export function addHealth(program: Command): void {
  asksServer(program.command('health').summary('show the health of the fleet, or of one worker'))
    .description(
      'Shows the health of the fleet with reasons; or of one worker, with the result of each check.',
    )
    .argument('[worker]')
    .option('--exit-code', 'exit with 1 unless the fleet, or the worker, is healthy')
    .addHelpText(
      'after',
      '\nExamples:\n  worker-registration health\n  worker-registration health worker-001\n  worker-registration health --exit-code > /dev/null || page-operator',
    )
    .action(async (worker: string | undefined, { exitCode }: { exitCode?: true }, command: Command) => {
      const { client, out } = sessionOf(command);
      if (worker !== undefined) {
        const asked = client.get<WorkerHealthDto>(pathOf(worker, 'health'));
        if (exitCode && !(await asked).healthy) process.exitCode = EXIT.failed;
        if (out.json) return out.writeDocument(await asked);
        const [health, found] = await Promise.all([asked, client.get<WorkerDto>(pathOf(worker))]);
        return showWorker(out, health, latenessOf(out, found, health.suspectUntil));
      }
      const summary = await client.get<Summary>('/health/summary');
      if (exitCode && !FINE.has(summary.overall)) process.exitCode = EXIT.failed;
      if (out.json) return out.writeDocument(summary);
      showFleet(out, summary, await client.get<SystemFigures>('/health/system'));
    });
}

/** An empty fleet has nothing that could be wrong. */
const FINE: ReadonlySet<string> = new Set(['HEALTHY', 'EMPTY']);

/** The most workers in the worst condition that `health` lists. */
const WORST = 10;

function showWorker(out: Output, health: WorkerHealthDto, lateness: Text | null): void {
  const { metrics } = health;
  out.writeLine(styled`${out.colourState(health.healthy ? 'HEALTHY' : 'UNHEALTHY')}  ${health.description}`);
  for (const { name, healthy, message } of health.checks)
    out.writeLine(styled`  ${healthy ? out.paint.green('✓') : out.paint.red('✗')} ${name}: ${message}`);
  out.writeFacts([
    ['verdict of the last sweep', out.colourState(health.health)],
    ['consecutive failed sweeps', health.consecutiveFailures],
    ['stuck', health.stuck ? out.paint.yellow('true: its event loop is blocked') : null],
    ['flapping', health.flapping ? out.paint.yellow('true: its health keeps changing') : null],
    ['contested', health.contested ? out.paint.yellow(CONTESTED) : null],
    ['load', percent(metrics.loadPercentage)],
    ['uptime', percent(metrics.uptimePercentage)],
    ['last heartbeat', out.formatSince(metrics.lastHeartbeat) ?? 'none'],
    ['heartbeat', lateness],
    ['last error', metrics.lastError],
  ]);
}

const percent = (value: number): string => `${Math.round(value * 10) / 10} %`;

function showFleet(out: Output, summary: Summary, system: SystemFigures): void {
  for (const line of fleetLines(out, summary, system)) out.writeLine(line);
  const { worstWorkers } = summary;
  const worst = worstLines(out, { ...summary, worstWorkers: worstWorkers.slice(0, WORST) });
  if (worst.length > 0) out.writeLine('');
  for (const line of worst) out.writeLine(line);
  const more = worstWorkers.length - WORST;
  if (more > 0)
    out.writeNote(
      asCalled(`… and at least ${more} more: worker-registration list --health FAILED,UNHEALTHY`),
    );
}

const STATUSES = [
  ['active', 'activeWorkers'],
  ['idle', 'idleWorkers'],
  ['busy', 'busyWorkers'],
  ['maintenance', 'maintenanceWorkers'],
  ['draining', 'drainingWorkers'],
  ['error', 'failedWorkers'],
  ['inactive', 'inactiveWorkers'],
] as const satisfies readonly (readonly [string, keyof SystemFigures])[];

/** Formats the state of the fleet with reasons, in a few lines. */
export function fleetLines(out: Output, summary: Summary, system: SystemFigures): Text[] {
  const { health } = summary;
  return [
    styled`${out.colourState(summary.overall)}${summary.stale ? ' (old figures: the database is unavailable)' : ''}`,
    ...summary.reasons.map((reason) => `  ${reason}`),
    `workers  ${system.totalWorkers}: ${health.healthy} healthy, ${health.unhealthy} unhealthy, ${health.failed} failed, ${health.held} held, ${health.suspect} suspect; ${health.expected} expected, ${health.lost} lost, ${health.left} left`,
    `status   ${STATUSES.map(([word, count]) => `${system[count]} ${word}`).join(', ')}`,
    `slots    ${system.usedCapacity} of ${system.totalCapacity} in use, ${system.availableCapacity} free`,
    `beats    ${summary.heartbeatsPerSecond ?? '-'} per second`,
    ...summary.guards.map(({ state, zone, reason }) => `guard    ${state} ${zone ?? ''}: ${reason}`),
  ];
}

/** Formats the workers in the worst condition as a table. */
export function worstLines(out: Output, { worstWorkers }: Summary): Text[] {
  if (worstWorkers.length === 0) return [];
  const rows = worstWorkers.map((worker) => [
    worker.workerId,
    out.colourState(worker.health),
    out.formatAge(worker.since),
    worker.zone,
    worker.reason,
  ]);
  return out.tableLines(['WORKER', 'HEALTH', 'SINCE', 'ZONE', 'WHY'], rows);
}
