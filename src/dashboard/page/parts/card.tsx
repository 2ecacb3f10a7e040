import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface CardProps {
  title: string;
  /** Where it stands in the grid of its view. */
  area?: string;
  /** Beside the title. */
  aside?: ComponentChildren;
  children: ComponentChildren;
}

/** One matter on the page, a landmark with a name. */
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
