import type { Command } from 'commander';
import { visible } from '../../agent/visible.js';
import { list } from '../arguments.js';
import { csvRow } from '../csv-text.js';
import { isForPeople } from '../formats.js';
import type { Cell, Output } from '../output.js';
import { asksServer, printsList } from '../session.js';
import { columnsOf } from './choose-columns.js';
import type { Column, Listing, ListOptions } from './listing.js';
import { sortItems } from './sort-items.js';

/** Adds the options of a command that prints a list of the server. */
export const lists = (command: Command, json: 'json' | 'ndjson' = 'json'): Command =>
  withColumns(asksServer(printsList(command, json))).option(
    '--sort <column>',
    'sort by this column; -<column>: descending',
  );

export const withColumns = (command: Command): Command =>
  command.option('--columns <column,…>', 'only these columns, or fields of the JSON output', list);

/**
 * Prints a list in the form that the user chose. Forms with a line for each item are printed page by page, unless
 * they are sorted here.
 * @param document the answer for JSON and YAML; by default the items under the name of the list
 */
export async function printList<Item>(
  out: Output,
  listing: Listing<Item>,
  source: Iterable<readonly Item[]> | AsyncIterable<readonly Item[]>,
  { columns, sort }: ListOptions = {},
  document?: object,
): Promise<void> {
  const isStreamed = sort === undefined && STREAMED.has(out.format);
  const all: Item[] = [];
  const printer = new ListPrinter(out, listing, columns);
  for await (const items of source) {
    if (isStreamed) printer.printItems(items);
    else all.push(...items);
  }
  if (isStreamed) return printer.printRest();
  const sorted = sortItems(listing, all, sort);
  if (out.format === 'json' || out.format === 'yaml')
    return out.writeDocument({ ...document, [listing.key]: sorted });
  printer.printItems(sorted);
  printer.printRest();
}

const STREAMED: ReadonlySet<string> = new Set(['ndjson', 'csv', 'name']);

/** Prints items one after the other, for lists without an end. */
export class ListPrinter<Item> {
  private chosen: readonly Column<Item>[] | undefined;
  private printed = 0;

  constructor(
    private readonly out: Output,
    private readonly listing: Listing<Item>,
    private readonly columns: readonly string[] | undefined,
  ) {}

  printItems(items: readonly Item[]): void {
    const { out, listing } = this;
    if (items.length === 0) return;
    if (out.format === 'csv' && this.printed === 0) this.head(items[0]);
    this.printed += items.length;
    if (out.format === 'name') for (const item of items) out.writeLine(listing.nameOf(item));
    else if (out.json) for (const item of items) out.writeRecord(item);
    else if (isForPeople(out.format)) this.table(items);
    else for (const item of items) out.writeRaw(csvRow(this.columnsFor(item).map(({ of }) => of(item))));
  }

  /** Prints what remains: for an empty list its message, or the head of its columns. */
  printRest(): void {
    if (this.printed > 0) return;
    if (this.out.format === 'csv') this.head(undefined);
    if (isForPeople(this.out.format)) this.out.writeNote(this.listing.none);
  }

  private head(sample: Item | undefined): void {
    this.out.writeRaw(csvRow(this.columnsFor(sample).map(({ name }) => name)));
  }

  private table(items: readonly Item[]): void {
    const { out } = this;
    const columns = this.columnsFor(items[0]);
    out.writeTable(
      columns.map(({ name }) => visible(name).toUpperCase()),
      items.map((item) => columns.map((column) => cellOf(column, item, out))),
    );
  }

  private columnsFor(sample: Item | undefined): readonly Column<Item>[] {
    const isWide = this.out.format === 'wide' || this.out.format === 'csv';
    this.chosen ??= columnsOf(this.listing, this.columns, isWide, sample);
    return this.chosen;
  }
}

function cellOf<Item>({ of, shown }: Column<Item>, item: Item, out: Output): Cell {
  if (shown !== undefined) return shown(item, out);
  const value = of(item);
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}
