import type { Command } from 'commander';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import type { WorkerHealthDto } from '../../health/dto/worker-health.dto.js';
import type { EventPageDto } from '../../journal/dto/event.dto.js';
import { counted } from '../../platform/text/counted.js';
import type { HealthSummaryDto } from '../../statistics/summary.dto.js';
import { pathOf } from '../client.js';
import type { Output } from '../output.js';
import { asCalled } from '../program-name.js';
import { asksServer, sessionOf, type Session } from '../session.js';
import { styled } from '../styled.js';
import { explainWorker, type Explanation } from '../why/explain-worker.js';

/** Changes of health in the explanation. */
const FAILURES = '3';

export function addWhy(program: Command): void {
  asksServer(program.command('why').summary('explain the state of a worker, or of the fleet'))
    .description(
      'Explains the state of one worker: what was wrong, what happens next, and which command helps. Without a worker it explains the state of the fleet.',
    )
    .argument('[worker]', 'workerId or id')
    .addHelpText('after', '\nExamples:\n  worker-registration why worker-001\n  worker-registration why')
    .action(async (worker: string | undefined, _options: object, command: Command) => {
      const session = sessionOf(command);
      await (worker === undefined ? explainFleet(session) : explain(session, worker));
    });
}

async function explain(session: Session, name: string): Promise<void> {
  const { out } = session;
  const { workerId, sentences, command } = await explained(session, name);
  const run = command === null ? null : asCalled(command);
  if (out.json) return out.writeDocument({ workerId, explanation: sentences, command: run });
  out.writeLine(sentences.join(' '));
  if (run !== null) out.writeLine(styled`${out.paint.dim('Run:')} ${run}`);
}

/** Explains a worker in sentences, with the command that helps. */
export async function explained(
  { client }: Pick<Session, 'client'>,
  name: string,
): Promise<Explanation & { workerId: string }> {
  const [worker, health, { events }] = await Promise.all([
    client.get<WorkerDto>(pathOf(name)),
    client.get<WorkerHealthDto>(pathOf(name, 'health')),
    client.get<EventPageDto>(pathOf(name, 'events'), { groups: 'health', limit: FAILURES }),
  ]);
  return { workerId: worker.workerId, ...explainWorker({ worker, health, failures: events }) };
}

async function explainFleet({ client, out }: Session): Promise<void> {
  const summary = await client.get<HealthSummaryDto>('/health/summary');
  const { overall, reasons, reasonGroups, nextSteps } = summary;
  if (out.json) return out.writeDocument({ overall, reasons, reasonGroups, nextSteps });
  out.writeLine(
    styled`${out.colourState(overall)}  ${reasons[0] ?? 'All workers that are present pass all checks.'}`,
  );
  for (const reason of reasons.slice(1)) out.writeLine(`  ${reason}`);
  for (const group of reasonGroups)
    out.writeLine(`  ${counted(group.count, 'worker')}: ${group.sentence}${commonOf(group)}`);
  for (const { at, what } of nextSteps)
    out.writeLine(styled`${out.paint.dim('next')}  ${out.formatClock(at)}  ${what}`);
  if (reasonGroups.length > 0) suggest(out, summary.health);
}

function commonOf({ zone, version, host, tags }: HealthSummaryDto['reasonGroups'][number]): string {
  const common = [
    zone === null ? null : `zone ${zone}`,
    version === null ? null : `version ${version}`,
    host === null ? null : `host ${host}`,
    ...tags.map((tag) => `tag ${tag}`),
  ].filter((each) => each !== null);
  return common.length === 0 ? '' : `  (all have ${common.join(', ')})`;
}

function suggest(out: Output, { unhealthy, failed }: HealthSummaryDto['health']): void {
  const which = unhealthy + failed > 0 ? '--health FAILED,UNHEALTHY --presence PRESENT' : '--presence LOST';
  out.writeLine(styled`${out.paint.dim('Run:')} ${asCalled(`worker-registration list ${which} -o wide`)}`);
}
