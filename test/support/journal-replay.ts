/** A line of the journal, as far as a replay reads it. */
export interface JournalLine {
  readonly type: string;
  readonly worker_id: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A worker as its history tells. */
export interface Replayed {
  present: boolean;
  health: string;
  order: string | null;
  readonly jobs: Set<string>;
  /** The most jobs that it had at once. */
  most: number;
}

export interface Replay {
  /** Those that were not deleted. */
  readonly workers: ReadonlyMap<string, Replayed>;
  /** Jobs that were given to a worker while another had them. */
  readonly doubles: readonly string[];
}

/** What the journal, oldest line first, says that there is now. */
export function replay(lines: readonly JournalLine[]): Replay {
  const workers = new Map<string, Replayed>();
  const holders = new Map<string, string>();
  const doubles: string[] = [];
  for (const { type, worker_id: workerId, detail } of lines) {
    const known = workers.get(workerId) ?? fresh();
    if (type === 'deleted') workers.delete(workerId);
    else workers.set(workerId, known);
    change(known, type, detail);
    const jobId = String(detail['jobId']);
    if (type === 'job-assigned') {
      const holder = holders.get(jobId);
      if (holder !== undefined) doubles.push(`${jobId}: ${workerId} while ${holder} had it`);
      holders.set(jobId, workerId);
    }
    if ((type === 'job-ended' || type === 'job-released') && holders.get(jobId) === workerId)
      holders.delete(jobId);
  }
  return { workers, doubles };
}

function fresh(): Replayed {
  return { present: false, health: 'HEALTHY', order: null, jobs: new Set(), most: 0 };
}

function change(worker: Replayed, type: string, detail: JournalLine['detail']): void {
  switch (type) {
    case 'registered':
    case 're-registered':
    case 'replaced':
    case 'came-back':
      worker.present = true;
      break;
    case 'deregistered':
      worker.present = false;
      break;
    case 'unhealthy':
    case 'failed':
    case 'recovered':
      worker.health = { unhealthy: 'UNHEALTHY', failed: 'FAILED', recovered: 'HEALTHY' }[type];
      break;
    case 'order-given':
      worker.order = String(detail['kind']);
      break;
    case 'order-lifted':
      worker.order = null;
      break;
    case 'job-assigned':
      worker.jobs.add(String(detail['jobId']));
      worker.most = Math.max(worker.most, worker.jobs.size);
      break;
    case 'job-ended':
    case 'job-released':
      worker.jobs.delete(String(detail['jobId']));
      break;
    default:
  }
}
