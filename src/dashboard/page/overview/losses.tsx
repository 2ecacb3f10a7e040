import { LOSSES } from '../actions/actions.js';
import { useAction } from '../actions/use-action.js';
import { may } from '../api/session.js';
import type { Summary } from '../api/types.js';
import { Sign } from '../parts/icons.js';
import { For } from '../parts/time.js';
import { Link } from '../route/link.js';
import { workersHref } from '../route/route.js';
import { counted } from '../words/numbers.js';

/** The losses that need attention, and their acknowledgement. */
export function Losses({ summary: { health, lostSince }, again }: { summary: Summary; again: () => void }) {
  const { ask, dialog } = useAction(again);
  const lost = health.unacknowledgedLosses;
  // The dialog stays while its action ends the losses.
  return (
    <>
      {lost > 0 && lostSince !== null && (
        <section class="losses tone-bad" aria-label="Losses">
          <Sign tone="bad" />
          <p class="losses-text">
            <strong>{counted(lost, 'worker')} lost</strong>{' '}
            <span class="muted">
              and not acknowledged, <For since={lostSince} />
            </span>
          </p>
          <Link href={workersHref({ presence: 'LOST' })}>Show them</Link>
          {may('operator') && (
            <button type="button" class="quiet" onClick={() => ask(LOSSES.action, [LOSSES.target])}>
              Acknowledge all
            </button>
          )}
        </section>
      )}
      {dialog}
    </>
  );
}
