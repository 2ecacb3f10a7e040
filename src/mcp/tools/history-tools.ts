import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { JournalService } from '../../journal/journal.service.js';
import { OperationsService } from '../../operations/operations.service.js';
import { counted } from '../../platform/text/counted.js';
import { WorkerRegistrationService } from '../../workers/worker-registration.service.js';
import { inputOf, limit, time, worker } from './inputs.js';
import { tool, type Tool } from './tool.js';

/** Number of events that an explanation ends with. */
const RECENT = 20;

const names = (meaning: string) => z.array(z.string().max(50)).max(50).optional().describe(meaning);

/** Tools about what happened. */
@Injectable()
export class HistoryTools {
  readonly tools: readonly Tool[] = [
    tool({
      name: 'explain_worker',
      title: 'Explain a worker',
      description:
        'Why a worker is unwell, or that it is not: its record, each health check with its finding, orders, refused heartbeats, and its last events.',
      input: inputOf({ worker }),
      role: 'viewer',
      run: async ({ worker: name }, caller) => {
        const [record, health, { events }] = await Promise.all([
          this.workers.getWorker(name, caller),
          this.workers.getWorkerHealthReport(name, caller),
          this.journal.pageOfWorker(name, { limit: String(RECENT) }, caller),
        ]);
        const failing = health.checks.filter(({ healthy }) => !healthy).map((check) => check.name);
        const checks =
          failing.length === 0 ? 'no check fails' : `${counted(failing.length, 'check')} failing`;
        const text = `The worker is ${record.presence} and ${health.health}; ${checks}.`;
        return { text, data: { failing, health, worker: record, events } };
      },
    }),
    tool({
      name: 'what_changed',
      title: 'What changed',
      description: 'Events of the journal, newest first.',
      input: inputOf({
        from: time('Events at or after this time.'),
        until: time('Events before this time.'),
        worker: worker.optional(),
        groups: names('registration, health, guard, orders, operations, jobs, alerts, access.'),
        type: names('Types of events, such as failed or order-given.'),
        actor: z.string().max(300).optional().describe('Only events caused by this actor.'),
        limit: limit(100, 50),
        cursor: z.string().max(20).optional().describe('nextCursor of the previous page.'),
      }),
      role: 'viewer',
      run: async ({ worker: workerId, ...rest }, caller) => {
        const asked = { ...rest, workerId, limit: String(rest.limit) };
        const given = Object.entries(asked).filter(([, each]) => each !== undefined);
        const data = await this.journal.listEvents(Object.fromEntries(given), caller);
        return { text: `${counted(data.events.length, 'event')} on this page.`, data };
      },
    }),
    tool({
      name: 'show_operation',
      title: 'Progress of an operation',
      description: 'How far an operation is, which workers are left, and why.',
      input: inputOf({ id: z.string().max(64).describe('Id of the operation.') }),
      role: 'viewer',
      run: async ({ id }, caller) => {
        const data = await this.operations.readOperation(id, caller);
        const { total, done } = data.progress;
        return { text: `The operation is ${data.state}: done with ${done} of ${total} workers.`, data };
      },
    }),
  ];

  constructor(
    private readonly workers: WorkerRegistrationService,
    private readonly journal: JournalService,
    private readonly operations: OperationsService,
  ) {}
}
