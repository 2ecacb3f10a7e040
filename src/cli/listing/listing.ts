import type { Cell, Output } from '../output.js';

/** One column of a list. */
export interface Column<Item> {
  /** Name for --columns, --sort and CSV; a table prints it in upper case. */
  readonly name: string;
  /** The value for programs, and by which --sort sorts. */
  readonly of: (item: Item) => unknown;
  /** The value for people, if it differs. */
  readonly shown?: (item: Item, out: Output) => Cell;
  /** Whether the table has it only if it is asked for: by -o wide, csv or --columns. */
  readonly wide?: true;
}

/** How a command prints a list. */
export interface Listing<Item> {
  /** Name of the list in JSON and YAML. */
  readonly key: string;
  readonly columns: readonly Column<Item>[];
  /** What -o name prints. */
  readonly nameOf: (item: Item) => string;
  /** Message if there are no items. */
  readonly none: string;
}

/** The options of every command that prints a list. */
export interface ListOptions {
  readonly columns?: string[];
  readonly sort?: string;
}
