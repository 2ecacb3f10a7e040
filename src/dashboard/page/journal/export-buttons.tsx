import { useState } from 'preact/hooks';
import { Failure, read } from '../api/client.js';
import { noteFailure } from '../api/session.js';
import type { EventPage, JournalEvent } from '../api/types.js';
import { announce } from '../shell/announcer.js';
import { count, counted } from '../words/numbers.js';
import { csvOf, ndjsonOf } from './event-files.js';

/** Maximum number of events in a file: the newest ones. */
const MOST = 50_000;
const PAGE = 1000;

/** Saves the events that are filtered as a file, for an audit. */
export function ExportButtons({ filter }: { filter: string }) {
  const [progress, setProgress] = useState('');
  const save = async (form: 'csv' | 'ndjson'): Promise<void> => {
    setProgress('Reading …');
    try {
      const events = await allEvents(filter, (read) => setProgress(`${count(read)} read …`));
      download(`events.${form}`, form === 'csv' ? csvOf(events) : ndjsonOf(events));
      const more = events.length === MOST ? ': the newest ones' : '';
      setProgress(`${counted(events.length, 'event')} saved${more}`);
      announce(`${counted(events.length, 'event')} saved`);
    } catch (error) {
      noteFailure(error);
      setProgress(error instanceof Failure ? error.message : String(error));
    }
  };
  return (
    <span class="row-actions">
      <span class="muted">{progress}</span>
      <button type="button" class="quiet" onClick={() => void save('csv')}>
        Export CSV
      </button>
      <button type="button" class="quiet" onClick={() => void save('ndjson')}>
        Export NDJSON
      </button>
    </span>
  );
}

async function allEvents(filter: string, tell: (read: number) => void): Promise<JournalEvent[]> {
  const found: JournalEvent[] = [];
  for (let cursor: string | null = ''; cursor !== null && found.length < MOST; ) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: EventPage = await read<EventPage>(`/events?${filter}&limit=${PAGE}${after}`);
    found.push(...page.events);
    cursor = page.nextCursor;
    tell(found.length);
  }
  return found.slice(0, MOST);
}

function download(name: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'text/plain;charset=utf-8' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
