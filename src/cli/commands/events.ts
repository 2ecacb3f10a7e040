import type { Command } from 'commander';
import type { EventDto, EventPageDto } from '../../journal/dto/event.dto.js';
import { list, whole } from '../arguments.js';
import { pathOf, type Query } from '../client.js';
import { followEvents } from '../follow-events.js';
import { wrongUsage } from '../failure.js';
import type { Output } from '../output.js';
import { pages } from '../pages.js';
import { asksServer, sessionOf } from '../session.js';

interface Options {
  type?: string[];
  group?: string[];
  actor?: string;
  from?: string;
  until?: string;
  follow?: boolean;
  long?: boolean;
  limit: number;
}

export function addEvents(program: Command): void {
  asksServer(program.command('events').summary('list or follow events'))
    .description('Lists the journal, newest first; with --follow, newest last and until Ctrl-C.')
    .argument('[worker]', 'only events of this worker, even if it no longer exists')
    .option('--type <type,…>', 'any of these types, such as registered or deregistered', list)
    .option('--group <group,…>', 'any of these groups of types, such as health or orders', list)
    .option('--actor <name>', 'only events caused by this actor: its name or its subject')
    .option('--from <time>', 'events at or after this time')
    .option('--until <time>', 'events before this time')
    .option('-f, --follow', 'print new events as they happen')
    .option('-l, --long', 'also print the subject of the actor and the id of the request')
    .option(
      '--limit <n>',
      'maximum number of events; with --follow, number of past events to print first',
      whole(1),
      100,
    )
    .addHelpText(
      'after',
      `
Examples:
  worker-registration events worker-001 --limit 10
  worker-registration events --follow --type failed,recovered --json     (NDJSON: one event per line)`,
    )
    .action(run);
}

async function run(worker: string | undefined, options: Options, command: Command): Promise<void> {
  const { client, out } = sessionOf(command);
  const { type, group: groups, actor, from, until, limit, follow, long = false } = options;
  const path = worker === undefined ? '/events' : pathOf(worker, 'events');
  const query: Query = { type, groups, actor, from, until };
  const read = pages(client, path, query, limit, (page: EventPageDto) => page.events);
  if (follow) {
    if (until !== undefined)
      throw wrongUsage('--follow has no end, but --until sets one', 'Use one of them.');
    const past = async (): Promise<EventDto[]> => {
      const found: EventDto[] = [];
      for await (const { items } of read) found.push(...items);
      return found;
    };
    const follower = {
      event: (event: EventDto) => tell(out, event, long),
      note: (text: string) => out.note(text),
    };
    return followEvents(client, { type, groups, actor, workerId: worker }, past, follower);
  }
  const found: EventDto[] = [];
  for await (const { items } of read) {
    if (out.json) for (const event of items) out.record(event);
    else found.push(...items);
  }
  if (out.json) return;
  if (found.length === 0) return out.note('No events.');
  out.table(
    ['WHEN', 'EVENT', 'WORKER', 'WHO', 'FROM', ...(long ? ['SUBJECT', 'REQUEST'] : []), 'DETAIL'],
    found.map((event) => cells(event, long)),
  );
}

/** Prints one line per event as it arrives: widths fit ordinary values. */
function tell(out: Output, event: EventDto, long: boolean): void {
  if (out.json) return out.record(event);
  const [at, type, worker, actor, ...more] = cells(event, long);
  const rest = more.join(' ');
  out.line(`${at}  ${type!.padEnd(14)} ${worker!.padEnd(20)} ${actor!.padEnd(10)} ${rest}`.trimEnd());
}

const cells = (event: EventDto, long: boolean): string[] => [
  event.at,
  event.type,
  event.workerId ?? '-',
  event.actor,
  event.address ?? '-',
  ...(long ? [event.subject ?? '-', event.requestId ?? '-'] : []),
  Object.keys(event.detail).length === 0 ? '' : JSON.stringify(event.detail),
];
