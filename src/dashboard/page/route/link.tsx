import type { ComponentChildren } from 'preact';
import { go, goBack } from './route.js';

interface LinkProps {
  href: string;
  class?: string;
  title?: string;
  tabIndex?: number;
  'aria-current'?: 'page';
  /** Goes back in the history if that leads there. */
  back?: boolean;
  children: ComponentChildren;
}

/** A link within the page: an ordinary one for new tabs; a plain click does not reload the page. */
export function Link({ href, children, back = false, ...rest }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (back) goBack(href);
    else go(href);
  };
  return (
    <a {...rest} href={href} onClick={follow}>
      {children}
    </a>
  );
}
