import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface CardProps {
  title: string;
  /** Grid area in its view. */
  area?: string;
  /** Shown beside the title. */
  aside?: ComponentChildren;
  children: ComponentChildren;
}

/** A titled section of the page, as a named landmark. */
export function Card({ title, area = '', aside, children }: CardProps) {
  const id = useId();
  return (
    <section class={`card ${area}`} aria-labelledby={id}>
      <header class="card-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
