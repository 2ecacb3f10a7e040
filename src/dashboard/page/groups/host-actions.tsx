import { useState } from 'preact/hooks';
import { ACTIONS } from '../actions/actions.js';
import { useAction } from '../actions/use-action.js';
import { Failure } from '../api/client.js';
import { noteFailure } from '../api/session.js';
import type { GroupCounts } from '../api/types.js';
import { announce } from '../shell/announcer.js';
import { matching } from '../workers/selection.js';

type Key = 'drain' | 'activate';

const wordOf: Readonly<Record<Key, string>> = { drain: 'Drain', activate: 'Activate' };

interface HostActionsProps {
  host: string;
  group: GroupCounts;
  onDone: () => void;
}

/** Orders for all workers of a host: to take it out of service, and back. */
export function HostActions({ host, group, onDone }: HostActionsProps) {
  const { ask, dialog } = useAction(onDone);
  const [isReading, setReading] = useState(false);
  const [failure, setFailure] = useState('');
  const order = async (key: Key): Promise<void> => {
    setReading(true);
    setFailure('');
    try {
      const query = new URLSearchParams({ host, presence: 'PRESENT' });
      const targets = await matching(query.toString());
      ask(ACTIONS.find((action) => action.key === key)!, targets);
    } catch (error) {
      noteFailure(error);
      const text = error instanceof Failure ? error.message : String(error);
      setFailure(text);
      announce(text);
    }
    setReading(false);
  };
  const orders = group.draining + group.maintenance;
  const button = (key: Key, isUseful: boolean, why: string) => (
    <button
      type="button"
      class="quiet"
      aria-disabled={!isUseful || isReading}
      title={isUseful ? `${wordOf[key]} all workers of ${host}` : why}
      aria-label={`${wordOf[key]} all workers of ${host}${isUseful ? '' : `: ${why}`}`}
      onClick={() => isUseful && !isReading && void order(key)}
    >
      {wordOf[key]}
    </button>
  );
  return (
    <span class="row-actions">
      {button('drain', group.draining < group.present, 'No present worker could drain')}
      {button('activate', orders > 0, 'No worker is under an order')}
      {failure !== '' && <span class="tone-bad">{failure}</span>}
      {dialog}
    </span>
  );
}
