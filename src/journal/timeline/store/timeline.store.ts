import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import type { EventRow } from '../../store/journal.store.js';
import { TIMELINE_TYPES, TRACKS, typesOfTrack } from '../tracks.js';

const READ = statement(import.meta.url, './read-timeline.sql');

const TYPES_OF_TRACKS = JSON.stringify(TRACKS.map(typesOfTrack));

/** An event of a timeline; those before its begin say what was so then. */
export interface TimelineRow extends Pick<EventRow, 'seq' | 'at' | 'type' | 'actor' | 'detail'> {
  readonly is_within: boolean;
}

/** Reads the events of timelines. */
@Injectable()
export class TimelineStore {
  constructor(private readonly database: Database) {}

  /** Returns the latest events of a record in that time, up to the limit, and those that say what was so before. */
  readTimeline(id: string, from: Date, until: Date, limit: number): Promise<TimelineRow[]> {
    return this.database.query<TimelineRow>(READ, [id, from, until, TIMELINE_TYPES, limit, TYPES_OF_TRACKS]);
  }
}
