import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { Failure } from '../api/client.js';
import { Failed } from '../parts/states.js';

/**
 * Keeps a view that breaks from taking the whole page with it: what is around it stays, and another view can be gone to.
 * @param place another one begins anew
 */
export function Boundary({ place, children }: { place: string; children: ComponentChildren }) {
  const [error, again] = useErrorBoundary(
    // oxlint-disable-next-line no-console -- Whoever looks into it finds it there.
    (thrown) => console.error(thrown),
  );
  useEffect(again, [place]);
  if (error === undefined) return <>{children}</>;
  return <Failed failure={brokenView(error)} again={again} />;
}

const brokenView = (error: unknown): Failure =>
  new Failure(
    'This view is broken by a mistake of ours',
    0,
    `The others go on. ${error instanceof Error ? error.message : String(error)}`,
  );
