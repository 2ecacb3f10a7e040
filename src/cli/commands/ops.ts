import type { Command } from 'commander';
import type {
  OperationAnswerDto,
  OperationDetailDto,
  OperationDto,
  OperationPageDto,
} from '../../operations/dto/operation.dto.js';
import { list, reason as reasonText } from '../arguments.js';
import type { Listing, ListOptions } from '../listing/listing.js';
import { lists, printList } from '../listing/print-list.js';
import { pathOfOperation } from '../operations/find-operation.js';
import { follow, progressOf } from '../operations/follow.js';
import { programName } from '../program-name.js';
import { asksServer, sessionOf } from '../session.js';

const ACTS = {
  pause: 'take on no further workers',
  resume: 'take on further workers again',
  cancel: 'end an operation before it is done; what it did stays',
  undo: 'take back what an operation or a cleanup did',
} as const;

/** The commands for operations on many workers. */
export function addOps(program: Command): void {
  const ops = program.command('ops').summary('list and control operations on many workers');
  lists(ops.command('list', { isDefault: true }).summary('list operations, newest first'))
    .option('--state <state,…>', 'any of running, paused, finished, cancelled, expired', list)
    .option(
      '--kind <kind,…>',
      'any of drain, maintenance, activate, deregister, delete, restore, undo, cleanup',
      list,
    )
    .action(async (options: ListOptions & { state?: string[]; kind?: string[] }, command: Command) => {
      const { client, out } = sessionOf(command);
      const { state, kind } = options;
      const answer = await client.get<OperationPageDto>('/operations', { state, kind });
      await printList(out, OPERATIONS, [answer.operations], options, answer);
    });
  asksServer(ops.command('show').summary('show an operation, who is left, and why'))
    .argument('<id>', 'id of the operation, or its beginning')
    .option('--done', 'also the workers with which it is done')
    .action(show);
  asksServer(ops.command('wait').summary('follow an operation until it ends'))
    .description('Follows an operation until it ends; fails if it was not done with every worker.')
    .argument('<id>', 'id of the operation, or its beginning')
    .action(async (id: string, _options: object, command: Command) => follow(sessionOf(command), id));
  for (const [act, summary] of Object.entries(ACTS))
    asksServer(ops.command(act).summary(summary))
      .argument('<id>', 'id of the operation, or its beginning')
      .option('--reason <text>', 'why; recorded in the journal', reasonText)
      .action(async (id: string, { reason }: { reason?: string }, command: Command) => {
        const { client, out } = sessionOf(command);
        const answer = await client.post<OperationAnswerDto>(`${await pathOfOperation(client, id)}/${act}`, {
          reason,
        });
        if (out.json) return out.writeDocument(answer);
        out.writeLine(answer.message);
        out.writeLine(progressOf(answer.operation));
        if (act === 'undo') out.writeLine(`${programName()} ops show ${answer.operation.id}`);
      });
}

async function show(id: string, options: { done?: true }, command: Command): Promise<void> {
  const { client, out } = sessionOf(command);
  const operation = await client.get<OperationDetailDto>(await pathOfOperation(client, id), {
    done: options.done && 'true',
  });
  if (out.json) return out.writeDocument(operation);
  const { left, done = [], progress } = operation;
  out.writeFacts([
    ['operation', operation.id],
    ['progress', progressOf(operation)],
    ['reason', operation.reason],
    ['by', operation.actor],
    ['created', out.formatSince(operation.createdAt)],
    ['selection', JSON.stringify(operation.selection)],
    ['until', operation.until],
    ['deadline', operation.deadline],
    ['max unavailable', operation.maxUnavailable],
    ['one by one', operation.by],
    ['waits for', operation.wait],
    ['undone by', operation.undoneBy],
  ]);
  const shown = [...left, ...done];
  if (shown.length === 0) return;
  out.writeLine('');
  out.writeTable(
    ['WORKER', 'ZONE', 'STEP', 'JOBS', 'WHY'],
    shown.map(({ workerId, zone, step, jobs, why }) => [workerId, zone, step, jobs, why]),
  );
  const more = progress.total - (options.done ? 0 : progress.done) - shown.length;
  if (more > 0) out.writeNote(`… and ${more} more.`);
}

const OPERATIONS: Listing<OperationDto> = {
  key: 'operations',
  nameOf: ({ id }) => id,
  none: 'No operations.',
  columns: [
    { name: 'operation', of: ({ id }) => id },
    { name: 'kind', of: ({ kind }) => kind },
    { name: 'state', of: ({ state }) => state, shown: ({ state }, out) => out.colourState(state) },
    {
      name: 'done',
      of: ({ progress }) => progress.done,
      shown: ({ progress: { done, total } }) => `${done}/${total}`,
    },
    { name: 'failed', of: ({ progress }) => progress.failed },
    {
      name: 'created',
      of: ({ createdAt }) => createdAt,
      shown: ({ createdAt }, out) => out.formatTime(createdAt),
    },
    { name: 'by', of: ({ actor }) => actor },
    { name: 'reason', of: ({ reason }) => reason },
    { name: 'waiting', of: ({ waitingFor }) => waitingFor, wide: true },
  ],
};
