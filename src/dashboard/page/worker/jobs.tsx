import { read } from '../api/client.js';
import type { JobPage, Worker } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { Empty, Read } from '../parts/states.js';
import { Ago } from '../parts/time.js';
import { counted } from '../words/numbers.js';

/** The jobs that schedulers assigned; the number that the worker reports is in its live state. */
export function Jobs({ worker }: { worker: Worker }) {
  const reading = useReading<JobPage>(`jobs ${worker.id}`, (signal) => read(`/${worker.id}/jobs`, signal), {
    concerns: ({ id, type }) => id === worker.id && type.startsWith('job-'),
  });
  return (
    <Card
      title="Assigned jobs"
      area="area-jobs"
      aside={
        reading.data && (
          <span class="muted">
            {counted(reading.data.jobs.length, 'job')}
            {reading.data.nextCursor !== null && ' and more'}
          </span>
        )
      }
    >
      <Read reading={reading}>
        {({ jobs }) =>
          jobs.length === 0 ? (
            <Empty title="None">
              {worker.currentJobCount > 0 &&
                'The jobs that it reports were not assigned through this service.'}
            </Empty>
          ) : (
            <div class="scroll-x" tabIndex={0} role="region" aria-label="Table of jobs">
              <table class="table">
                <thead>
                  <tr>
                    <th scope="col">Job</th>
                    <th scope="col" class="number">
                      Priority
                    </th>
                    <th scope="col" class="number">
                      Fence
                    </th>
                    <th scope="col">Assigned</th>
                  </tr>
                </thead>
                <tbody>
                  {jobs.map(({ jobId, fence, priority, assignedAt }) => (
                    <tr key={jobId}>
                      <th scope="row">{jobId}</th>
                      <td class="number">{priority}</td>
                      <td class="number">{fence}</td>
                      <td>
                        <Ago at={assignedAt} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Read>
    </Card>
  );
}
