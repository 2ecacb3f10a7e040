import type { OperationAnswerDto } from '../../operations/dto/operation.dto.js';
import type { PreviewDto } from '../../operations/dto/preview.dto.js';
import { confirm } from '../confirm.js';
import { wrongUsage } from '../failure.js';
import type { Session } from '../session.js';
import { styled } from '../styled.js';
import { follow } from './follow.js';
import { programName } from '../program-name.js';
import { selectionOf, type OperationOptions } from './options.js';

/** Sent with a dry run, which needs no reason. */
const DRY = 'Dry run';

/** Begins an operation on many workers, after a look at what it would do. */
export async function operate(
  session: Session,
  kind: string,
  workers: readonly string[],
  options: OperationOptions,
): Promise<void> {
  const { client, out } = session;
  const { reason, until, deadline, maxUnavailable, by, waitFor: wait, dryRun = false, yes } = options;
  const given = {
    kind,
    ...(await selectionOf(session, workers, options)),
    until,
    deadline,
    maxUnavailable,
    by,
    wait,
  };
  if (reason === undefined && !dryRun)
    throw wrongUsage('An operation on many workers requires a reason', 'Say why with --reason.');
  const body = { ...given, reason: reason ?? DRY };
  if (dryRun || yes !== true) {
    const preview = await client.post<PreviewDto>('/operations', { ...body, dryRun: true });
    if (dryRun) return show(session, preview);
    const { affected, jobs, zones } = preview;
    await confirm(`${kind}: ${affected} workers with ${jobs} jobs in ${zones.length} zones?`, yes);
  }
  const answer = await client.post<OperationAnswerDto>('/operations', body);
  const { id } = answer.operation;
  for (const name of answer.unknownWorkers) out.note(`No such worker: ${name}`);
  if (options.wait) return follow(session, id);
  if (out.json) return out.document(answer);
  out.line(answer.message);
  out.line(styled`${out.paint.dim('Follow, pause or undo it:')} ${programName()} ops show ${id}`);
}

function show({ out }: Session, preview: PreviewDto): void {
  if (out.json) return out.document(preview);
  out.line(preview.message);
  out.table(
    ['ZONE', 'AFFECTED', 'JOBS', 'USABLE', 'LEFT', 'FREE SLOTS', 'LEFT'],
    preview.zones.map((zone) => [
      zone.zone,
      zone.affected,
      zone.jobs,
      zone.usableWorkers,
      zone.usableWorkersLeft,
      zone.freeSlots,
      zone.freeSlotsLeft,
    ]),
  );
  out.line('');
  out.table(
    ['WORKER', 'ZONE', 'JOBS', 'SKIPPED'],
    preview.workers.map(({ workerId, zone, jobs, skipped }) => [workerId, zone, jobs, skipped]),
  );
  if (preview.total > preview.workers.length)
    out.note(`… and ${preview.total - preview.workers.length} more.`);
  for (const name of preview.unknownWorkers) out.note(`No such worker: ${name}`);
}
