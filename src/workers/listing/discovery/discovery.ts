import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../../../identity/access/caller.js';
import { reasonOf } from '../../../platform/database/database-errors.js';
import { readQuery } from '../../../platform/validation/read-query.js';
import { WorkerFiltersQuery } from '../dto/list-workers.query.js';
import type { Outline } from '../store/outline.js';
import { TargetStore } from '../store/target.store.js';
import { filtersOf } from '../worker-list.js';
import { targetText } from './target-text.js';

/** Descriptions that are read and kept in memory at a time: never all of a million at once. */
const PAGE = 1000;

/** Targets that are sent together: longer texts would go to the old generation of the heap at once. */
const PART = 100;

/** Differs between versions of the service whose answers differ. */
const FORMAT = createHash('sha256')
  .update(
    targetText(
      { id: 'id', workerId: 'w', name: 'n', host: 'h', port: '1', zone: 'z', version: 'v', tags: 't=1' },
      { status: 'ACTIVE', health: 'HEALTHY' },
    )!,
  )
  .digest('hex')
  .slice(0, 8);

/** The targets of a fleet. */
export interface Targets {
  /** Equal tags: the same targets. */
  readonly etag: string;
  /** JSON text that is produced while it is read; undefined if the client has the targets of this tag. */
  readonly text: Readable | undefined;
}

/** Lists workers as targets for Prometheus. */
@Injectable()
export class Discovery {
  private readonly logger = new Logger('Discovery');

  constructor(private readonly store: TargetStore) {}

  /**
   * Returns all workers that match the filters, are in the scope of the caller and have an address and a port. INACTIVE ones
   * are omitted unless the filter names a status. All are shown as they were at one moment; a description may be newer.
   * @param known the tags of the targets that the client has, from `If-None-Match`
   * @throws DomainError `validation_failed`; `database_busy`, `database_unavailable` if the fleet cannot be read. A later
   * failure ends the text with an error: half a list must not look like a whole one.
   */
  async listTargets(query: unknown, caller: Caller, known: string | undefined): Promise<Targets> {
    const filters = filtersOf(readQuery(WorkerFiltersQuery, query), caller);
    if (known !== undefined) {
      const etag = tagOf(await this.store.readDigest(filters));
      if (names(known, etag)) return { etag, text: undefined };
    }
    const outline = await this.store.readOutline(filters);
    const text = Readable.from(this.textOf(outline), { objectMode: false });
    return { etag: tagOf(outline.digest), text };
  }

  /** Reads the next page when the last one was sent, so that a slow client keeps neither memory nor a connection. */
  private async *textOf(outline: Outline): AsyncGenerator<string> {
    let separator = '[';
    for (let from = 0; from < outline.size; from += PAGE) {
      const texts = await this.pageOf(outline, from).catch((error: unknown) => {
        this.logger.warn(
          `A list of targets was cut off after ${from} of ${outline.size} workers: ${reasonOf(error)}`,
        );
        throw error;
      });
      for (let at = 0; at < texts.length; at += PART) {
        yield separator + texts.slice(at, at + PART).join(',\n');
        separator = ',\n';
      }
    }
    yield separator === '[' ? '[]\n' : ']\n';
  }

  private async pageOf(outline: Outline, from: number): Promise<string[]> {
    const workers = outline.part(from, PAGE);
    const targets = await this.store.readTargets(workers.map(({ id }) => id));
    const texts: string[] = [];
    let at = 0;
    for (const target of targets) {
      // Both are in the order of the ids; some workers have no address.
      while (workers[at]!.id !== target.id) at += 1;
      const text = targetText(target, workers[at]!);
      if (text !== undefined) texts.push(text);
    }
    return texts;
  }
}

const tagOf = (digest: string): string => `W/"${FORMAT}-${digest}"`;

/** Whether `If-None-Match` has the tag, or any. */
const names = (known: string, etag: string): boolean =>
  known.split(',').some((each) => ['*', etag, etag.slice(2)].includes(each.trim()));
