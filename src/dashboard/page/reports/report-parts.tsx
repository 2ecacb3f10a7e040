import type { ComponentChildren } from 'preact';
import type { Reading } from '../live/use-reading.js';
import { Card } from '../parts/card.js';
import { Read } from '../parts/states.js';
import { Wide } from '../groups/group-parts.js';
import { counted } from '../words/numbers.js';

export interface ReportCardProps<T> {
  reading: Reading<T>;
  /** Addresses of the files, by what they are. */
  files: Readonly<Record<string, string>>;
}

interface Props<T> extends ReportCardProps<T> {
  title: string;
  children: (report: T) => ComponentChildren;
}

/** A report, with links to its files. */
export const ReportCard = <T,>({ title, reading, files, children }: Props<T>) => (
  <Card
    title={title}
    aside={
      <span class="report-links">
        {Object.entries(files).map(([word, href]) => (
          <a key={word} href={href} download aria-label={`${title} as ${word}`}>
            {word}
          </a>
        ))}
      </span>
    }
  >
    <Read reading={reading} lines={6}>
      {children}
    </Read>
  </Card>
);

interface TableProps {
  label: string;
  /** Names of columns; of those with numbers, after a `#`. */
  columns: readonly string[];
  /** The first cell is the head of its row. */
  rows: readonly (readonly ComponentChildren[])[];
  empty: string;
}

/** A table of a report, which scrolls by itself on a narrow page. */
export const ReportTable = ({ label, columns, rows, empty }: TableProps) =>
  rows.length === 0 ? (
    <p class="muted">{empty}</p>
  ) : (
    <Wide label={`${label}, table`}>
      <table class="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" class={classOf(column)}>
                {column.replace('#', '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th key={index} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={index} class={classOf(columns[index]!)}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );

const classOf = (column: string): string => (column.startsWith('#') ? 'number' : '');

/** What a list leaves out. */
export const Omitted = ({ number, noun }: { number: number; noun: string }) =>
  number > 0 ? <p class="note">And {counted(number, noun)}.</p> : null;
