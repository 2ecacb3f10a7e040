import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { Failure } from '../api/client.js';
import { Failed } from '../parts/states.js';

/**
 * Keeps an error in a view from breaking the whole page: the frame stays, and other views can be opened.
 * @param place a new value starts over
 */
export function Boundary({ place, children }: { place: string; children: ComponentChildren }) {
  const [error, again] = useErrorBoundary(
    // oxlint-disable-next-line no-console -- Developers look for it there.
    (thrown) => console.error(thrown),
  );
  useEffect(again, [place]);
  if (error === undefined) return <>{children}</>;
  return <Failed failure={brokenView(error)} again={again} />;
}

const brokenView = (error: unknown): Failure =>
  new Failure(
    'This view failed because of a defect in the dashboard',
    0,
    `The other views still work. ${error instanceof Error ? error.message : String(error)}`,
    true,
  );
