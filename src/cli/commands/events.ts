import type { Command } from 'commander';
import type { EventDto, EventPageDto } from '../../journal/dto/event.dto.js';
import { list, past as pastTime, whole } from '../arguments.js';
import { pathOf, type Query } from '../client.js';
import { followEvents } from '../follow-events.js';
import { wrongUsage } from '../failure.js';
import { isForPeople } from '../formats.js';
import type { Output } from '../output.js';
import { pages } from '../pages.js';
import { sentenceOf } from '../../journal/sentences.js';
import { EVENTS } from '../listing/event-listing.js';
import type { ListOptions } from '../listing/listing.js';
import { ListPrinter, lists, printList } from '../listing/print-list.js';
import { sessionOf } from '../session.js';

interface Options extends ListOptions {
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
  lists(program.command('events').summary('list or follow events'), 'ndjson')
    .description('Lists the journal, newest first; with --follow, newest last and until Ctrl-C.')
    .argument('[worker]', 'only events of this worker, even if it no longer exists')
    .option('--type <type,…>', 'any of these types, such as registered or deregistered', list)
    .option('--group <group,…>', 'any of these groups of types, such as health or orders', list)
    .option('--actor <name>', 'only events caused by this actor: its name or its subject')
    .option('--from <time>', 'events at or after this time, or 2h, 7d ago', pastTime)
    .option('--until <time>', 'events before this time, or 2h, 7d ago', pastTime)
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
    const printer = new ListPrinter(out, EVENTS, options.columns);
    const follower = {
      event: (event: EventDto) =>
        isForPeople(out.format) ? tell(out, event, long) : printer.printItems([event]),
      note: (text: string) => out.writeNote(text),
    };
    return followEvents(client, { type, groups, actor, workerId: worker }, past, follower);
  }
  async function* found(): AsyncGenerator<readonly EventDto[]> {
    for await (const { items } of read) yield items;
  }
  const columns = options.columns ?? (long ? LONG : undefined);
  const { sort } = options;
  await printList(out, EVENTS, found(), { ...(columns && { columns }), ...(sort && { sort }) });
}

const LONG = ['when', 'event', 'worker', 'who', 'from', 'subject', 'request', 'what', 'detail'];

/** Prints one line per event as it arrives: widths fit ordinary values. */
function tell(out: Output, event: EventDto, long: boolean): void {
  const { workerId, actor, address, subject, requestId } = event;
  const more = long ? [address, subject, requestId].map((each) => ` ${each ?? '-'}`).join('') : '';
  const at = out.formatClock(event.at);
  out.writeLine(
    `${at}  ${(workerId ?? '-').padEnd(20)} ${actor.padEnd(10)}${more} ${sentenceOf(event)}`.trimEnd(),
  );
}
