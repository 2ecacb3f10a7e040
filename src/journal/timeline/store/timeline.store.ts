import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import type { EventRow } from '../../store/journal.store.js';
import { TIMELINE_TYPES, TRACKS, typesOfTrack } from '../tracks.js';

const READ = statement(import.meta.url, './read-timeline.sql');
const FIND_RECORD = statement(import.meta.url, './find-journalled-record.sql');

const TYPES_OF_TRACKS = JSON.stringify(TRACKS.map(typesOfTrack));

/** An event of a timeline; those before its begin say what was so then. */
export interface TimelineRow extends Pick<EventRow, 'seq' | 'at' | 'type' | 'actor' | 'detail'> {
  readonly is_within: boolean;
}

/** A record that the journal knows, whether it still exists or not. */
export interface JournalledRecord {
  readonly id: string;
  readonly worker_id: string;
  /** When, and by whom, a forced registration replaced it; null if none did. */
  readonly replaced_at: Date | null;
  readonly replaced_by: string | null;
}

/** Reads the events of timelines. */
@Injectable()
export class TimelineStore {
  constructor(private readonly database: Database) {}

  /** Returns the latest record of that workerId, or the one of that id. */
  async findRecord(name: string): Promise<JournalledRecord | undefined> {
    const id = isUuid(name) ? name : null;
    return (await this.database.query<JournalledRecord>(FIND_RECORD, [name, id]))[0];
  }

  /** Returns the latest events of a record in that time, up to the limit, and those that say what was so before. */
  readTimeline(id: string, from: Date, until: Date, limit: number): Promise<TimelineRow[]> {
    return this.database.query<TimelineRow>(READ, [id, from, until, TIMELINE_TYPES, limit, TYPES_OF_TRACKS]);
  }
}
