import { signal } from '@preact/signals';

/** Now, for all that says how long ago something was; once a second, while the page is seen. */
export const now = signal(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 1000);
