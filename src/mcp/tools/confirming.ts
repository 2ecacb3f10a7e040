import type { Confirmation } from '../../identity/access/confirmations.js';
import type { ToolAnswer } from './tool.js';

/** How to confirm a preview. */
export const confirmWith = (name: string, { text, minutes }: Confirmation): string =>
  `Nothing was changed; to do it, call ${name} with the same arguments and, within ${minutes} minutes, confirmation "${text}".`;

export const refusalOf = (checked: 'valid' | 'expired' | 'different'): ToolAnswer => ({
  refused: true,
  text:
    checked === 'expired'
      ? 'Nothing was changed: the confirmation has expired. Preview again.'
      : 'Nothing was changed: the confirmation is not one of this action. The arguments or the caller differ from those of the preview, or other workers would be affected by now. Preview again.',
});
