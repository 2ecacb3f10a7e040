import { Injectable } from '@nestjs/common';
import { WorkerHealthMonitorService } from '../../health/worker-health-monitor.service.js';
import { actorOf } from '../../identity/access/actor.js';
import type { Caller } from '../../identity/access/caller.js';
import { Confirmations, type Confirmed } from '../../identity/access/confirmations.js';
import type { CleanupAnswerDto } from '../../health/dto/cleanup.dto.js';
import { confirmWith, refusalOf } from './confirming.js';
import { confirmation, inputOf } from './inputs.js';
import { tool, type Tool, type ToolAnswer } from './tool.js';

const CONTENT: Confirmed = { action: 'cleanup' };

/** Tools that preview the cleanup of failed workers, and run it once its preview is confirmed. */
@Injectable()
export class CleanupTools {
  readonly tools: readonly Tool[] = [
    tool({
      name: 'preview_cleanup',
      title: 'Preview the cleanup of failed workers',
      description:
        'Which workers are FAILED for so long that a cleanup would make them LOST, and release their jobs. Changes nothing. Returns a confirmation for run_cleanup.',
      input: inputOf({}),
      role: 'operator',
      wholeFleet: true,
      run: async (_, caller) => {
        const preview = await this.monitor.performFailedWorkerCleanup({ dryRun: true });
        if (preview.total === 0) return { text: `${preview.message}: there is nothing to confirm.` };
        if (isCut(preview)) return { text: `${preview.message}: too many to confirm here.`, data: preview };
        const issued = this.confirmations.issueConfirmation(CONTENT, affectedBy(preview), caller);
        return { text: `${preview.message}. ${confirmWith('run_cleanup', issued)}`, data: preview };
      },
    }),
    tool({
      name: 'run_cleanup',
      title: 'Run a previewed cleanup',
      description:
        'Cleans up exactly the workers that preview_cleanup named. Refused if other workers would be affected by now. Ask the user first.',
      input: inputOf({ confirmation }),
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
    const checked = await this.confirmations.checkConfirmation(text, CONTENT, caller);
    if (typeof checked === 'string') return refusalOf(checked);
    const preview = await this.monitor.performFailedWorkerCleanup({ dryRun: true });
    const only = affectedBy(preview);
    if (isCut(preview) || !checked.affects(only)) return refusalOf('changed');
    const actor = actorOf(caller, 'operator');
    const answer = await this.monitor.performFailedWorkerCleanup({ actor, only });
    return { text: answer.message, data: answer };
  }
}

/** Whether the answer does not name all of the workers. */
const isCut = ({ total, workers }: CleanupAnswerDto): boolean => workers.length < total;

const affectedBy = ({ workers }: CleanupAnswerDto): string[] => workers.map(({ id }) => id).toSorted();
