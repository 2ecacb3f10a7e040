import type { ComponentChildren } from 'preact';
import { go } from './route.js';

interface LinkProps {
  href: string;
  class?: string;
  title?: string;
  tabIndex?: number;
  'aria-current'?: 'page';
  children: ComponentChildren;
}

/** A link within the page: an ordinary one for new tabs; a plain click does not reload the page. */
export function Link({ href, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  };
  return (
    <a {...rest} href={href} onClick={follow}>
      {children}
    </a>
  );
}
