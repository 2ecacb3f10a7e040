import type { WorkerDto } from '../fleet/dto/worker.dto.js';
import type { Output } from './output.js';
import type { Text } from './styled.js';

type Lateness = Pick<WorkerDto, 'presence' | 'suspect' | 'lateSeconds' | 'usuallyWithinSeconds'>;

/**
 * Formats how late the heartbeat of a present worker is; null for any other.
 * @param until until when reports of schedulers make it suspect
 */
export function latenessOf(out: Output, worker: Lateness, until: string | null): Text | null {
  const { presence, suspect, lateSeconds, usuallyWithinSeconds } = worker;
  if (presence !== 'PRESENT' && !suspect) return null;
  const late = lateSeconds > 0 ? `late by ${seconds(lateSeconds)}` : 'not late';
  const words = `${late}; usually within ${seconds(usuallyWithinSeconds)}`;
  if (!suspect) return words;
  const cause = until === null ? '' : ` by reports of schedulers until ${until}`;
  return out.paint.yellow(`${words}; suspect${cause}`);
}

const seconds = (value: number): string =>
  `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} s`;
