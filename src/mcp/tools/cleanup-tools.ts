import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { WorkerHealthMonitorService } from '../../health/worker-health-monitor.service.js';
import { actorOf } from '../../identity/access/actor.js';
import type { Caller } from '../../identity/access/caller.js';
import { Confirmations, type Confirmed } from '../../identity/access/confirmations.js';
import type { CleanupAnswerDto } from '../../health/dto/cleanup.dto.js';
import { confirmWith, refusalOf } from './confirming.js';
import { confirmation } from './inputs.js';
import { tool, type Tool, type ToolAnswer } from './tool.js';

/** Tools that preview the cleanup of failed workers, and run it once its preview is confirmed. */
@Injectable()
export class CleanupTools {
  readonly tools: readonly Tool[] = [
    tool({
      name: 'preview_cleanup',
      title: 'Preview the cleanup of failed workers',
      description:
        'Which workers are FAILED for so long that a cleanup would make them LOST, and release their jobs. Changes nothing. Returns a confirmation for run_cleanup.',
      input: z.object({}),
      role: 'operator',
      wholeFleet: true,
      run: async (_, caller) => {
        const preview = await this.monitor.performFailedWorkerCleanup({ dryRun: true });
        if (preview.total === 0) return { text: `${preview.message}: there is nothing to confirm.` };
        if (isCut(preview)) return { text: `${preview.message}: too many to confirm here.`, data: preview };
        const issued = this.confirmations.issue(contentOf(preview), caller);
        return { text: `${preview.message}. ${confirmWith('run_cleanup', issued)}`, data: preview };
      },
    }),
    tool({
      name: 'run_cleanup',
      title: 'Run a previewed cleanup',
      description:
        'Cleans up exactly the workers that preview_cleanup named. Refused if other workers would be affected by now. Ask the user first.',
      input: z.object({ confirmation }),
      role: 'operator',
      wholeFleet: true,
      changes: true,
      run: ({ confirmation: text }, caller) => this.run(text, caller),
    }),
  ];

  constructor(
    private readonly monitor: WorkerHealthMonitorService,
    private readonly confirmations: Confirmations,
  ) {}

  private async run(text: string, caller: Caller): Promise<ToolAnswer> {
    const preview = await this.monitor.performFailedWorkerCleanup({ dryRun: true });
    const checked = await this.confirmations.check(text, contentOf(preview), caller);
    if (checked !== 'valid' || isCut(preview)) return refusalOf(checked);
    const only = preview.workers.map(({ id }) => id);
    const actor = actorOf(caller, 'operator');
    const answer = await this.monitor.performFailedWorkerCleanup({ actor, only });
    return { text: answer.message, data: answer };
  }
}

/** Whether the answer does not name all of the workers. */
const isCut = ({ total, workers }: CleanupAnswerDto): boolean => workers.length < total;

const contentOf = ({ workers }: CleanupAnswerDto): Confirmed => ({
  action: 'cleanup',
  affected: workers.map(({ id }) => id).toSorted(),
});
