import type { Confirmation } from '../../identity/access/confirmations.js';
import type { ToolAnswer } from './tool.js';

/** How to confirm a preview. */
export const confirmWith = (name: string, { text, minutes }: Confirmation): string =>
  `Nothing was changed; to do it, call ${name} with the same arguments and, within ${minutes} minutes, confirmation "${text}".`;

const REASONS = {
  expired: 'the confirmation has expired',
  different:
    'the confirmation is not valid for this call. It must be complete, and the arguments and the caller must be those of its preview',
  changed: 'other workers would be affected by now than in the preview',
};

/** Why a confirmation is refused. The call may repeat one that did change something. */
export const refusalOf = (reason: keyof typeof REASONS): ToolAnswer => ({
  refused: true,
  text: `This call changed nothing: ${REASONS[reason]}. Preview again.`,
});
