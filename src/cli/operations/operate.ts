import type { OperationAnswerDto } from '../../operations/dto/operation.dto.js';
import type { PreviewDto } from '../../operations/dto/preview.dto.js';
import type { Client } from '../client.js';
import { confirm } from '../confirm.js';
import { EXIT, Failure, wrongUsage } from '../failure.js';
import type { Session } from '../session.js';
import { styled } from '../styled.js';
import { counted } from '../../platform/text/counted.js';
import { noMatch } from '../selection/selection.js';
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
  const isNamed = workers.length > 0 || options.file !== undefined;
  const asks = !isNamed || IRREVERSIBLE.has(kind);
  if (dryRun || (asks && yes !== true)) {
    const preview = await post<PreviewDto>(client, { ...body, dryRun: true });
    if (dryRun) return show(session, preview);
    const { affected, jobs, zones } = preview;
    const load = `${counted(jobs, 'job')} in ${counted(zones.length, 'zone')}`;
    await confirm(`${kind}: ${counted(affected, 'worker')} with ${load}?`, yes);
  }
  const answer = await post<OperationAnswerDto>(client, body);
  const { id } = answer.operation;
  noteUnknown(session, answer.unknownWorkers);
  if (options.wait) return follow(session, id);
  if (out.json) return out.writeDocument(answer);
  out.writeLine(answer.message);
  out.writeLine(styled`${out.paint.dim('Follow, pause or undo it:')} ${programName()} ops show ${id}`);
}

/** Kinds that ask for confirmation of named workers too. */
const IRREVERSIBLE: ReadonlySet<string> = new Set(['deregister', 'delete']);

/** @throws Failure as for a command on single workers if no worker matches */
async function post<Answer>(client: Client, body: object): Promise<Answer> {
  try {
    return await client.post<Answer>('/operations', body);
  } catch (error) {
    if (error instanceof Failure && error.message.includes(NO_MATCH)) throw noMatch();
    throw error;
  }
}

/** How the service refuses a selection without workers. */
const NO_MATCH = 'No worker matches the selection';

/** Names the workers that do not exist: the command fails for them. */
function noteUnknown({ out }: Session, names: readonly string[]): void {
  for (const name of names) out.writeNote(`No such worker: ${name}`);
  if (names.length > 0) process.exitCode = EXIT.failed;
}

function show(session: Session, preview: PreviewDto): void {
  const { out } = session;
  noteUnknown(session, preview.unknownWorkers);
  if (out.json) return out.writeDocument(preview);
  out.writeLine(preview.message);
  out.writeTable(
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
  out.writeLine('');
  out.writeTable(
    ['WORKER', 'ZONE', 'JOBS', 'SKIPPED'],
    preview.workers.map(({ workerId, zone, jobs, skipped }) => [workerId, zone, jobs, skipped]),
  );
  if (preview.total > preview.workers.length)
    out.writeNote(`… and ${preview.total - preview.workers.length} more.`);
}
