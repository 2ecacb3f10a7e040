import { setTimeout as pause } from 'node:timers/promises';
import type { OperationDetailDto, OperationDto } from '../../operations/dto/operation.dto.js';
import { EXIT } from '../failure.js';
import type { Session } from '../session.js';
import { pathOfOperation } from './find-operation.js';

/** An operation without jobs to wait for is over soon. */
const FIRST_INTERVAL_MS = 100;
const INTERVAL_MS = 1000;

/** Returns the progress of an operation as one line. */
export function progressOf({ kind, state, progress, waitingFor }: OperationDto): string {
  const { total, done, underWay, failed, skipped } = progress;
  const parts = [
    `${done}/${total} done`,
    ...(underWay > 0 ? [`${underWay} under way`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${kind} ${state}: ${parts.join(', ')}${waitingFor === null ? '' : `; ${waitingFor}`}`;
}

/** Prints the progress of an operation until it ends; the command fails if it was not done with every worker. */
export async function follow({ client, out }: Session, id: string): Promise<void> {
  let last = '';
  const path = await pathOfOperation(client, id);
  for (let ms = FIRST_INTERVAL_MS; ; ms = Math.min(INTERVAL_MS, 2 * ms)) {
    const operation = await client.get<OperationDetailDto>(path);
    const { state, progress } = operation;
    const line = progressOf(operation);
    const isOver = state !== 'running' && state !== 'paused';
    if (line !== last && !out.json && !isOver) out.writeNote(line);
    last = line;
    if (isOver) {
      if (out.json) out.writeDocument(operation);
      else out.writeLine(line);
      if (state !== 'finished' || progress.failed > 0) process.exitCode = EXIT.failed;
      return;
    }
    await pause(ms);
  }
}
