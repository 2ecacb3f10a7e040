import type { ComponentChildren } from 'preact';
import type { Worker, WorkerHealth } from '../api/types.js';
import { Card } from '../parts/card.js';
import { Bar } from '../parts/meter.js';
import { Ago } from '../parts/time.js';
import { freeOf, jobsOf } from '../words/jobs.js';
import { latenessOf } from '../words/lateness.js';
import { count, decimal, percent } from '../words/numbers.js';

const usage = (value: number | null): ComponentChildren =>
  value === null ? <span class="muted">not reported</span> : `${decimal(value)} %`;

/** The worker's last report, and what follows from it. */
export function LiveState({ worker, health }: { worker: Worker; health: WorkerHealth }) {
  const { maxConcurrentJobs } = worker;
  const free = freeOf(worker);
  const jobs = jobsOf(worker);
  const closed = Math.max(0, maxConcurrentJobs - jobs - free);
  return (
    <Card
      title="Live state"
      area="area-live"
      aside={<span class="muted">{percent(health.metrics.loadPercentage)} load</span>}
    >
      <p class="figure">
        {count(jobs)}
        <span class="muted">
          {' '}
          of {count(maxConcurrentJobs)} jobs, {count(free)} free
        </span>
      </p>
      <Bar
        label="Slots"
        shares={[
          { label: 'Jobs', value: jobs, tone: 'info' },
          { label: 'Free', value: free, tone: 'ok' },
          { label: 'Unavailable', value: closed, tone: 'gone' },
        ]}
      />
      <dl class="facts facts-grid">
        <Fact word="Reports">
          {worker.reportedStatus?.toLowerCase() ?? <span class="muted">nothing yet</span>}
        </Fact>
        <Fact word="Last heartbeat">
          <Ago at={worker.lastHeartbeat} />
        </Fact>
        {worker.presence === 'PRESENT' && <Fact word="Punctuality">{latenessOf(worker)}</Fact>}
        <Fact word="Lease ends">
          <Ago at={worker.leaseExpiresAt} />
        </Fact>
        <Fact word="Heartbeats">{count(worker.heartbeatCount)}</Fact>
        <Fact word="CPU">{usage(worker.cpuUsage)}</Fact>
        <Fact word="Memory">{usage(worker.memoryUsage)}</Fact>
        <Fact word="Errors">{count(worker.errorCount)}</Fact>
      </dl>
      {worker.message !== null && (
        <p class="note">
          Message: {worker.message}{' '}
          {worker.messageAt !== null && (
            <span class="muted">
              · <Ago at={worker.messageAt} />
            </span>
          )}
        </p>
      )}
    </Card>
  );
}

const Fact = ({ word, children }: { word: string; children: ComponentChildren }) => (
  <div>
    <dt>{word}</dt>
    <dd>{children}</dd>
  </div>
);
