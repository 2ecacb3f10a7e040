import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../identity/access/caller.js';
import { Confirmations, type Confirmed } from '../../identity/access/confirmations.js';
import type { OperationDto } from '../../operations/dto/operation.dto.js';
import type { PreviewDto } from '../../operations/dto/preview.dto.js';
import { OperationCreation } from '../../operations/operation-creation.service.js';
import { OperationsService } from '../../operations/operations.service.js';
import { validationFailed, hasCode } from '../../platform/errors/domain-error.js';
import { counted } from '../../platform/text/counted.js';
import { confirmWith, refusalOf } from './confirming.js';
import { confirmation, filters, inputOf, moment } from './inputs.js';
import { tool, type Tool, type ToolAnswer } from './tool.js';

/** Maximum number of workers of one operation: a preview names each of them. */
const MAX_WORKERS = 1000;

const request = inputOf({
  kind: z
    .enum(['drain', 'maintenance', 'activate', 'deregister', 'restore'])
    .describe('What is done to each worker.'),
  select: filters.optional(),
  workerIds: z
    .array(z.string().min(1).max(128))
    .min(1)
    .max(MAX_WORKERS)
    .optional()
    .describe('workerIds or ids, in place of select.'),
  reason: z.string().min(1).max(1000).describe('Why; recorded in the journal.'),
  until: moment('For drain and maintenance: when the orders end by themselves.'),
  deadline: moment('When the operation ends, finished or not.'),
  maxUnavailable: z
    .union([z.string().max(20), z.number()])
    .optional()
    .describe('How many may be unavailable at once: a number or a percentage such as 10%.'),
  by: z.enum(['zone']).optional().describe('One zone after the other.'),
  wait: z.string().max(200).optional().describe('What a replacement must have: version=… or tag=….'),
});
type Request = z.output<typeof request>;

/** Tools that preview operations, and begin those whose preview is confirmed. */
@Injectable()
export class OperationTools {
  readonly tools: readonly Tool[] = [
    tool({
      name: 'preview_operation',
      title: 'Preview an operation',
      description:
        'What an operation would do: the affected workers, their jobs, and what is left of each zone. Changes nothing. Returns a confirmation for run_operation.',
      input: request,
      role: 'operator',
      run: async (asked, caller) => {
        const { preview, affected } = await this.preview(asked, caller);
        if (affected.length === 0)
          return { text: `${affectedText(preview)}. There is nothing to confirm.`, data: preview };
        const issued = this.confirmations.issueConfirmation(contentOf(asked), affected, caller);
        return { text: `${affectedText(preview)}. ${confirmWith('run_operation', issued)}`, data: preview };
      },
    }),
    tool({
      name: 'run_operation',
      title: 'Begin a previewed operation',
      description:
        'Begins the operation that preview_operation described: the same arguments, and its confirmation. Refused if other workers would be affected by now. Repeating it begins no second one. Ask the user first.',
      input: request.extend({ confirmation }),
      role: 'operator',
      changes: true,
      run: ({ confirmation: text, ...asked }, caller) => this.run(asked, text, caller),
    }),
  ];

  constructor(
    private readonly creation: OperationCreation,
    private readonly operations: OperationsService,
    private readonly confirmations: Confirmations,
  ) {}

  private async run(asked: Request, text: string, caller: Caller): Promise<ToolAnswer> {
    const checked = await this.confirmations.checkConfirmation(text, contentOf(asked), caller);
    if (typeof checked === 'string') return refusalOf(checked);
    const { id } = checked;
    const begun = await this.find(id, caller);
    if (begun !== undefined) return begunAnswer(begun);
    const { affected } = await this.preview(asked, caller);
    if (!checked.affects(affected)) {
      // Those may be the workers of the same operation, begun since.
      const since = await this.find(id, caller);
      return since === undefined ? refusalOf('changed') : begunAnswer(since);
    }
    const { select: _, ...given } = asked;
    try {
      // Exactly the workers of the preview, whatever the filters match by now.
      await this.creation.createOperation({ ...given, workerIds: affected }, caller, id);
    } catch (error) {
      // Confirmed twice at the same time.
      if ((await this.find(id, caller)) === undefined) throw error;
    }
    return begunAnswer((await this.find(id, caller))!);
  }

  private async preview(
    asked: Request,
    caller: Caller,
  ): Promise<{ preview: PreviewDto; affected: readonly string[] }> {
    const preview = await this.creation.createOperation({ ...asked, dryRun: true }, caller);
    if (!preview.dryRun) throw new Error('A dry run created an operation');
    if (preview.total > MAX_WORKERS)
      throw validationFailed([
        {
          field: 'select',
          message: `The selection has ${preview.total} workers; at most ${MAX_WORKERS} can be confirmed`,
        },
      ]);
    const affected = preview.workers.filter(({ skipped }) => skipped === null).map((each) => each.id);
    return { preview, affected: affected.toSorted() };
  }

  private async find(id: string, caller: Caller): Promise<OperationDto | undefined> {
    return this.operations.readOperation(id, caller).catch((error: unknown) => {
      if (hasCode(error, 'operation_unknown')) return undefined;
      throw error;
    });
  }
}

const contentOf = (asked: Request): Confirmed => ({ action: 'operation', ...asked });

const affectedText = ({ affected, jobs, skipped }: PreviewDto): string =>
  `${counted(affected, 'worker')} would be affected, with ${counted(jobs, 'job')}; ${skipped} skipped`;

const begunAnswer = (operation: OperationDto): ToolAnswer => ({
  text: `The operation ${operation.id} has begun; show_operation shows its progress.`,
  data: operation,
});
