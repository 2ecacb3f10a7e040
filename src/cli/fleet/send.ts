import { setTimeout as pause } from 'node:timers/promises';
import type {
  RegistrationBatchAnswerDto,
  RegistrationResultDto,
} from '../../workers/registration/dto/registration-answers.dto.js';
import type { Client } from '../client.js';
import { EXIT, Failure } from '../failure.js';
import type { Ready } from './check-rows.js';

const BATCH = 1000;
const ROUTE = '/register/batch';
/** Retries for a server that is unavailable or busy, after 1, 2, 4, 8 and 16 s. */
const TRIES = 6;
const FIRST_PAUSE_MS = 1000;

/** A worker that the server refused. */
export interface Refusal {
  readonly line: number;
  readonly workerId: string;
  readonly status: number;
  readonly code: string | null;
  readonly message: string;
}

export interface Tally {
  created: number;
  known: number;
  refused: Refusal[];
  /** Sent without a response: the server may have registered them. */
  underWay: number;
}

interface SendOptions {
  /** Sends all in one request, of which the server registers all or none. */
  readonly allOrNothing: boolean;
  readonly onProgress: (sent: number) => void;
}

/**
 * Sends all in batches, or in one, and keeps the counts in `tally` correct at every moment, even if it is interrupted
 * or throws.
 * @throws Failure if the server stays unavailable, or accepts no batch
 */
export async function sendFleet(
  client: Client,
  rows: readonly Ready[],
  tally: Tally,
  { allOrNothing, onProgress }: SendOptions,
): Promise<void> {
  if (allOrNothing && rows.length > 0) {
    await sendBatch(client, `${ROUTE}?allOrNothing=true`, rows, tally);
    return onProgress(rows.length);
  }
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    await sendBatch(client, ROUTE, batch, tally);
    onProgress(from + batch.length);
  }
}

async function sendBatch(client: Client, path: string, batch: readonly Ready[], tally: Tally): Promise<void> {
  let left = batch;
  for (let attempt = 1; left.length > 0; attempt++) {
    const last = attempt === TRIES;
    try {
      const bodies = left.map(({ body }) => body);
      tally.underWay = left.length;
      const answer = await client.postLines<RegistrationBatchAnswerDto>(path, bodies);
      const { results } = answer;
      tally.underWay = 0;
      countUnlisted(tally, left, answer);
      const again = last ? [] : results.filter(({ status }) => passing(status));
      for (const result of results)
        if (last || !passing(result.status)) count(tally, left[result.index]!, result);
      left = again.map(({ index }) => left[index]!);
    } catch (error) {
      if (last || !(error instanceof Failure) || !isPassing(error)) throw error;
    }
    if (left.length > 0) await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
  }
}

const passing = (status: number): boolean => status === 503 || status === 429;

const isPassing = ({ exitCode, answer }: Failure): boolean =>
  exitCode === EXIT.unreachable || (answer !== undefined && passing(answer.status));

/** The server lists every success; what it leaves out of a long answer is refused, or rolled back. */
function countUnlisted(
  tally: Tally,
  sent: readonly Ready[],
  { results, rolledBack, unlisted }: RegistrationBatchAnswerDto,
): void {
  if (rolledBack === true || unlisted === 0) return;
  const listed = new Set(results.map(({ index }) => index));
  for (const [index, { line, workerId }] of sent.entries())
    if (!listed.has(index)) tally.refused.push({ line, workerId, ...UNLISTED });
}

const UNLISTED = {
  status: 400,
  code: null,
  message: 'Refused; the answer had no room for the reason. Correct the other faults and run it again',
};

function count(tally: Tally, { line, workerId }: Ready, result: RegistrationResultDto): void {
  const { status, code = null, message = '', outcome } = result;
  if (status > 299) tally.refused.push({ line, workerId, status, code, message });
  else if (outcome === 'created') tally.created++;
  else tally.known++;
}
